"""Issues, pull requests, discussions, and what people say on them."""

from __future__ import annotations

from streams.providers import text
from streams.providers.base import Document, Skipped
from streams.providers.forge.event import Event, Fields, Reader, labels, repository, user
from streams.providers.payload import Payload, thing

# Any other action changes something: an update.
VERBS = {
    "opened": "post",
    "created": "post",
    "closed": "close",
    "reopened": "reopen",
    "deleted": "delete",
    "transferred": "move",
    "answered": "resolve",
    "unanswered": "reopen",
}
REVIEWS = {"approved": "approve", "changes_requested": "review", "commented": "review"}


def issue_like(event: Event) -> list[Document]:
    """An issue, a pull request or a discussion itself."""
    item = event.payload.part("issue", "pull_request", "discussion")
    verb = VERBS.get(event.action, "update")
    if item.value("merged") is True and verb == "close":
        verb = "merge"
    more: Fields = {"summary": text.summary(_change(event, item)), "categories": _categories(item)}
    if moved_to := event.payload.part("changes.new_repository"):
        more["target"] = repository(moved_to)
    if verb == "post":
        more["content"] = text.content(item.text("body"))
    return event.tell(verb, numbered(event, item), at=item.moment("updated_at", "created_at"), **more)


def review(event: Event) -> list[Document]:
    """Approved, or reviewed with words; comments on lines are delivered by themselves."""
    said, pull = event.payload.part("review"), event.payload.part("pull_request")
    state, words = said.text("state").lower(), said.text("body")
    if event.action == "dismissed":
        return event.tell("update", numbered(event, pull), at=pull.moment("updated_at"), summary="Dismissed a review")
    if event.action != "submitted" or (state == "commented" and not words):
        raise Skipped("a review that says nothing new")
    more: Fields = {"content": text.content(words), "categories": [state.replace("_", " ")]}
    more |= {"key": f"{event.repo}#review-{said.text('id')}", "at": said.moment("submitted_at")}
    return event.tell(REVIEWS.get(state, "review"), numbered(event, pull), url=said.address("html_url"), **more)


def thread(event: Event) -> list[Document]:
    pull = event.payload.part("pull_request")
    more: Fields = {"summary": text.summary(f"{event.action.capitalize()} a thread")}
    return event.tell("update", numbered(event, pull), at=pull.moment("updated_at"), **more)


def comment(event: Event, kind: str = "") -> list[Document]:
    """An edit changes the activity of the comment; a deleted one loses its words. `kind`: whose ids it has."""
    said = event.payload.part("comment")
    key, is_gone = f"{event.repo}#comment-{said.text('id')}", event.action == "deleted"
    target = _commented(event, said)
    more: Fields = {"summary": "This comment was deleted."} if is_gone else {"content": text.content(said.text("body"))}
    about = thing("comment", key, url=said.address("html_url"))
    # Reactions gather on what is talked about.
    return event.tell(
        "post",
        about,
        at=said.moment("created_at"),
        kind=kind or event.name,
        key=key,
        target=target,
        actor=user(said.part("user")),
        entity=target["id"],
        **more,
    )


READERS: dict[str, Reader] = {
    "issues": issue_like,
    "pull_request": issue_like,
    "discussion": issue_like,
    "pull_request_review": review,
    "pull_request_review_thread": thread,
    "issue_comment": comment,
    "pull_request_review_comment": comment,
    "discussion_comment": comment,
    "commit_comment": comment,
}


def numbered(event: Event, item: Payload, is_target: bool = False) -> dict[str, str]:
    """Its key is "owner/repo#12"; the sentence names the repository only once."""
    number = item.text("number")
    key, url = f"{event.repo}#{number}", item.address("html_url")
    return thing(_type(event, item), key, key if is_target else f"#{number}", url, item.text("title"))


def _type(event: Event, item: Payload) -> str:
    is_pull = event.payload.part("pull_request") or item.part("pull_request")
    return "review" if is_pull else "discussion" if event.payload.part("discussion") else "issue"


def _commented(event: Event, said: Payload) -> dict[str, str]:
    if item := event.payload.part("issue", "pull_request", "discussion"):
        return numbered(event, item, is_target=True)
    sha = said.text("commit_id")
    url = event.payload.address("repository.html_url")
    return thing("changeset", f"{event.repo}@{sha}", sha[:10], url and f"{url}/commit/{sha}")


def _change(event: Event, item: Payload) -> str:
    """What exactly was changed, in words; "" where the verb has said it."""
    payload, action = event.payload, event.action
    if action in VERBS:
        return ""
    if "label" in action:
        return f"Labels: {', '.join(labels(item)) or 'none'}"
    if action in {"assigned", "unassigned"}:
        people = [person.text("login") for person in item.parts("assignees")]
        return f"Assigned to {', '.join(people) or 'nobody'}"
    if action in {"milestoned", "demilestoned"}:
        return f"Milestone: {item.text('milestone.title') or 'none'}"
    if action in {"review_requested", "review_request_removed"}:
        asked = [person.text("login", "name") for part in ("requested_reviewers", "requested_teams")
                 for person in item.parts(part)]  # fmt: skip
        return f"Review requested from {', '.join(asked) or 'nobody'}"
    if action == "edited" and payload.text("changes.title.from"):
        return f"Was called {payload.text('changes.title.from')}"
    if action.startswith("synchronize"):
        return "New commits"
    if action == "category_changed":
        return f"Category: {item.text('category.name')}"
    return action.replace("_", " ").capitalize()


def _categories(item: Payload) -> list[str]:
    """The labels, the state, and why it was closed."""
    state = "merged" if item.value("merged") is True else item.text("state")
    draft = "draft" if item.value("draft") is True else ""
    return [*labels(item), state, item.text("state_reason").replace("_", " "), draft]
