"""Jenkins: how builds end, asked for or delivered by its Notification plugin; another one can be triggered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from streams.models import Activity, Delivery, Provider, Viewer
from streams.providers.base import (
    Batch,
    Document,
    Done,
    Entity,
    FilterOption,
    ProviderBackend,
    ProviderError,
    Skipped,
    Webhook,
)
from streams.providers.jenkins.config import JenkinsForm
from streams.providers.jenkins.document import OUTCOMES, TRIGGER, delivered, job_of, trigger_link
from streams.providers.jenkins.reading import Reader
from streams.providers.jenkins.server import connected
from streams.providers.jenkins.triggering import outcome, trigger
from streams.providers.payload import Payload
from streams.providers.signing import BEARER, Basic, InQuery


class Jenkins(ProviderBackend):
    key = "jenkins"
    name = "Jenkins"
    icon = "streams/jenkins.svg"
    object_types = ("job",)
    verbs = ("start", "finish", "fail", "stop")
    config_form = JenkinsForm
    webhook = Webhook(
        # The plugin cannot sign: the secret stands in the address, as a password or as a parameter.
        signing=(Basic(), BEARER, InQuery("token")),
        event=("body:build.phase", "body:build.status"),
    )
    filter_options = (
        FilterOption("result", "Result", {name.lower(): name.replace("_", " ").capitalize() for name in OUTCOMES}),
    )
    rels = (TRIGGER,)

    def is_asked(self, provider: Provider) -> bool:
        return bool(isinstance(provider.config, dict) and provider.config.get("address"))

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        config = self.config(provider)
        if config["address"]:
            with connected(config) as server:
                yield from Reader(server, config).fresh(cursor)

    def history(self, provider: Provider, cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        """Job by job, each newest first."""
        config = self.config(provider)
        if config["address"]:
            with connected(config) as server:
                yield from Reader(server, config).past(cursor, since)

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        payload = Payload(delivery.payload)
        phase = payload.text("build.phase")
        status = "" if phase == "STARTED" else payload.text("build.status")
        verb = "start" if phase == "STARTED" else OUTCOMES.get(status, "")
        if phase not in {"STARTED", "COMPLETED", "FINALIZED"} or not verb:
            raise Skipped(f"a build in the phase {phase or 'none'} {status}".strip())
        return [delivered(payload, verb, status, trigger_link(self.config(provider), job_of(payload)))]

    def keys(self, provider: Provider) -> Mapping[str, str]:
        """Its jobs, by their full names."""
        config = self.config(provider)
        if not config["address"]:
            return {}
        with connected(config) as server:
            return {name: job.text("displayName") or name for name, job in server.jobs().items()}

    def entity(self, provider: Provider, address: str) -> Entity | None:
        """The page of a build, such as …/job/team/job/payments/18/."""
        base = self.config(provider)["address"]
        if not base or not address.startswith(f"{base}/job/"):
            return None
        *path, number = address.removeprefix(f"{base}/").rstrip("/").split("/")
        job = "/".join(map(unquote, path[1::2]))
        if set(path[::2]) != {"job"} or len(path) % 2 or not number.isdecimal():
            return None
        return Entity("job", f"{job}#{number}", address, job)

    def send(self, provider: Provider, activity: Activity, rel: str, viewer: Viewer, undo: dict[str, Any]) -> Done:
        config = self.config(provider)
        if rel != TRIGGER or undo or not config["username"]:
            raise ProviderError("This cannot be done from here.", code="not_offered")
        with connected(config) as server:
            return trigger(server, activity)

    def settled(self, provider: Provider, pending: dict[str, Any]) -> Done | None:
        config = self.config(provider)
        with connected(config) as server:
            return outcome(server, pending, trigger_link(config, pending["job"]))

    def check(self, provider: Provider) -> str:
        """As whom, and how many jobs."""
        config = self.config(provider)
        if not config["address"]:
            return super().check(provider)
        with connected(config) as server:
            who = server.read("me", "fullName").text("fullName") if config["username"] else ""
            jobs = len(server.jobs())
        seen = f"{jobs:,} job{'' if jobs == 1 else 's'}"
        return f"Reached Jenkins {f'as {who}' if who else 'without signing in'}: {seen}."
