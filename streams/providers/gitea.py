"""Gitea and Forgejo, which deliver much as GitHub does."""

from __future__ import annotations

from collections.abc import Iterable

from streams.models import Delivery, Provider
from streams.providers import text
from streams.providers.base import Document, ProviderBackend, Skipped, Webhook
from streams.providers.forge import builds, code, talk
from streams.providers.forge.event import Event, Fields, Reader
from streams.providers.payload import thing
from streams.providers.pushes import commit_list, pushed
from streams.providers.signing import Signed

REVIEWS = {"approved": "approve", "rejected": "review", "comment": "review"}
PAGES = {"created": "post", "edited": "update", "deleted": "delete"}


class Gitea(ProviderBackend):
    key = "gitea"
    name = "Gitea or Forgejo"
    icon = "streams/gitea.svg"
    object_types = ("issue", "review", "changeset", "comment", "release", "repository", "page")
    verbs = ("post", "update", "close", "reopen", "merge", "approve", "review", "push", "release")
    poll_seconds = None
    webhook = Webhook(
        signing=(
            Signed("X-Gitea-Signature"),
            Signed("X-Forgejo-Signature"),
            Signed("X-Hub-Signature-256", "sha256="),
        ),
        # The type says more than the event: "pull_request_approved" and not "pull_request".
        event=("X-Gitea-Event-Type|X-Forgejo-Event-Type|X-Gitea-Event|X-Forgejo-Event", "body:action"),
        delivery=("X-Gitea-Delivery", "X-Forgejo-Delivery"),
    )

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        event = Event(delivery)
        reader = READERS.get(event.name) or _by_family(event.name)
        if reader is None:
            raise Skipped(f"unknown event {event.name}" if event.name else "no X-Gitea-Event header")
        return reader(event)


def push(event: Event) -> list[Document]:
    payload = event.payload
    commits, count = payload.parts("commits"), payload.number("total_commits")
    if not commits:
        raise Skipped("a push without commits")
    ref, head = payload.text("ref"), payload.text("after")
    about = pushed(event.repo, ref, commits, head, payload.address("compare_url"), count)
    branch = ref.removeprefix("refs/heads/")
    return event.tell("push", about, at=head, content=commit_list(commits, count), categories=[branch])


def review(event: Event) -> list[Document]:
    """The state is in the event's name: "pull_request_review_approved"."""
    state, words = event.name.rpartition("_")[2], event.payload.text("review.content")
    if state == "comment" and not words:
        raise Skipped("a review that says nothing new")
    pull = event.payload.part("pull_request")
    more: Fields = {"content": text.content(words), "categories": [{"rejected": "changes requested"}.get(state, state)]}
    return event.tell(REVIEWS[state], talk.numbered(event, pull), **more)


def pull_comment(event: Event) -> Iterable[Document]:
    """Older versions call a review so that says something, too."""
    return talk.comment(event) if event.payload.part("comment") else review(event)


def wiki(event: Event) -> list[Document]:
    page = event.payload.text("page")
    url = text.web_address(f"{event.payload.address('repository.html_url')}/wiki/{page}")
    about = thing("page", f"{event.repo}/wiki/{page}", page, "" if event.action == "deleted" else url)
    return event.tell(PAGES.get(event.action, "update"), about, summary=text.summary(event.payload.text("comment")))


READERS: dict[str, Reader] = {
    **{name: code.READERS[name] for name in ("create", "delete", "fork", "release", "repository")},
    "push": push,
    "issue_comment": talk.comment,
    "pull_request_comment": pull_comment,
    "status": builds.status,
    "wiki": wiki,
    **{f"pull_request_review_{state}": review for state in REVIEWS},
    **{f"pull_request_{state}": review for state in ("approved", "rejected")},
}


def _by_family(name: str) -> Reader | None:
    """Types such as "issue_label" and "pull_request_sync" are changes of the thing."""
    return talk.issue_like if name.startswith(("issues", "issue_", "pull_request")) else None
