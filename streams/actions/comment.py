from collections.abc import Sequence
from functools import partial
from typing import Any

from django.utils.html import escape, linebreaks
from django.utils.translation import gettext_noop as _
from rest_framework import serializers

from streams.actions.base import InlineAction, Offer, Offered, Outcome
from streams.actions.counting import COMMENT, NEVER, counted, standing
from streams.models import ActionRun, Activity, Comment, Viewer
from streams.vocabulary import type_key

# Types of things that are part of another, which is then the target (contract.md §1.7).
PARTS = {"comment", "file"}


class CommentInput(serializers.Serializer):
    text = serializers.CharField(label=_("Comment"), max_length=5000)


class WriteComment(InlineAction):
    """Answer right there. The comment becomes an activity of its own, seen by whoever sees the first one."""

    key = "comment"
    label = _("Comment")
    icon = "comment"
    weight = 1
    input = CommentInput
    can_undo = True
    repeats = True
    tier = "visible"
    rels = ("reply-to",)
    done_message = _("Your comment is in")

    def offer(self, activities: Sequence[Offered], viewer: Viewer) -> dict[int, Offer]:
        counts = counted(activities, viewer)
        return {activity.pk: standing(counts.get((activity.entity, COMMENT), NEVER)) for activity in activities}

    def perform(self, activity: Activity, viewer: Viewer, data: dict[str, Any]) -> Outcome:
        author = viewer.user.get_full_name() or viewer.user.get_username()  # type: ignore[union-attr]
        comment = Comment.objects.create(
            entity=activity.entity, activity=activity, user_id=viewer.user_id, author=author, text=data["text"]
        )
        document = _document(comment, activity)
        result = {"comment": comment.pk, "document": document["id"]}
        return Outcome(_("Your comment is in"), result, [document], then=partial(_told_by, comment))

    def undo(self, run: ActionRun) -> Outcome:
        Comment.objects.filter(pk=run.result["comment"]).delete()
        return Outcome(_("Your comment is withdrawn"), retracted=[run.result["document"]])


def _told_by(comment: Comment, activities: Sequence[Activity]) -> None:
    (comment.told_by,) = activities
    comment.save(update_fields=["told_by"])


def _document(comment: Comment, activity: Activity) -> dict[str, Any]:
    """A comment has no title of its own and points at what it is about (contract.md §1.7, shape conventions)."""
    about = _discussed(activity)
    identifier = f"streams:comment:{comment.pk}"
    return {
        "id": identifier,
        "verb": "post",
        "published": int(comment.created.timestamp() * 1000),
        "content": linebreaks(escape(comment.text)),
        "object": {"objectType": "comment", "id": identifier},
        "target": {
            "objectType": about.get("type"),
            "id": about.get("id"),
            "displayName": about.get("title"),
            "summary": about.get("summary"),
            "url": about.get("url") or activity.url,
        },
        "project": activity.project_key,
        "entity": activity.entity,
    }


def _discussed(activity: Activity) -> dict[str, Any]:
    """A reply to a comment is about the same issue as the comment, and so is one to a file that was attached to it:
    clients look for the issue's key in the target."""
    thing, target = activity.object or {}, activity.target or {}
    return target if target and type_key(thing.get("type")) in PARTS else thing or target
