"""What the tests of an action stand on: what a stranger tells, an activity, and somebody who presses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from uuid import uuid4

import orjson
import pytest
from django.contrib.auth.models import User
from django.test import Client

from streams import registry
from streams.actions.base import InlineAction, Offer
from streams.actions.fields import offered_field
from streams.models import Activity, Audience, Provider, Viewer
from streams.providers.base import Done, ProviderError
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish
from streams.testing.obliging import Obliging
from streams.testing.promises import broken, fit, must
from streams.testing.stage import install, quick

ABILITIES = ("refuse",)
# What the tests want to know of an answer.
ANSWERED = ("message", "code", "detail", "errors")


class StagedAction:
    """Subclass it as ActionContract. `action` and `effect` are always needed, `wrong` where there is an input."""

    action: ClassVar[type[InlineAction]]
    # What a viewer enters, and what the input refuses.
    data: ClassVar[Mapping[str, Any]] = {}
    wrong: ClassVar[Mapping[str, Any] | None] = None
    cannot: ClassVar[Mapping[str, str]] = {}

    settings: Any
    monkeypatch: pytest.MonkeyPatch
    reader: User
    row: Provider

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if hasattr(cls, "action"):
            fit(cls, roles_of(cls.action), cls.cannot, ABILITIES)

    # What you write.

    def prepare(self) -> None:
        """What the action needs to work."""

    def document(self) -> dict[str, Any]:
        """An activity that the action is offered on."""
        return {}

    def effect(self, activity: Activity) -> object:
        """What can be seen of its having been done, such as a count of your rows: compared before and after."""
        if self.action.only_at_source:
            return list(Obliging.asked)
        broken(f"Write `{type(self).__name__}.effect`: return what is different once it was done.")

    def refuse(self, activity: Activity) -> Mapping[str, Any]:
        """From now on the action cannot be done about this activity; returns what a viewer enters then."""
        if self.action.only_at_source:
            Obliging.answer = ProviderError("No.", code="rejected")
            return self.data
        broken(
            f"Write `{type(self).__name__}.refuse`: make it impossible, and return the input with which it raises "
            "ActionError; or say why it always can be done: cannot = {'refuse': …}."
        )

    # What the tests stand on.

    @pytest.fixture(autouse=True)
    def _staged(self, db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        self.settings, self.monkeypatch = settings, monkeypatch
        quick(settings)
        install(settings, "STREAMS_ACTIONS", self.action)
        install(settings, "STREAMS_PROVIDERS", Obliging)
        settings.STREAMS_ACTION_SECONDS = 10
        Obliging.reset()
        Obliging.answer = Done(undo={"was": "done"})
        monkeypatch.setattr(Obliging, "rels", tuple(self.action.rels))
        self.reader = User.objects.create_user("kit-reader")
        audience = Audience.of_person(self.reader)
        self.row = Provider.objects.create(key="kit", backend=Obliging.key, name="The source", audience=audience)
        self.prepare()
        yield

    @property
    def code(self) -> InlineAction:
        return registry.actions()[self.action.key]

    def activity(self, linked: bool = False, **more: Any) -> Activity:
        """One that only the reader may see; its links are those that the source acts on, where it is to do it."""
        kind = next(iter(self.action.object_types), "issue")
        thing = {"objectType": kind, "id": str(uuid4()), "displayName": "PAY-1", "url": "https://source.example/1"}
        links = {rel: f"https://source.example/{rel}" for rel in self.action.rels}
        has_links = linked or self.action.only_at_source
        document = {"id": thing["id"], "verb": "update", "object": thing, **self.document(), **more}
        if has_links:
            document = {"links": links, "choices": self._choices(links), **document}
        (receipt,) = publish([document], Source(Door.PROVIDER, self.row, self.row.audience))
        if receipt.activity is None:
            broken(f"The write door refuses what `document` says: {'; '.join(map(str, receipt.problems))}.")
        return receipt.activity

    def _choices(self, links: Mapping[str, str]) -> dict[str, dict[str, str]]:
        """What the source offers to choose: what `data` chooses."""
        field = offered_field(self.action.input)
        return {rel: {str(self.data[field]): "Chosen"} for rel in links} if field in self.data else {}

    def press(
        self, activity: Activity, data: Any = None, key: str = "", undo: bool = False, user: Any = ...
    ) -> dict[str, Any]:
        """What the API answers, with its status. `user`: who presses instead of the reader; None for nobody."""
        client = Client(headers={"Idempotency-Key": key or str(uuid4()), "Origin": "https://dashboard.example"})
        if who := self.reader if user is ... else user:
            client.force_login(who)
        url = f"/api/v1/activities/{activity.uid}/actions/{self.action.key}/"
        body = orjson.dumps(dict(self.data if data is None else data))
        method = client.delete if undo else client.post
        response = method(url, body, content_type="application/json")
        told = response.json()
        return {name: told[name] for name in ANSWERED if name in told} | {"status": response.status_code}

    def done(self, activity: Activity, **how: Any) -> dict[str, Any]:
        answer = self.press(activity, **how)
        must(answer["status"] == 200, f"It was not done: {answer.get('detail') or answer} ({answer.get('code')}).")
        return answer

    def offers(self, activities: list[Activity]) -> dict[int, Offer]:
        return self.code.offer(activities, Viewer.of(self.reader))


def roles_of(action: type[InlineAction]) -> dict[str, bool]:
    return {
        "here": not action.only_at_source,
        "only_at_source": action.only_at_source,
        "rels": bool(action.rels),
        "typed": bool(action.object_types),
        "input": action.input is not None,
        "can_undo": action.can_undo,
        "final": not action.can_undo,
        "told": action.told is not InlineAction.told,
    }
