"""A source on another server, for processes of their own: a press is one POST to the address it is told."""

from __future__ import annotations

from typing import Any

from streams.models import Activity, Provider, Viewer
from streams.providers.base import Done, ProviderBackend
from streams.providers.config import AddressField, ConfigForm
from streams.providers.remote import client


class RemoteCIForm(ConfigForm):
    server = AddressField()


class RemoteCI(ProviderBackend):
    key = "remote-ci"
    name = "Remote CI"
    config_form = RemoteCIForm
    rels = ("build-trigger", "issue-vote")

    def send(self, provider: Provider, activity: Activity, rel: str, viewer: Viewer, undo: dict[str, Any]) -> Done:
        with client(self.config(provider)["server"]) as server:
            server.post("press", json={"rel": rel, "who": viewer.user.get_username()})
        return Done("Pressed")
