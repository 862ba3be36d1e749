"""Who can see an activity, and why, in sentences."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.template.loader import render_to_string

from streams.feed.render.sentence import title
from streams.models import Activity, Audience, Viewer
from streams.publishing.restating import restate

# People of an audience that are named.
NAMED = 10
Kind = Audience.Kind


@dataclass(frozen=True)
class Explanation:
    """What the page of an activity says of it. Each property is read once, by the template."""

    activity: Activity
    # Whose username somebody typed; "" for nobody's.
    asked: str = ""

    def who(self) -> str:
        audience = self.activity.audience
        if audience.kind == Kind.PUBLIC:
            return "Everybody, signed in or not."
        if audience.kind == Kind.NOBODY:
            before = self.activity.audience_before
            return f"Nobody: it is hidden. Before that: {before}." if before else "Nobody: it is hidden."
        people = people_of(audience)
        count = people.count()
        if not count:
            return "Nobody: no active account belongs to its audience."
        names = ", ".join(str(person) for person in people[:NAMED])
        more = f" and {count - NAMED} more" if count > NAMED else ""
        return f"{_called(audience, count)}: {names}{more}."

    def why(self) -> str:
        activity = self.activity
        if activity.audience_fixed:
            return "An administrator chose this audience; neither its source nor a document changes it."
        if activity.provider and activity.provider.audience_id == activity.audience_id:
            return f"{activity.provider} tells this audience."
        return "Its document named this audience, or its program posts for it."

    def answer(self) -> str:
        """Whether the person that was asked for sees it; "" where none was."""
        if not self.asked:
            return ""
        user = get_user_model()._default_manager.filter(**{get_user_model().USERNAME_FIELD: self.asked}).first()
        if user is None:
            return f"There is no account {self.asked}."
        if not user.is_active:
            return f"No: the account {user} is switched off."
        sees = Activity.objects.visible_to(Viewer.of(user)).filter(pk=self.activity.pk).exists()
        return f"Yes, {user} sees it." if sees else f"No, {user} does not belong to its audience."

    def told(self) -> str:
        """The document that says what is stored."""
        return json.dumps(restate(self.activity), indent=2, ensure_ascii=False, default=str)

    def stored(self) -> str:
        """The JSON that readers get, but for their actions."""
        return json.dumps(json.loads(self.activity.rendered), indent=2, ensure_ascii=False)

    def shown(self) -> str:
        """A page of its own for a frame that may run nothing."""
        item: dict[str, Any] = json.loads(self.activity.rendered)
        return render_to_string("streams/admin/item.html", {"title": title(item), "item": item})


def people_of(audience: Audience) -> QuerySet:
    active = get_user_model()._default_manager.filter(is_active=True).order_by(get_user_model().USERNAME_FIELD)
    if audience.kind == Kind.MEMBERS:
        return active
    if audience.kind == Kind.GROUP and audience.group:
        return active.filter(groups=audience.group)
    return active.filter(pk=audience.user_id) if audience.user_id is not None else active.none()


def _called(audience: Audience, count: int) -> str:
    if audience.kind == Kind.PERSON:
        return "One person"
    people = "account" if count == 1 else "accounts"
    of = "signed-in" if audience.kind == Kind.MEMBERS else f"{audience.group}'s"
    return f"{of[0].upper()}{of[1:]} {people}, {count} of them active"
