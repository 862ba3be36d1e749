"""Who can see an activity, and why, in sentences."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.template.loader import render_to_string

from streams.admin.belonging import who_belongs
from streams.admin.opening import Place, places
from streams.feed.render.sentence import title
from streams.models import Activity, Audience, Viewer
from streams.publishing.restating import restate


@dataclass(frozen=True)
class Explanation:
    """What the page of an activity says of it. Each property is read once, by the template."""

    activity: Activity
    # Who looks at the page.
    reader: Any
    # Whose username somebody typed; "" for nobody's.
    asked: str = ""

    def who(self) -> str:
        audience, before = self.activity.audience, self.activity.audience_before
        if audience.kind == Audience.Kind.NOBODY:
            return f"Nobody: it is hidden. Before that: {before}." if before else "Nobody: it is hidden."
        return who_belongs(audience)

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
        return f"Yes, {user} sees it." if self._sees(user) else f"No, {user} does not belong to its audience."

    def places(self) -> list[Place]:
        return places(self.activity)

    def is_public(self) -> bool:
        return self.activity.audience.kind == Audience.Kind.PUBLIC

    def reader_sees(self) -> bool:
        return self._sees(self.reader)

    def _sees(self, user: Any) -> bool:
        return Activity.objects.visible_to(Viewer.of(user)).filter(pk=self.activity.pk).exists()

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
