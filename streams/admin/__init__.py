"""The control room: every noun, as Django's admin shows it. `streams.models` has the same files."""

from django.contrib import admin

from streams.admin import (  # noqa: F401
    action,
    activity,
    application,
    audience,
    delivery,
    kind,
    provider,
    reaction,
    retention,
    stream,
    token,
)

admin.site.site_header = "Activity Streams"
admin.site.site_title = "Activity Streams"
admin.site.index_title = "Control room"
# Unless the project that we are part of has a first page of its own.
admin.site.index_template = admin.site.index_template or "streams/admin/home.html"
