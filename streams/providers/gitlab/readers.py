"""GitLab's events, by their kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streams.providers import text
from streams.providers.base import Document, Skipped
from streams.providers.gitlab.event import Event
from streams.providers.payload import Payload, thing
from streams.providers.pushes import commit_list, pushed

VERBS = {"open": "post", "close": "close", "reopen": "reopen", "merge": "merge", "create": "post", "delete": "delete"}
APPROVALS = {"approved": "approve", "approval": "approve", "unapproved": "unapprove", "unapproval": "unapprove"}
OUTCOMES = {"success": "finish", "failed": "fail", "canceled": "stop"}
NOBODY = "0" * 40


def push(event: Event) -> list[Document]:
    payload = event.payload
    commits, count = payload.parts("commits"), payload.number("total_commits_count")
    if not commits or payload.text("after") == NOBODY:
        raise Skipped("a push without commits")
    head, ref = payload.text("checkout_sha", "after"), payload.text("ref")
    url = payload.address("project.web_url")
    compare = f"{url}/-/compare/{payload.text('before')}...{payload.text('after')}"
    about = pushed(event.project, ref, commits, head, text.web_address(compare), count)
    branch = ref.removeprefix("refs/heads/")
    told: dict[str, Any] = {"kind": "push", "key": f"{event.project}/{ref}@{head}", "categories": [branch]}
    return event.tell("push", about, content=commit_list(commits, count), **told)


def tag(event: Event) -> list[Document]:
    is_gone, name = event.payload.text("after") == NOBODY, event.payload.text("ref").removeprefix("refs/tags/")
    url = "" if is_gone else text.web_address(f"{event.payload.address('project.web_url')}/-/tags/{name}")
    about = thing("tag", f"{event.project}/tag/{name}", f"tag {name}", url)
    verb = "delete" if is_gone else "create"
    return event.tell(verb, about, kind=f"tag.{verb}")


def issue(event: Event) -> list[Document]:
    """An issue, a merge request, a task."""
    item, verb = event.item, APPROVALS.get(event.action) or VERBS.get(event.action, "update")
    labels = [label.text("title") for label in event.payload.parts("labels") or item.parts("labels")]
    more: dict[str, Any] = {"categories": [*labels, item.text("state")]}
    if verb == "post":
        more["content"] = text.content(item.text("description"))
    if verb == "update":
        more["summary"] = text.summary(_change(event, labels))
    # One approval is "approval" or, where it is the last one needed, "approved".
    more["kind"] = f"{event.kind}.{verb if event.action in APPROVALS else event.action}"
    return event.tell(verb, _numbered(event, item, event.kind), at=item.moment("updated_at", "created_at"), **more)


def note(event: Event) -> list[Document]:
    item = event.item
    if item.value("system") is True:
        raise Skipped("a note that GitLab wrote itself")
    key = f"{event.project}/notes/{item.text('id')}"
    about = thing("comment", key, url=item.address("url"))
    target, content = _commented(event), text.content(item.text("note"))
    # An edit changes the activity of the comment.
    at = item.moment("created_at")
    told: dict[str, Any] = {"kind": "note", "key": key, "target": target, "entity": target["id"]}
    return event.tell("post", about, at=at, content=content, **told)


def pipeline(event: Event) -> list[Document]:
    run, status = event.item, event.item.text("status")
    if status not in OUTCOMES:
        raise Skipped("a pipeline that has not come to an end")
    key, title = f"{event.project}/pipelines/{run.text('id')}", f"pipeline #{run.text('iid', 'id')}"
    url = run.address("url") or text.web_address(
        f"{event.payload.address('project.web_url')}/-/pipelines/{run.text('id')}"
    )
    about = thing("job", key, title, url, event.payload.text("commit.title"))
    at = run.moment("finished_at", "created_at")
    return event.tell(OUTCOMES[status], about, at=at, kind="pipeline", categories=[status, run.text("ref")])


def deployment(event: Event) -> list[Document]:
    payload, status = event.payload, event.payload.text("status")
    if status not in OUTCOMES:
        raise Skipped("a deployment that has not come to an end")
    version, place = payload.text("ref", "short_sha"), payload.text("environment")
    key, url = f"{event.project}/deployments/{payload.text('deployment_id')}", payload.address("deployable_url")
    more: dict[str, Any] = {"categories": [status, place], "target": thing("environment", place, place)}
    if status != "success":
        more["title"] = text.summary(f"Deployment of {version} to {place} {status}")
    about = thing("deployment", key, version, url, payload.text("commit_title"))
    return event.tell("deploy", about, at=payload.moment("status_changed_at"), kind="deployment", **more)


def release(event: Event) -> list[Document]:
    payload = event.payload
    key = f"{event.project}/releases/{payload.text('tag', 'tag_name')}"
    about = thing("release", key, payload.text("name", "tag"), payload.address("url"))
    verb = {"create": "release", "delete": "delete"}.get(event.action, "update")
    told = {"key": key, "at": payload.moment("released_at", "created_at")} if verb == "release" else {}
    return event.tell(verb, about, content=text.content(payload.text("description")), **told)


def wiki(event: Event) -> list[Document]:
    item = event.item
    about = thing("page", f"{event.project}/wiki/{item.text('slug')}", item.text("title"), item.address("url"))
    return event.tell(VERBS.get(event.action, "update"), about, summary=text.summary(item.text("message")))


def milestone(event: Event) -> list[Document]:
    item, verb = event.item, {"create": "create", "close": "close", "reopen": "reopen"}.get(event.action, "update")
    key = f"{event.project}/milestones/{item.text('iid')}"
    return event.tell(verb, thing("milestone", key, item.text("title")), at=item.moment("updated_at"))


READERS: dict[str, Callable[[Event], list[Document]]] = {
    "push": push,
    "tag_push": tag,
    "issue": issue,
    "work_item": issue,
    "merge_request": issue,
    "note": note,
    "pipeline": pipeline,
    "deployment": deployment,
    "release": release,
    "wiki_page": wiki,
    "milestone": milestone,
}
SKIPPED = {
    "build": "one job of many: its pipeline tells of it",
    "emoji": "an emoji",
    "feature_flag": "a feature flag",
    "access_token": "a token expires",
}


def _numbered(event: Event, item: Payload, kind: str, is_target: bool = False) -> dict[str, str]:
    """GitLab's own references: "group/project#12" for an issue, "group/project!7" for a merge request."""
    mark, sort = ("!", "review") if kind == "merge_request" else ("#", "issue")
    short = f"{mark}{item.text('iid')}"
    key, url = f"{event.project}{short}", item.address("url")
    return thing(sort, key, key if is_target else short, url, item.text("title"))


def _commented(event: Event) -> dict[str, str]:
    for kind in ("merge_request", "issue"):
        if item := event.payload.part(kind):
            return _numbered(event, item, kind, is_target=True) | {"url": event.item.address("url").partition("#")[0]}
    commit = event.payload.part("commit")
    sha = commit.text("id")
    if not sha:
        return event.place()
    return thing("changeset", f"{event.project}@{sha}", sha[:10], commit.address("url"), commit.text("title"))


def _change(event: Event, labels: list[str]) -> str:
    changes = event.payload.part("changes")
    if changes.part("labels"):
        return f"Labels: {', '.join(labels) or 'none'}"
    if changes.part("assignees"):
        people = [person.text("name") for person in event.payload.parts("assignees")]
        return f"Assigned to {', '.join(people) or 'nobody'}"
    return "New commits" if event.item.text("oldrev") else "Edited"
