"""GitHub: what happens in repositories and organizations."""

from __future__ import annotations

from collections.abc import Iterable

from streams.models import Delivery, Provider
from streams.providers.base import Document, ProviderBackend, Skipped, Webhook
from streams.providers.forge import builds, code, talk
from streams.providers.forge.event import Event, Reader
from streams.providers.github import people, settings
from streams.providers.signing import Signed

READERS: dict[str, Reader] = {**talk.READERS, **code.READERS, **builds.READERS, **people.READERS, **settings.READERS}

TOLD_ELSEWHERE = "another event tells of it"
ABOUT_THE_APP = "about a GitHub app, not about work"
BOARDS = "a card moved on a board"
ABOUT_THE_SERVER = "about the server, not about work"
# What is no activity, and why.
SKIPPED = {
    "ping": "a ping: the address and the secret are right",
    "meta": "the webhook itself changed",
    "cache_sync": ABOUT_THE_SERVER,
    "check_run": "one check of many: its suite tells of it",
    "content_reference": "a link was written",
    "deployment": "a deployment began: its status tells how it ended",
    "deployment_protection_rule": "a deployment waits",
    "deployment_review": "a deployment waits",
    "enterprise": ABOUT_THE_SERVER,
    "github_app_authorization": ABOUT_THE_APP,
    "installation": ABOUT_THE_APP,
    "installation_repositories": ABOUT_THE_APP,
    "installation_target": ABOUT_THE_APP,
    "label": "bookkeeping of labels",
    "marketplace_purchase": "about money",
    "merge_group": "the merge queue at work",
    "org_block": "moderation",
    "project_card": BOARDS,
    "project_column": BOARDS,
    "projects_v2_item": BOARDS,
    "registry_package": TOLD_ELSEWHERE,
    "repository_dispatch": "a signal to workflows",
    "secret_scanning_alert_location": TOLD_ELSEWHERE,
    "security_advisory": "about software of the whole world",
    "sponsorship": "about money",
    "team_add": TOLD_ELSEWHERE,
    "user": ABOUT_THE_SERVER,
    "watch": TOLD_ELSEWHERE,
    "workflow_dispatch": "a workflow begins: its run tells how it ended",
    "workflow_job": "one job of many: its run tells of it",
}


class GitHub(ProviderBackend):
    """Several activities come of a delivery only where it tells of several pages. A push is one activity with its
    commits in the content: who reads the stream wants to know that Ana pushed, and then what.
    """

    key = "github"
    name = "GitHub"
    icon = "streams/github.svg"
    object_types = ("issue", "review", "changeset", "comment", "job", "release", "repository", "page", "discussion")
    verbs = ("post", "update", "close", "reopen", "merge", "approve", "review", "push", "release", "finish", "fail")
    poll_seconds = None
    webhook = Webhook(
        signing=(Signed("X-Hub-Signature-256", "sha256="),),
        event=("X-GitHub-Event", "body:action"),
        delivery=("X-GitHub-Delivery",),
    )

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        event = Event(delivery)
        if reason := SKIPPED.get(event.name):
            raise Skipped(reason)
        if event.name not in READERS:
            raise Skipped(f"unknown event {event.name}" if event.name else "no X-GitHub-Event header")
        return READERS[event.name](event)
