from __future__ import annotations

from html import unescape
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.text import Truncator

from streams.admin.base import BumpsVersion, NamesAudience
from streams.admin.browsing import ActivityList
from streams.admin.explaining import Explanation
from streams.admin.moderating import Moderates
from streams.admin.narrowing import FILTERS
from streams.admin.paging import Long
from streams.models import Activity


@admin.register(Activity)
class ActivityAdmin(Moderates, Long, NamesAudience, BumpsVersion):
    """Facts are not edited: only who may see one can be changed, and one can be deleted."""

    list_display = ["when", "what", "who", "sort", "where_from", "for_whom"]
    list_display_links = ["when", "what"]
    list_filter = FILTERS
    list_select_related = ["kind", "provider", "application", "audience__group", "audience__user"]
    moment = "published"
    # Django wants a name before it draws the box; `ActivityList` does the searching.
    search_fields = ["search"]
    search_help_text = "Words of it, an issue key, or an id, ours or the source's"
    # The order of the read door, and no other.
    ordering = ["-published", "-id"]
    change_form_template = "streams/admin/activity.html"
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

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ActivityList]:
        return ActivityList

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Already done, by `ActivityList`."""
        return queryset, False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        asked = request.GET.get("person", "").replace("\0", "").strip()
        return super().change_view(request, object_id, form_url, {"asked": asked})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if activity := kwargs.get("obj"):
            context["fact"] = Explanation(activity, request.user, context["asked"])
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Whoever it is hidden from does not see it again because a document says so."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            if "audience" in form.changed_data:
                Activity.objects.filter(pk=obj.pk).update(audience_fixed=True)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Activities are posted or polled."""
        return False

    @admin.display(description="When")
    def when(self, activity: Activity) -> str:
        return date_format(timezone.localtime(activity.published), "j M Y, H:i")

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
        return f"{name}: {activity.application.name}" if activity.application else name

    @admin.display(description="Audience")
    def for_whom(self, activity: Activity) -> str:
        return str(activity.audience)


def _text(markup: str) -> str:
    return unescape(strip_tags(markup)).strip()
