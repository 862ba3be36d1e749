"""What a journal changed: a verb, and field by field what was there before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streams.providers import text
from streams.providers.payload import Payload

# By what Redmine itself calls them; where an administrator named them otherwise, it is a transition.
BY_NAME = {"resolved": "resolve", "in progress": "start"}
LONG = {"description"}
MOST = 50
Names = Mapping[str, Mapping[str, str]]


def verb(journal: Payload, statuses: Mapping[str, Payload]) -> str:
    """Of a journal with changes."""
    changed = [detail for detail in journal.parts("details") if detail.text("name") == "status_id"]
    if not changed:
        return "update"
    before, after = (statuses.get(changed[0].text(name), Payload({})) for name in ("old_value", "new_value"))
    was_closed, is_closed = (status.value("is_closed") is True for status in (before, after))
    if was_closed != is_closed:
        return "close" if is_closed else "reopen"
    return BY_NAME.get(after.text("name").casefold(), "transition")


def status_after(issue: Payload, journal: int) -> str:
    """The id of the status that an issue had after this journal, or at first; "" where it still has it."""
    later = [one for one in issue.parts("journals") if one.number("id") > journal]
    changed = [one for item in later for one in item.parts("details") if one.text("name") == "status_id"]
    return changed[0].text("old_value") if changed else ""


def changes(journal: Payload, issue: Payload, names: Names) -> list[dict[str, Any]]:
    known = {**_of(issue), **names}
    told = [_change(detail, known) for detail in journal.parts("details")[:MOST]]
    return [{name: value for name, value in change.items() if value} for change in told if change["field"]]


def _change(detail: Payload, names: Names) -> dict[str, str]:
    """What an id means that the issue names nowhere is left out: to ask for each would take a request."""
    field, kind = detail.text("name"), detail.text("property")
    before, after = detail.text("old_value"), detail.text("new_value")
    if kind == "attachment":
        return {"field": "file", "from": text.name(before), "to": text.name(after)}
    if kind == "relation" or field == "parent_id":
        return {"field": _field(field), "from": before and f"#{before}", "to": after and f"#{after}"}
    if field in LONG:
        return {"field": field}
    if kind == "cf":
        return {"field": text.name(names["cf"].get(field, "")), "from": text.name(before), "to": text.name(after)}
    if field.endswith("_id"):
        known = names.get(field, {})
        return {"field": _field(field), "from": known.get(before, ""), "to": known.get(after, "")}
    return {"field": _field(field), "from": text.name(before), "to": text.name(after)}


def _field(name: str) -> str:
    """As people say it: "assigned to" for assigned_to_id."""
    return text.name(name.removesuffix("_id").replace("_", " "))


def _of(issue: Payload) -> dict[str, dict[str, str]]:
    """The names that an issue tells with itself."""
    parts = [issue.part("author"), issue.part("assigned_to"), *issue.parts("watchers")]
    people = {one.text("id"): one.text("name") for one in [*parts, *(j.part("user") for j in issue.parts("journals"))]}
    singles = {f"{name}_id": issue.part(name) for name in ("category", "fixed_version", "project")}
    fields = {one.text("id"): one.text("name") for one in issue.parts("custom_fields")}
    return {"assigned_to_id": people, "author_id": people, "cf": fields} | {
        field: {one.text("id"): one.text("name")} for field, one in singles.items()
    }
