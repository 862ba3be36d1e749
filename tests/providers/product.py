"""A product of our tests that answers as the original's documentation says (contract.md §1, §2 and §6.5)."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from streams.testing.web_server import Asked, Reply, WebServer

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:atlassian="http://streams.atlassian.com/syndication/general/1.0"
 xmlns:activity="http://activitystrea.ms/spec/1.0/" xmlns:usr="http://streams.atlassian.com/syndication/username/1.0"
 xmlns:media="http://purl.org/syndication/atommedia" xmlns:thr="http://purl.org/syndication/thread/1.0">
<id>{own}</id><link rel="self" href="{own}"/><title type="text">Stream</title>"""
PASSWORD = "Ana's pass"
SYNDICATION = "http://streams.atlassian.com/syndication"
CONFIG = {
    "filters": [
        {"key": "streams", "name": "", "applinkName": "", "providerAliasOptionKey": None, "options": [
            {"key": "key", "name": "Project", "type": "select", "unique": True, "operators": [],
             "values": {"__all_projects__": "All", "PAY": "Payments", "WEB": "Website"}}]},
        {"key": "issues", "name": "Jira", "applinkName": "", "providerAliasOptionKey": None, "options": []},
        {"key": "source", "name": "FishEye", "applinkName": "", "providerAliasOptionKey": None, "options": []},
    ]
}  # fmt: skip


@dataclass
class Happening:
    """One entry: what a test is about, the rest is filled in."""

    at: int
    number: int
    source: str = "issues"
    text: str = "worked"
    id: str | None = None

    @property
    def key(self) -> str:
        return f"PAY-{self.number}"

    def xml(self, base: str) -> str:
        moment = datetime.fromtimestamp(self.at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        page = f"{base}/browse/{self.key}"
        identifier = f"urn:uuid:{self.number}" if self.id is None else self.id
        links = "".join(
            f'<link rel="{SYNDICATION}/{rel}" href="{base}/{where}"/>'
            for rel, where in {
                "reply-to": f"plugins/servlet/streamscomments/issues/{self.key}",
                "watch": f"rest/jira-activity-stream/1.0/actions/issue-watch/{self.key}",
                "issue-vote": f"rest/jira-activity-stream/1.0/actions/issue-vote/{self.key}",
            }.items()
        )
        return f"""<entry><id>{identifier}</id>
<title type="html">&lt;a href="{base}/ana" class="activity-item-user"&gt;Ana Ruiz&lt;/a&gt; {self.text}</title>
<author><name>Ana Ruiz</name><uri>{base}/ana</uri>
<link rel="photo" href="{base}/a.png?s=16" media:height="16" media:width="16"/>
<link rel="photo" href="{base}/a.png?s=48" media:height="48" media:width="48"/><usr:username>ana</usr:username>
<activity:object-type>http://activitystrea.ms/schema/1.0/person</activity:object-type></author>
<published>{moment}</published><updated>{moment}</updated><category term="In progress"/>
<link rel="alternate" href="{page}"/><link rel="{SYNDICATION}/icon" href="{base}/bug.png" title="Bug"/>{links}
<generator uri="{base}"/><atlassian:application>com.atlassian.jira</atlassian:application>
<activity:verb>http://activitystrea.ms/schema/1.0/update</activity:verb>
<activity:verb>{SYNDICATION}/verbs/jira/transition</activity:verb>
<activity:verb>{SYNDICATION}/verbs/jira/start</activity:verb>
<activity:object><id>urn:uuid:issue-{self.number}</id><title type="text">{self.key}</title>
<summary type="text">Refunds fail</summary><link rel="alternate" href="{page}"/>
<activity:object-type>{SYNDICATION}/types/issue</activity:object-type></activity:object></entry>"""


class Product(WebServer):
    """`missing` are the sources that do not answer in time, by the list that names them."""

    def __init__(self) -> None:
        super().__init__()
        self.happenings: list[Happening] = []
        self.missing: dict[str, list[str]] = {}
        # What takes the place of all its answers.
        self.instead: Reply | None = None
        self.base = f"{self.url}jira"

    @property
    def pages(self) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == "/jira/plugins/servlet/streams"]

    def answer(self, asked: Asked) -> Any:
        if self.instead or asked.path in self.routes:
            known = super().answer(asked)
            return self.instead or known
        self.asked.append(asked)
        match asked.path.removeprefix("/jira/"):
            case "plugins/servlet/streams":
                return self._feed(asked)
            case "rest/activity-stream/1.0/config":
                return Reply(CONFIG, headers={"Content-Type": "application/vnd.atl.streams+json"})
            case "plugins/servlet/streamscomments":
                return self._reply(asked)
        return Reply(status=404)

    def _feed(self, asked: Asked) -> Reply:
        if first(asked, "os_authType") == "basic" and not self._is_ana(asked):
            return Reply(status=401, headers={"WWW-Authenticate": "Basic"})
        own = f"{self.base}/activity?" + ("os_authType=basic" if self._is_ana(asked) else "")
        shown = sorted(self._matching(asked), key=lambda one: -one.at)[: int(first(asked, "maxResults") or 10)]
        if first(asked, "authOnly") == "true" and not self._is_ana(asked):
            shown = []
        lists = "".join(map(_listed, self.missing.items()))
        body = HEAD.format(own=own) + lists + "".join(one.xml(self.base) for one in shown) + "</feed>"
        return Reply(body, headers={"Content-Type": "application/atom+xml;charset=UTF-8"})

    def _is_ana(self, asked: Asked) -> bool:
        basic = base64.b64encode(f"ana:{PASSWORD}".encode()).decode()
        return asked.headers.get("Authorization") in {f"Basic {basic}", f"Bearer {PASSWORD}"}

    def _matching(self, asked: Asked) -> Iterator[Happening]:
        after, before = 0, 10**15
        for words in asked.query.get("streams", []):
            if found := re.fullmatch(r"update-date (AFTER|BEFORE|BETWEEN) (\d+)(?: (\d+))?", words):
                after = int(found[2]) if found[1] != "BEFORE" else after
                before = int(found[3] or found[2]) if found[1] != "AFTER" else before
        late = {name for names in self.missing.values() for name in names}
        names = {"issues": "Jira", "source": "FishEye"}
        providers = first(asked, "providers").split()
        for one in self.happenings:
            if after < one.at < before and names[one.source] not in late and (not providers or one.source in providers):
                yield one

    def _reply(self, asked: Asked) -> Reply:
        if asked.headers.get("X-Atlassian-Token") != "no-check":
            return Reply('{"subCode":"streams.comment.action.conflict"}', 409)
        return Reply(status=201, headers={"Location": form(asked)["replyTo"]})


def _listed(named: tuple[str, list[str]]) -> str:
    sources = "".join(f"<atlassian:activity-source>{one}</atlassian:activity-source>" for one in named[1])
    return f"<atlassian:{named[0]}>{sources}</atlassian:{named[0]}>"


def first(asked: Asked, name: str) -> str:
    return next(iter(asked.query.get(name, [])), "")


def form(asked: Asked) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
