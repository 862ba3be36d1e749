"""Issues with what became of them, wiki pages and news, as activities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from streams.providers import text
from streams.providers.base import Document
from streams.providers.payload import Payload, actor, document, thing
from streams.providers.redmine import journal as journals
from streams.providers.redmine.projects import Projects
from streams.providers.redmine.server import Server

WATCH, REPLY, MOVE = "watch", "reply-to", "transition"


class Teller:
    """Makes documents of what one Redmine answers."""

    def __init__(self, server: Server, config: Mapping[str, Any], projects: Projects) -> None:
        self._server, self._config, self._projects = server, config, projects

    def issue(self, issue: Payload, is_new: Callable[[Payload], bool]) -> list[Document]:
        """The issue itself and its journals, as far as they are new. What only some may see, nobody is told."""
        if not issue or issue.value("is_private") is True:
            return []
        told = [self._posted(issue)] if is_new(issue) else []
        return told + [self.journal(issue, one) for one in issue.parts("journals") if is_new(one) and is_public(one)]

    def journal(self, issue: Payload, journal: Payload) -> Document:
        """With a change it tells of the issue, else it is a comment."""
        number = journal.text("id")
        url, words = f"{self._page(issue)}#change-{number}", text.content(journal.text("notes"))
        more: dict[str, Any] = {"content": words, "url": url}
        if journal.parts("details"):
            more |= {"verb": journals.verb(journal, self._server.statuses), "object": self._thing(issue)}
            more |= {"target": self._project(issue), "categories": self._categories(issue, journal.number("id"))}
            more |= {"changes": journals.changes(journal, issue, self._server.names)}
        else:
            comment = thing("comment", f"{_key(issue)}/journals/{number}", url=url)
            more |= {"verb": "post", "object": comment, "target": self._thing(issue)}
        return self._document(issue, f"journal.{number}", journal.moment("created_on"), journal.part("user"), more)

    def page(self, project: str, page: Payload) -> Document:
        """The newest edit of a wiki page."""
        title = page.text("title")
        url = text.web_address(f"{self._config['address']}/projects/{project}/wiki/{title}")
        is_first = page.number("version") == 1
        return document(
            "wiki",
            page.moment("updated_on"),
            f"{project}/wiki/{title}",
            actor=_actor(page.part("author")),
            verb="post" if is_first else "update",
            object=thing("page", f"{project}/wiki/{title}", title.replace("_", " "), url),
            target=self._place(project),
            url=url,
            summary=text.summary(page.text("comments")),
            content=text.content(page.text("text")) if is_first else "",
            project=project,
        )

    def news(self, news: Payload) -> Document:
        url, key = f"{self._config['address']}/news/{news.text('id')}", f"news/{news.text('id')}"
        return document(
            "news",
            news.moment("created_on"),
            key,
            actor=_actor(news.part("author")),
            verb="post",
            object=thing("article", key, news.text("title"), url, news.text("summary")),
            target=self._project(news),
            url=url,
            content=text.content(news.text("description")),
            project=self._identifier(news),
        )

    def _posted(self, issue: Payload) -> Document:
        more = {"verb": "post", "object": self._thing(issue), "target": self._project(issue), "url": self._page(issue)}
        more |= {"content": text.content(issue.text("description")), "categories": self._categories(issue)}
        return self._document(issue, "issue", issue.moment("created_on"), issue.part("author"), more)

    def _document(self, issue: Payload, kind: str, at: str, person: Payload, more: dict[str, Any]) -> Document:
        statuses = _others(issue) if self._config["switch_user"] else None
        rels = [REPLY, *([WATCH] if self._config["switch_user"] else ()), *([MOVE] if statuses is not None else ())]
        more |= {"project": self._identifier(issue), "links": dict.fromkeys(rels, self._page(issue))}
        more |= {"choices": {MOVE: statuses}} if statuses is not None else {}
        return document(kind, at, _key(issue), actor=_actor(person), **more)

    def _thing(self, issue: Payload) -> dict[str, str]:
        name = f"{issue.text('tracker.name')} #{issue.text('id')}".strip()
        return thing("issue", _key(issue), name, self._page(issue), issue.text("subject"))

    def _page(self, issue: Payload) -> str:
        return f"{self._config['address']}/issues/{issue.text('id')}"

    def _identifier(self, item: Payload) -> str:
        return self._projects.named(item.text("project.id"))[0]

    def _project(self, item: Payload) -> dict[str, str]:
        return self._place(self._identifier(item))

    def _place(self, project: str) -> dict[str, str]:
        url = f"{self._config['address']}/projects/{project}"
        return thing("project", f"projects/{project}", self._projects.name(project), url) if project else {}

    def _categories(self, issue: Payload, after: int = 0) -> list[str]:
        """With the status as it was after this journal, at first for 0."""
        status = journals.status_after(issue, after)
        named = self._server.names["status_id"].get(status, "") if status else issue.text("status.name")
        return [named, *(issue.text(f"{name}.name") for name in ("tracker", "priority", "category", "fixed_version"))]


def is_public(journal: Payload) -> bool:
    return journal.value("private_notes") is not True


def _others(issue: Payload) -> dict[str, str] | None:
    """The statuses that it may move to, by id; None where Redmine is too old to tell (before 5.0)."""
    if issue.value("allowed_statuses") is None:
        return None
    allowed = {one.text("id"): one.text("name") for one in issue.parts("allowed_statuses")}
    return {id_: name for id_, name in allowed.items() if id_ != issue.text("status.id")}


def _key(issue: Payload) -> str:
    return f"issues/{issue.text('id')}"


def _actor(person: Payload) -> dict[str, Any]:
    """Redmine tells no user names here. Who was deleted is its "Anonymous"."""
    name = person.text("name")
    return actor(name, name) if name else actor("Redmine", "redmine", is_bot=True)
