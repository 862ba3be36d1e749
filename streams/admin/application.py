from django.contrib import admin
from django.utils.safestring import SafeString

from streams.admin.base import Received, activities_link
from streams.models import Application


@admin.register(Application)
class ApplicationAdmin(Received):
    """Posting registers one. A name changed here would be registered again by the next post."""

    list_display = ["display_name", "generator_id", "created", "activities"]
    fields = ["display_name", "generator_id", "created"]
    search_fields = ["display_name", "generator_id"]
    date_hierarchy = "created"

    @admin.display(description="On the stream")
    def activities(self, application: Application) -> SafeString:
        return activities_link(application=application.pk)
