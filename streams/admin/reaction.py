from __future__ import annotations

from collections.abc import Iterable

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from streams.admin.base import BumpsVersion, Received, activity_link
from streams.admin.paging import Long
from streams.admin.typed import ByUser, Since, Until
from streams.models import Activity, Comment, Reaction


@admin.register(Reaction)
class ReactionAdmin(Long, Received, BumpsVersion):
    list_display = ["created", "user", "kind", "entity"]
    fields = ["created", "user", "kind", "entity"]
    list_filter = [Since, Until, ByUser, "kind"]
    leads = ("person",)
    list_select_related = ["user"]
    search_fields = ["user__username", "entity"]


@admin.register(Comment)
class CommentAdmin(Long, Received, BumpsVersion):
    """Deleting one takes it off the stream: a comment is an activity too, and both go."""

    list_display = ["created", "author", "said", "on"]
    fields = ["created", "author", "user", "text", "activity", "entity"]
    list_filter = [Since, Until, ByUser]
    leads = ("person",)
    list_select_related = ["activity"]
    search_fields = ["author", "text", "entity"]

    def withdraw(self, objects: Iterable[Comment]) -> None:
        Activity.objects.filter(pk__in=[comment.told_by_id for comment in objects]).delete()

    @admin.display(description="Comment")
    def said(self, comment: Comment) -> str:
        return Truncator(comment.text).chars(90)

    @admin.display(description="On")
    def on(self, comment: Comment) -> SafeString | str:
        return activity_link(comment.activity_id, str(comment.activity or "an activity that is gone"))
