"""A server of ours that answers as Redmine 5 does, as far as the tests ask; `make test-redmine` compares the two."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import orjson

from streams.testing.web_server import Asked, Reply, WebServer

Item = dict[str, Any]
STATUSES = {1: "New", 2: "In Progress", 3: "Resolved", 4: "Feedback", 5: "Closed", 6: "Rejected"}
CLOSED = {5, 6}
# Of the role Developer, as Redmine has it by itself: from these to those.
OPEN, REACHED = {1, 2, 3, 4}, {2, 3, 4, 5}
TRACKERS = {1: "Bug", 2: "Feature", 3: "Support"}
PRIORITIES = {1: "Low", 2: "Normal", 3: "High", 4: "Urgent", 5: "Immediate"}
PEOPLE = {"admin": (1, "Redmine Admin"), "ana": (5, "Ana Ruiz"), "bob": (6, "Bob Berg")}
PROJECTS = {1: "Demo", 2: "Vault"}
NAMED: dict[str, dict[int, str]] = {
    "status_id": STATUSES,
    "tracker_id": TRACKERS,
    "priority_id": PRIORITIES,
    "assigned_to_id": dict(PEOPLE.values()),
}
NOTHING = Reply(status=204)
GONE, FORBIDDEN, UNKNOWN = Reply(" ", 404), Reply(" ", 403), Reply(" ", 401)


class RedmineDouble:
    def __init__(self, server: WebServer) -> None:
        self.keys = {login: f"key-of-{login}" for login in PEOPLE}
        self.issues: dict[int, Item] = {}
        self.pages: dict[str, Item] = {}
        self.news: list[Item] = []
        self._journals = 0
        self._log = server.asked
        server.answer = self._answer  # type: ignore[method-assign]

    def _answer(self, asked: Asked) -> Reply:
        self._log.append(asked)
        login = next((login for login, key in self.keys.items() if key == asked.headers["X-Redmine-API-Key"]), "")
        switched = asked.headers["X-Redmine-Switch-User"]
        if login == "admin" and switched:
            login = switched
            if login not in PEOPLE:
                return Reply(" ", 412)
        where = unquote(asked.path).strip("/").removesuffix(".json").split("/")
        # Reading what is public wants no key, not even a right one.
        if not login and (asked.method != "GET" or where[0] == "users"):
            return UNKNOWN
        return _with_etag(asked, self._route(asked, where, login))

    def _route(self, asked: Asked, where: list[str], login: str) -> Reply:
        match asked.method, where:
            case "GET", ["users", "current"]:
                return Reply({"user": _account(login)})
            case "GET", ["issues"]:
                return self._list(asked, login)
            case "POST", ["issues"]:
                return self._report(asked.json()["issue"], login)
            case _, ["issues", number, *rest]:
                return self._of_issue(asked, int(number), rest, login)
            case "GET", ["projects"]:
                return _paged(asked, "projects", [_project(one) for one in PROJECTS if _sees(login, one)])
            case _, ["projects", project, "wiki", title]:
                return self._wiki(asked, project, title, login)
            case "POST", ["projects", project, "news"]:
                news = {"id": len(self.news) + 1, "project": _named(PROJECTS, _id(project)), "author": _person(login)}
                self.news.insert(0, news | {"summary": "", "created_on": _now(), **asked.json()["news"]})
                return NOTHING
            case "GET", ["news"]:
                return _paged(asked, "news", [one for one in self.news if _sees(login, one["project"]["id"])])
            case "GET", ["issue_statuses"]:
                return Reply({"issue_statuses": [_status(number) for number in STATUSES]})
            case "GET", ["trackers"]:
                return Reply({"trackers": [_named(TRACKERS, number) for number in TRACKERS]})
            case "GET", ["enumerations", "issue_priorities"]:
                return Reply({"issue_priorities": [_named(PRIORITIES, number) for number in PRIORITIES]})
        return GONE

    def _list(self, asked: Asked, login: str) -> Reply:
        """By the long form of filters; open ones only, unless something is said on the status."""
        seen = [issue for issue in self.issues.values() if _may_see(login, issue)]
        if "status_id" not in asked.query.get("f[]", []):
            seen = [issue for issue in seen if not issue["status"]["is_closed"]]
        for field in asked.query.get("f[]", []):
            keeps = _filter(asked.query[f"op[{field}]"][0], asked.query.get(f"v[{field}][]", []))
            seen = [one for one in seen if keeps(_value(one, field))]
        for order in reversed(asked.query["sort"][0].split(",")):
            name, _, direction = order.partition(":")
            seen.sort(key=lambda one: one[name], reverse=direction == "desc")  # noqa: B023  (sorted at once)
        hidden = {"journals", "watchers"}
        return _paged(asked, "issues", [{key: one[key] for key in one.keys() - hidden} for one in seen])

    def _report(self, told: Item, login: str) -> Reply:
        if not told.get("subject"):
            return Reply({"errors": ["Subject cannot be blank"]}, 422)
        number, now = len(self.issues) + 1, _now()
        self.issues[number] = {
            "id": number,
            "project": _named(PROJECTS, _id(told["project_id"])),
            "tracker": _named(TRACKERS, told["tracker_id"]),
            "status": _status(1),
            "priority": _named(PRIORITIES, told["priority_id"]),
            "author": _person(login),
            "subject": told["subject"],
            "description": told.get("description", ""),
            "done_ratio": 0,
            "is_private": told.get("is_private", False),
            "created_on": now,
            "updated_on": now,
            "journals": [],
            "watchers": [],
        }
        return Reply({"issue": self.issues[number]}, 201)

    def _of_issue(self, asked: Asked, number: int, rest: list[str], login: str) -> Reply:
        issue = self.issues.get(number)
        if issue is None:
            return GONE
        if not _may_see(login, issue):
            return FORBIDDEN
        match asked.method, rest:
            case "GET", []:
                wants_statuses = "allowed_statuses" in asked.query.get("include", [""])[0]
                allowed = {"allowed_statuses": [_status(one) for one in _allowed(issue, login)]}
                return Reply({"issue": issue | (allowed if wants_statuses else {})})
            case "PUT", []:
                self._change(issue, asked.json()["issue"], login)
            case "POST", ["watchers"]:
                # An unknown one is dropped without a word.
                found = [login for login, (id_, _) in PEOPLE.items() if id_ == asked.json()["user_id"]]
                issue["watchers"] += [_person(one) for one in found if _person(one) not in issue["watchers"]]
            case "DELETE", ["watchers", person]:
                issue["watchers"] = [one for one in issue["watchers"] if one["id"] != int(person)]
        return NOTHING

    def _change(self, issue: Item, told: Item, login: str) -> None:
        """A journal of what changed; a private note is one of its own. An unknown status is dropped without a word,
        and so is one that the workflow does not allow."""
        said = told.keys() - {"notes", "private_notes"}
        if told.get("status_id", issue["status"]["id"]) not in _allowed(issue, login):
            said -= {"status_id"}
        fields = [field for field in said if field not in NAMED or told[field] in NAMED[field]]
        details = [_changed(issue, field, told[field]) for field in fields]
        notes, is_private = told.get("notes", ""), told.get("private_notes", False)
        if details or (notes and not is_private):
            self._journal(issue, login, "" if is_private else notes, details)
        if notes and is_private:
            self._journal(issue, login, notes, [], True)
        if login != "admin" and notes and _person(login) not in issue["watchers"]:
            # By the preference that people have unless they change it.
            issue["watchers"].append(_person(login))

    def _journal(self, issue: Item, login: str, notes: str, details: list[Item], is_private: bool = False) -> None:
        self._journals += 1
        issue["updated_on"] = _now()
        told = {"id": self._journals, "user": _person(login), "notes": notes, "created_on": issue["updated_on"]}
        issue["journals"].append({**told, "private_notes": is_private, "details": details})

    def _wiki(self, asked: Asked, project: str, title: str, login: str) -> Reply:
        if not _sees(login, _id(project)):
            return FORBIDDEN
        key = f"{project}/{title}"
        if asked.method == "PUT":
            old = self.pages.get(key, {"version": 0, "created_on": _now()})
            about = {
                "title": title,
                "version": old["version"] + 1,
                "created_on": old["created_on"],
                "updated_on": _now(),
            }
            self.pages[key] = about | {"author": _person(login)} | asked.json()["wiki_page"]
            return Reply({"wiki_page": self.pages[key]}, 200 if old["version"] else 201)
        if title == "index":
            listed = ("title", "version", "created_on", "updated_on")
            own = [page for key, page in self.pages.items() if key.startswith(f"{project}/")]
            return Reply({"wiki_pages": [{name: page[name] for name in listed} for page in own]})
        return Reply({"wiki_page": self.pages[key]}) if key in self.pages else GONE


def _with_etag(asked: Asked, reply: Reply) -> Reply:
    if asked.method != "GET" or reply.status != 200:
        return reply
    etag = f'W/"{hashlib.md5(orjson.dumps(reply.body), usedforsecurity=False).hexdigest()}"'
    if asked.headers["If-None-Match"] == etag:
        return Reply(status=304, headers={"ETag": etag})
    return Reply(reply.body, headers={"ETag": etag})


def _filter(operator: str, values: list[str]) -> Callable[[str], bool]:
    match operator:
        case ">=":
            return lambda value: value >= values[0]
        case "><":
            return lambda value: values[0] <= value <= values[1]
        case "=":
            return lambda value: value in values
    return lambda value: True


def _paged(asked: Asked, what: str, items: list[Item]) -> Reply:
    limit, offset = (int(asked.query.get(name, [default])[0]) for name, default in (("limit", "25"), ("offset", "0")))
    limit = min(limit, 100)
    return Reply({what: items[offset : offset + limit], "total_count": len(items), "offset": offset, "limit": limit})


def _may_see(login: str, issue: Item) -> bool:
    is_own = login in {"admin", "ana"} or not issue["is_private"]
    return _sees(login, issue["project"]["id"]) and is_own


def _sees(login: str, project: int) -> bool:
    return PROJECTS[project] == "Demo" or login in {"admin", "ana"}


def _id(identifier: str) -> int:
    return next(number for number, name in PROJECTS.items() if name.lower() == identifier)


def _project(number: int) -> Item:
    return {"id": number, "name": PROJECTS[number], "identifier": PROJECTS[number].lower()}


def _named(names: Mapping[int, str], number: int) -> Item:
    return {"id": number, "name": names[number]}


def _status(number: int) -> Item:
    return _named(STATUSES, number) | {"is_closed": number in CLOSED}


def _allowed(issue: Item, login: str) -> list[int]:
    """The statuses that somebody may give it, its own included; an administrator has all roles."""
    now = issue["status"]["id"]
    if login == "admin":
        return list(STATUSES)
    return sorted({now, *(REACHED if now in OPEN else ())})


def _changed(issue: Item, field: str, value: Any) -> Item:
    """What a journal says of it."""
    name, known = field.removesuffix("_id"), NAMED.get(field)
    before = issue.get(name, {}).get("id") if known else issue.get(name)
    issue[name] = _status(value) if field == "status_id" else _named(known, value) if known else value
    old = None if before is None else str(before)
    return {"property": "attr", "name": field, "old_value": old, "new_value": str(value)}


def _value(issue: Item, field: str) -> str:
    return str(issue["project"]["id"] if field == "project_id" else issue.get(field))


def _account(login: str) -> Item:
    number, name = PEOPLE[login]
    first, last = name.split()
    return {"id": number, "login": login, "admin": login == "admin", "firstname": first, "lastname": last}


def _person(login: str) -> Item:
    number, name = PEOPLE[login]
    return {"id": number, "name": name}


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
