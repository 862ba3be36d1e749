"""Commits, branches, releases, pages and the repository itself."""

from __future__ import annotations

from streams.providers import text
from streams.providers.base import Document, Skipped
from streams.providers.forge.event import Event, Fields, Reader, repository
from streams.providers.payload import Payload, thing
from streams.providers.pushes import commit_list, pushed

RELEASES = {
    "published": "release",
    "edited": "update",
    "updated": "update",
    "deleted": "delete",
    "unpublished": "update",
}
REPOSITORY = {
    "created": "create",
    "deleted": "delete",
    "archived": "archive",
    "unarchived": "unarchive",
    "renamed": "rename",
    "transferred": "move",
    "publicized": "publicize",
    "privatized": "privatize",
}


def push(event: Event) -> list[Document]:
    """One activity, however many commits: their messages are its content."""
    payload = event.payload
    commits = payload.parts("commits")
    if payload.value("deleted") is True or not commits:
        raise Skipped("a push without commits: what it created or deleted tells of itself")
    head, ref = payload.text("head_commit.id") or commits[-1].text("id"), payload.text("ref")
    count = payload.number("total_commits")
    at = payload.moment("repository.pushed_at", "head_commit.timestamp")
    forced = ["forced"] if payload.value("forced") is True else []
    return event.tell(
        "push",
        pushed(event.repo, ref, commits, head, payload.address("compare", "compare_url"), count),
        at=at,
        kind="push",
        key=f"{event.repo}/{ref}@{payload.text('before')}..{head}",
        content=commit_list(commits, count),
        categories=[ref.removeprefix("refs/heads/"), *forced],
    )


def ref(event: Event) -> list[Document]:
    """A branch or a tag came or went."""
    kind, name = event.payload.text("ref_type"), event.payload.text("ref")
    place = event.place()
    url = place.get("url", "") + f"/tree/{name}" if event.name == "create" and place.get("url") else ""
    if kind == "repository":
        return event.tell("create", place, target={})
    return event.tell(event.name, thing(kind, f"{event.repo}/{kind}/{name}", f"{kind} {name}", text.web_address(url)))


def release(event: Event) -> list[Document]:
    if event.action not in RELEASES:
        raise Skipped("a step towards a release: its publication tells of it")
    item = event.payload.part("release")
    key = f"{event.repo}/releases/{item.text('id')}"
    about = thing("release", key, item.text("tag_name"), item.address("html_url"), item.text("name"))
    kind = ["pre-release"] if item.value("prerelease") is True else []
    more: Fields = {"categories": kind}
    if event.action == "published":
        # A draft that is published, withdrawn and published again is one release.
        more |= {
            "key": key,
            "at": item.moment("published_at", "created_at"),
            "content": text.content(item.text("body")),
        }
    return event.tell(RELEASES[event.action], about, **more)


def package(event: Event) -> list[Document]:
    item = event.payload.part("package", "registry_package")
    version = item.text("package_version.version")
    title = f"{item.text('name')} {version}".strip()
    about = thing("package", f"{event.repo}/packages/{item.text('id')}", title, item.address("html_url"))
    return event.tell("publish", about, at=item.moment("updated_at", "created_at"), categories=[item.text("ecosystem")])


def fork(event: Event) -> list[Document]:
    copy = event.payload.part("forkee")
    at, url = copy.moment("created_at"), copy.address("html_url")
    name = repository(copy)["id"]
    more: Fields = {"kind": "fork", "key": f"{event.repo}/forks/{name}", "summary": text.summary(f"As {name}")}
    return event.tell("fork", event.place(), at=at, url=url, target={}, **more)


def wiki(event: Event) -> list[Document]:
    """One activity a page."""
    return [told for page in event.payload.parts("pages") for told in _page(event, page)]


def of_repository(event: Event) -> list[Document]:
    action = "publicized" if event.name == "public" else event.action
    was = event.payload.text("changes.repository.name.from")
    summary = text.summary(f"Was called {was}") if was else ""
    # `public` and `repository.publicized` tell of the same moment.
    return event.tell(
        REPOSITORY.get(action, "update"),
        event.place(),
        at=event.payload.moment("repository.updated_at"),
        kind=f"repository.{action}",
        target=event.organization(),
        summary=summary,
    )


def imported(event: Event) -> list[Document]:
    if event.payload.text("status") != "success":
        raise Skipped("an import that did not succeed")
    return event.tell("import", event.place(), target=event.organization())


def star(event: Event) -> list[Document]:
    if event.action != "created":
        raise Skipped("a star taken back")
    return event.tell("like", event.place(), at=event.payload.moment("starred_at"), target={})


def milestone(event: Event) -> list[Document]:
    item = event.payload.part("milestone")
    verbs = {"created": "create", "closed": "close", "opened": "reopen", "deleted": "delete"}
    key = f"{event.repo}/milestone/{item.text('number')}"
    about = thing("milestone", key, item.text("title"), item.address("html_url"), item.text("description"))
    return event.tell(verbs.get(event.action, "update"), about, at=item.moment("updated_at"))


READERS: dict[str, Reader] = {
    "push": push,
    "create": ref,
    "delete": ref,
    "release": release,
    "package": package,
    "fork": fork,
    "gollum": wiki,
    "repository": of_repository,
    "public": of_repository,
    "repository_import": imported,
    "star": star,
    "milestone": milestone,
}


def _page(event: Event, page: Payload) -> list[Document]:
    key = f"{event.repo}/wiki/{page.text('page_name')}"
    about = thing("page", key, page.text("title", "page_name"), page.address("html_url"))
    verb = "post" if page.text("action") == "created" else "update"
    summary = text.summary(page.text("summary"))
    # The commit tells one edit of a page from the next.
    edit = f"{key}@{sha}" if (sha := page.text("sha")) else ""
    return event.tell(verb, about, kind="page", key=edit, summary=summary)
