"""Which of Gitea's events are told: its names differ from GitHub's here and there."""

from __future__ import annotations

from collections.abc import Iterable

from streams.providers import text
from streams.providers.base import Document, Skipped
from streams.providers.forge import builds, code, talk
from streams.providers.forge.event import Event, Fields, Reader
from streams.providers.payload import thing
from streams.providers.pushes import commit_list, pushed

REVIEWS = {"approved": "approve", "rejected": "review", "comment": "review"}
PAGES = {"created": "post", "edited": "update", "deleted": "delete"}


def push(event: Event) -> list[Document]:
    payload = event.payload
    commits, count = payload.parts("commits"), payload.number("total_commits")
    if not commits:
        raise Skipped("a push without commits")
    ref, head = payload.text("ref"), payload.text("after")
    about = pushed(event.repo, ref, commits, head, payload.address("compare_url"), count)
    branch = ref.removeprefix("refs/heads/")
    told: Fields = {"kind": "push", "key": f"{event.repo}/{ref}@{head}", "categories": [branch]}
    return event.tell("push", about, content=commit_list(commits, count), **told)


def review(event: Event) -> list[Document]:
    """The state is in the event's name: "pull_request_review_approved"."""
    state, words = event.name.rpartition("_")[2], event.payload.text("review.content")
    if state == "comment" and not words:
        raise Skipped("a review that says nothing new")
    pull = event.payload.part("pull_request")
    more: Fields = {"content": text.content(words), "categories": [{"rejected": "changes requested"}.get(state, state)]}
    return event.tell(REVIEWS[state], talk.numbered(event, pull), kind=f"review.{state}", **more)


def pull_comment(event: Event) -> Iterable[Document]:
    """Older versions call a review so that says something, too."""
    return talk.comment(event, "issue_comment") if event.payload.part("comment") else review(event)


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


def reader(name: str) -> Reader | None:
    return READERS.get(name) or _by_family(name)


def _by_family(name: str) -> Reader | None:
    """Types such as "issue_label" and "pull_request_sync" are changes of the thing."""
    return talk.issue_like if name.startswith(("issues", "issue_", "pull_request")) else None
