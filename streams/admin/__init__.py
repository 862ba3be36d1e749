"""The control room: every noun, as Django's admin shows it. `streams.models` has the same files."""

from django.contrib import admin

from streams.admin import action, activity, application, audience, kind, provider, reaction, stream, token  # noqa: F401

admin.site.site_header = "Activity Streams"
admin.site.site_title = "Activity Streams"
admin.site.index_title = "Control room"
