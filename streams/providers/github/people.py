"""Who belongs to a repository, a team or an organization."""

from __future__ import annotations

from streams.providers.base import Document, Skipped
from streams.providers.forge.event import Event, Reader, repository
from streams.providers.payload import Payload, thing

CHANGES = {"added": "add", "removed": "remove", "member_added": "add", "member_removed": "remove"}
TEAM = {"created": "create", "deleted": "delete", "added_to_repository": "add", "removed_from_repository": "remove"}


def member(event: Event) -> list[Document]:
    return event.tell(CHANGES.get(event.action, "update"), _person(event.payload.part("member")))


def membership(event: Event) -> list[Document]:
    team = _team(event.payload.part("team"))
    return event.tell(CHANGES.get(event.action, "update"), _person(event.payload.part("member")), target=team)


def organization(event: Event) -> list[Document]:
    if event.action in CHANGES:
        return event.tell(CHANGES[event.action], _person(event.payload.part("membership.user")))
    if event.action == "member_invited":
        return event.tell("invite", _person(event.payload.part("user")), kind="organization.member_invited")
    verb = {"renamed": "rename", "deleted": "delete"}.get(event.action, "update")
    return event.tell(verb, event.place(), target={})


def team(event: Event) -> list[Document]:
    about = _team(event.payload.part("team"))
    verb = TEAM.get(event.action, "update")
    target = repository(event.payload.part("repository")) if verb in {"add", "remove"} and event.repo else None
    return event.tell(verb, about, target=target)


READERS: dict[str, Reader] = {
    "member": member,
    "membership": membership,
    "organization": organization,
    "team": team,
}


def _person(person: Payload) -> dict[str, str]:
    login = person.text("login")
    if not login:
        raise Skipped("about somebody who has no account yet")
    return thing("person", login, login, person.address("html_url"))


def _team(team: Payload) -> dict[str, str]:
    return thing("team", f"team-{team.text('id')}", team.text("name"), team.address("html_url"))
