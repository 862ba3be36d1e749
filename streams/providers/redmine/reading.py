"""One fetch of one Redmine: its issues, its news, and the wikis of the projects that were named.

Cursor: {"projects": {id: [identifier, name]}, "issues": {…}, "news": {…}, "wiki IDENTIFIER": {…}}; what is inside is
told where it is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from streams.providers.base import Batch
from streams.providers.redmine.document import Teller
from streams.providers.redmine.issues import Issues
from streams.providers.redmine.pages import News, Wiki
from streams.providers.redmine.projects import Projects
from streams.providers.redmine.server import Server


class Reader:
    def __init__(self, server: Server, config: Mapping[str, Any], cursor: Mapping[str, Any]) -> None:
        # With a key that is no longer good everything public would be answered as if all were well.
        server.user()
        self._projects = Projects(server, cursor.get("projects", {}))
        chosen = self._projects.ids(config["projects"])
        teller = Teller(server, config, self._projects)
        self._issues, self._news = Issues(server, teller, chosen), News(server, teller, chosen)
        self._wikis = {f"wiki {project}": Wiki(server, teller, project) for project in config["projects"]}

    def fresh(self, cursor: dict[str, Any]) -> Iterator[Batch]:
        parts: dict[str, Issues | News | Wiki] = {"issues": self._issues, "news": self._news, **self._wikis}
        for name, part in parts.items():
            for documents, inner in part.fresh(cursor.get(name, {})):
                cursor = {**cursor, name: inner, "projects": self._projects.known}
                yield Batch(documents, cursor)

    def past(self, cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        """Issues, then news. Cursor: {"issues": {…}}, and once they are done {"news": {…}}."""
        if "news" not in cursor:
            for documents, inner in self._issues.past(cursor.get("issues", {}), since):
                yield Batch(documents, {"issues": inner})
        for documents, inner in self._news.past(cursor.get("news", {}), since):
            yield Batch(documents, {"news": inner})
