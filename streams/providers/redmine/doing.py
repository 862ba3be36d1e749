"""What people do about an issue from the stream: say something, watch it, and give it another status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streams.models import Activity, Viewer
from streams.outbound import OutboundError
from streams.providers.base import Done, ProviderError
from streams.providers.payload import Payload
from streams.providers.redmine.document import Teller
from streams.providers.redmine.projects import Projects
from streams.providers.redmine.server import Server


def reply(server: Server, config: Mapping[str, Any], activity: Activity, text: str, viewer: Viewer) -> Done:
    """A note of the person who wrote it, or of the key's user in their name. Raises ProviderError."""
    username, number, words = "", _number(activity), _lines(text)
    if config["switch_user"]:
        username = _known(server, viewer).text("login")
    else:
        words = f"{_name(viewer)} on the activity stream:\n\n{words}"
    known = {journal.number("id") for journal in _visible(server, number, username).parts("journals")}
    server.add_note(number, words, username)
    # Redmine answers 204 also when it dropped what was sent.
    issue = server.issue(number)
    added = [one for one in issue.parts("journals") if one.number("id") not in known]
    said = {one.number("id") for one in added if _lines(one.text("notes")) == words}
    if not said:
        raise ProviderError("Redmine took the note and did not keep it: may this user add notes?", code="refused")
    teller = Teller(server, config, Projects(server, {}))
    documents = teller.issue(issue, lambda item: item.value("details") is not None and item.number("id") in said)
    return Done("Your comment is in Redmine", documents)


def watch(server: Server, activity: Activity, viewer: Viewer) -> Done:
    """The person who clicked watches it from now on: their own user in Redmine, and nobody else's."""
    number, person = _number(activity), _known(server, viewer)
    _visible(server, number, person.text("login"))
    server.watch(number, person.number("id"))
    if not _watches(server, number, person):
        raise ProviderError("Redmine took the request and added no watcher.", code="refused")
    return Done("You watch this in Redmine", undo={"user": person.number("id")})


def unwatch(server: Server, activity: Activity, viewer: Viewer) -> Done:
    number, person = _number(activity), _known(server, viewer)
    server.unwatch(number, person.number("id"))
    if _watches(server, number, person):
        raise ProviderError("Redmine took the request and kept the watcher.", code="refused")
    return Done("You no longer watch this in Redmine")


def move(server: Server, config: Mapping[str, Any], activity: Activity, status: str, viewer: Viewer) -> Done:
    """To another status, as the person who clicked: their own roles decide. Raises ProviderError."""
    number, username = _number(activity), _known(server, viewer).text("login")
    before = _visible(server, number, username)
    _refuse_unallowed(before, status)
    try:
        server.move(number, status, username)
    except OutboundError as error:
        if error.code != "rejected":
            raise
        raise ProviderError("Redmine wants to know more for this: change the status there.", code="refused") from error
    issue = server.issue(number)
    if issue.text("status.id") != status:
        raise ProviderError("Redmine took the request and kept the status: may you edit this issue?", code="refused")
    known = {journal.number("id") for journal in before.parts("journals")}
    teller = Teller(server, config, Projects(server, {}))
    told = teller.issue(issue, lambda one: one.value("details") is not None and one.number("id") not in known)
    return Done(f"{_called(issue)} is now {issue.text('status.name')}", told)


def _refuse_unallowed(issue: Payload, status: str) -> None:
    """Redmine would say nothing. What the stream offers is what the key may; this person may be allowed less."""
    now = issue.text("status.name")
    allowed = {one.text("id"): one.text("name") for one in issue.parts("allowed_statuses")}
    if status in allowed:
        return
    others = ", ".join(name for name in allowed.values() if name != now)
    instead = f"only to {others}" if others else "to no other status"
    raise ProviderError(f"In Redmine you may move {_called(issue)} from {now} {instead}.", code="refused")


def _called(issue: Payload) -> str:
    return f"{issue.text('tracker.name')} #{issue.text('id')}".strip()


def _number(activity: Activity) -> str:
    """Of the issue that the activity or its comment is about."""
    for thing in (activity.object, activity.target):
        if thing and (thing.get("type") or "").endswith("issue"):
            return str(thing.get("id")).removeprefix("issues/")
    raise ProviderError("This is about no issue.", code="not_offered")


def _known(server: Server, viewer: Viewer) -> Payload:
    return server.person(viewer.user.get_username())


def _visible(server: Server, number: str, username: str) -> Payload:
    """The same for what is gone and for what this person may not see."""
    issue = server.issue(number, username)
    if not issue:
        raise ProviderError(f"Redmine shows no issue #{number} to this user.", code="missing")
    return issue


def _watches(server: Server, number: str, person: Payload) -> bool:
    return person.number("id") in {one.number("id") for one in server.issue(number).parts("watchers")}


def _name(viewer: Viewer) -> str:
    return viewer.user.get_full_name() or viewer.user.get_username()  # type: ignore[union-attr]


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
