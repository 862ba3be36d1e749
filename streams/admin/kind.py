from django.contrib import admin
from django.utils.safestring import SafeString

from streams.admin.base import ReadOnly, activities_link
from streams.models import Kind


@admin.register(Kind)
class KindAdmin(ReadOnly):
    list_display = ["provider_key", "object_type", "verb", "activities"]
    list_filter = ["provider_key"]
    search_fields = ["provider_key", "object_type", "verb"]
    ordering = ["provider_key", "object_type", "verb"]

    @admin.display(description="On the stream")
    def activities(self, kind: Kind) -> SafeString:
        return activities_link(source=kind.provider_key, kind=f"{kind.object_type}:{kind.verb}")
