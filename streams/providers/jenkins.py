"""Jenkins, by its Notification plugin: how builds ended."""

from __future__ import annotations

from collections.abc import Iterable

from streams.models import Delivery, Provider
from streams.providers import text
from streams.providers.base import Document, ProviderBackend, Skipped, Webhook
from streams.providers.payload import Payload, actor, document, thing
from streams.providers.signing import BEARER, Basic, InQuery

OUTCOMES = {"SUCCESS": "finish", "FAILURE": "fail", "UNSTABLE": "fail", "ABORTED": "stop"}


class Jenkins(ProviderBackend):
    key = "jenkins"
    name = "Jenkins"
    icon = "streams/jenkins.svg"
    object_types = ("job",)
    verbs = ("start", "finish", "fail", "stop")
    poll_seconds = None
    webhook = Webhook(
        # The plugin cannot sign: the secret stands in the address, as a password or as a parameter.
        signing=(Basic(), BEARER, InQuery("token")),
        event=("body:build.phase", "body:build.status"),
    )

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        payload = Payload(delivery.payload)
        build, phase = payload.part("build"), payload.text("build.phase")
        status = "" if phase == "STARTED" else build.text("status")
        verb = "start" if phase == "STARTED" else OUTCOMES.get(status, "")
        if phase not in {"STARTED", "COMPLETED", "FINALIZED"} or not verb:
            raise Skipped(f"a build in the phase {phase or 'none'} {status}".strip())
        return [_build(payload, build, verb, status)]


def _build(payload: Payload, build: Payload, verb: str, status: str) -> Document:
    """ "Completed" and "finalized" are the same end of a build: one activity."""
    # A job may be deleted and made again, so that its numbers begin anew.
    started = build.moment("timestamp")
    job, number, url = payload.text("name"), build.text("number"), build.address("full_url")
    key, branch = f"{job}#{number}", build.text("scm.branch").removeprefix("origin/")
    return document(
        "start" if verb == "start" else "end",
        started,
        key,
        actor=actor("Jenkins", "jenkins", is_bot=True),
        verb=verb,
        object=thing("job", key, f"build {number}", url),
        target=thing("job", job, payload.text("display_name", "name")),
        url=url,
        summary=text.summary(", ".join(build.texts("scm.culprits"))),
        content=_changes(build),
        categories=[status.lower(), branch],
        # The plugin tells when a build began, not when it ended.
        published=started if verb == "start" else "",
    )


def _changes(build: Payload) -> str:
    return text.content("\n".join(build.texts("scm.changes")[:20]))
