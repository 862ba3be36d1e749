"""A source whose server is the test's own, and an action that is off: what an action goes through, on a real server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from streams.actions.base import InlineAction, Offer, Offered
from streams.models import Activity, Provider, Viewer
from streams.providers.base import Batch, Done, ProviderBackend, ProviderError
from streams.providers.config import AddressField, ConfigForm
from streams.providers.payload import Payload
from streams.providers.remote import client


class TrackerForm(ConfigForm):
    server = AddressField()


class Tracker(ProviderBackend):
    """Its documents are what GET /documents answers; a press is a POST to the rel, whose answer is a Done."""

    key = "tracker"
    name = "Tracker"
    object_types = ("issue", "job", "release")
    verbs = ("finish", "resolve", "update")
    config_form = TrackerForm
    rels = ("build-trigger", "watch", "transition")

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        with self._server(provider) as server:
            yield Batch(server.get("documents").json(), {})

    def send(self, provider: Provider, activity: Activity, rel: str, viewer: Viewer, undo: dict[str, Any]) -> Done:
        return self._press(provider, rel, {})

    def choose(self, provider: Provider, activity: Activity, rel: str, choice: str, viewer: Viewer) -> Done:
        return self._press(provider, rel, {"choice": choice})

    def settled(self, provider: Provider, pending: dict[str, Any]) -> Done | None:
        with self._server(provider) as server:
            told = Payload(server.get("build").json())
        if why := told.text("failed"):
            raise ProviderError(why, code="failed")
        return Done(told.text("message")) if told.value("is_over") else None

    def _press(self, provider: Provider, rel: str, body: dict[str, str]) -> Done:
        with self._server(provider) as server:
            told = Payload(server.post(rel, json=body).json())
        return Done(told.text("message"), pending=told.value("pending") or {}, undo={"is": "possible"})

    def _server(self, provider: Provider) -> Any:
        return client(self.config(provider)["server"])


class Release(InlineAction):
    """Nobody releases on a Friday."""

    key = "release"
    label = "Release"
    icon = "send"
    object_types = ("release",)

    def offer(self, activities: Sequence[Offered], viewer: Viewer) -> dict[int, Offer]:
        frozen = Offer("disabled", reason="Nothing is released before Monday")
        return {activity.pk: frozen for activity in activities}
