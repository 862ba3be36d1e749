from __future__ import annotations

from html import unescape
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.text import Truncator

from streams.admin.base import AudienceFilter, BumpsVersion, NamesAudience
from streams.models import Activity


@admin.register(Activity)
class ActivityAdmin(NamesAudience, BumpsVersion):
    """Facts are not edited: only who may see one can be changed, and one can be deleted."""

    list_display = ["published", "what", "who", "sort", "where_from", "for_whom"]
    list_display_links = ["published", "what"]
    list_filter = ["provider", "application", ("audience", AudienceFilter), "kind"]
    list_select_related = ["kind", "provider", "application", "audience__group", "audience__user"]
    list_per_page = 50
    search_fields = ["actor_username", "entity", "foreign_id", "title"]
    search_help_text = "A username, an entity, an id that the source gave, or words of the title"
    date_hierarchy = "published"
    # The order of its index, and no other: the table is long. Nor is it counted twice.
    ordering = ["-published", "-id"]
    sortable_by = ["published"]
    show_full_result_count = False
    readonly_fields = [field.name for field in Activity._meta.fields if field.name not in {"id", "audience"}]
    fieldsets = [
        ("Who may see it", {"fields": ["audience"]}),
        ("What happened", {"fields": ["published", "actor", "verb", "object", "target", "kind", "url"]}),
        (
            "What it says",
            {
                "fields": ["title", "summary", "content"],
                "description": "The source of the sanitised HTML, not the HTML.",
            },
        ),
        (
            "Where it comes from",
            {"fields": ["provider", "application", "poster", "source", "foreign_id", "project_key", "entity"]},
        ),
        (
            "Bookkeeping",
            {
                "fields": ["uid", "revision", "created", "updated", "digest", "icon", "links", "categories", "changes"],
                "classes": ["collapse"],
            },
        ),
    ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Whoever it is hidden from does not see it again because a document says so."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            if "audience" in form.changed_data:
                Activity.objects.filter(pk=obj.pk).update(audience_fixed=True)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Activities are posted or polled."""
        return False

    @admin.display(description="What")
    def what(self, activity: Activity) -> str:
        """The title, else the object and what was said of it: as text, which the page escapes again."""
        about = activity.object or {}
        said = about.get("summary") or _text(activity.summary) or _text(activity.content)
        text = _text(activity.title) or ": ".join(filter(None, [about.get("title"), said])) or activity.foreign_id
        return Truncator(text).chars(90)

    @admin.display(description="Actor")
    def who(self, activity: Activity) -> str:
        return activity.actor.get("name") or activity.actor_username

    @admin.display(description="Kind")
    def sort(self, activity: Activity) -> str:
        return f"{activity.kind.object_type} {activity.kind.verb}".strip()

    @admin.display(description="Source")
    def where_from(self, activity: Activity) -> str:
        name = activity.provider.name if activity.provider else f"{activity.kind.provider_key} (gone)"
        return f"{name}: {activity.application.display_name}" if activity.application else name

    @admin.display(description="Audience")
    def for_whom(self, activity: Activity) -> str:
        return str(activity.audience)


def _text(markup: str) -> str:
    return unescape(strip_tags(markup)).strip()
