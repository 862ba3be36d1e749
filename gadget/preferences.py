"""How a page asks for a gadget to look, in its address: in our words, or in those of the original (contract.md §7)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from gadget import look
from streams import languages
from streams.feed.grammar import MAX_CONDITIONS, InvalidFilter, escape, parse, unescape
from streams.feed.options import EVERYWHERE

CHOICES = {
    "theme": {"light", "dark", "auto", "inherit"},
    # The last three have a subject, which a gadget has in its filters.
    "view": {*look.CHOICES["view"], "project", "profile", "issue"},
    **{name: set(look.CHOICES[name]) for name in ("layout", "density", "bursts", "times")},
}
# What a gadget looks like and what a page may change about it.
LOOKS = tuple(look.CHOICES)
# Views of the original by their names there.
VIEWS = {"projectTab": "project", "profileTab": "profile", "issueTab": "issue"}
# What the address of one thing is about, in the one grammar of filters.
SUBJECTS = {"project": "key", "user": "user", "issue": "issue-key"}
LONGEST_HEADING = 255
LONGEST_POLL = 86_400
ALL_PROJECTS = "__all_projects__"


@dataclass(frozen=True)
class Preferences:
    """The attributes of `<activity-gadget>`; "" where the page says nothing, or nothing that we know."""

    heading: str = ""
    limit: int = 0
    poll: str = ""
    theme: str = ""
    view: str = ""
    layout: str = ""
    density: str = ""
    bursts: str = ""
    times: str = ""
    # One of the languages that we speak.
    lang: str = ""
    # Parameters of the API, as they stand in its address.
    filter: str = ""

    def over(self, usual: Mapping[str, Any]) -> Preferences:
        """And where the page says nothing, as the gadget looks everywhere (gadget/look.py)."""
        silent = {name: usual[name] for name in LOOKS if usual.get(name) and not getattr(self, name)}
        return replace(self, **silent)

    @property
    def more(self) -> list[tuple[str, str]]:
        """What stands on the element as it was asked for."""
        return [(name, value) for name in (*LOOKS, "filter") if (value := getattr(self, name))]


def read(query: QueryDict) -> Preferences:
    """Whatever stands in an address; nobody is there to mend it, so what is not known or wrong is as if not there."""
    chosen = {name: _one_of(query.get(name, ""), known) for name, known in CHOICES.items()}
    view = query.get("view", query.get("up_renderingContext", ""))
    return Preferences(
        **chosen | {"view": _one_of(VIEWS.get(view, view), CHOICES["view"])},
        heading=query.get("heading", query.get("up_title", ""))[:LONGEST_HEADING],
        limit=_number(query.get("limit", query.get("up_numofentries", "")), 999),
        poll=_poll(query),
        lang=languages.known(query.get("lang", "")),
        # The address of a view that somebody shared has it whole: the gadget is told what is wrong with it.
        filter=query.get("filter", "") or urlencode(list(_filters(query))),
    )


def origin_of(address: str) -> str:
    """Scheme, host and port of an address; "" where it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""


def _one_of(value: str, known: set[str]) -> str:
    return value if value in known else ""


def _number(text: str, most: int) -> int:
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    return number if number <= most else 0


def _poll(query: QueryDict) -> str:
    """Seconds, "live" (as often as the server lets) or "never"; the original counts minutes, and says "false"."""
    wanted = query.get("poll", query.get("up_refresh", ""))
    if wanted in {"live", "never"}:
        return wanted
    seconds = 1 if "poll" in query else 60
    return str(_number(wanted, LONGEST_POLL // seconds) * seconds or "")


def _filters(query: QueryDict) -> Iterator[tuple[str, str]]:
    """What the list is narrowed to. The API is strict, and one bad filter would leave nothing at all: it is dropped."""
    wanted = [*_subjects(query), *_rules(query.get("up_rules", "")), *_written(query)]
    for name, value in wanted[:MAX_CONDITIONS]:
        with suppress(InvalidFilter):
            parse(MultiValueDict({name: [value]}), strict=True)
            yield name, value


def _subjects(query: QueryDict) -> Iterator[tuple[str, str]]:
    """One project, person or issue; of the original's, several, and a person as its grammar writes them."""
    for name, option in SUBJECTS.items():
        yield from _is(option, [query.get(name, "")])
    yield from _is("key", query.get("up_keys", "").split(","))
    yield from _is("issue-key", query.get("up_itemKeys", "").split(","))
    yield from _is("user", [unescape(query.get("up_username", ""))])


def _is(option: str, values: list[str]) -> Iterator[tuple[str, str]]:
    known = [escape(value.strip()) for value in values if value.strip()]
    if known and ALL_PROJECTS not in values:
        yield "streams", f"{option} IS {' '.join(known)}"


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """The original's filter panel: {"providers": [{"provider", "rules": [{"rule", "operator", "value"}]}]}."""
    try:
        for provider in json.loads(text)["providers"]:
            for rule in provider["rules"]:
                values = rule["value"] if isinstance(rule["value"], list) else [rule["value"]]
                words = " ".join(escape(str(value)) for value in values)
                yield str(provider["provider"]), f"{rule['rule']} {str(rule['operator']).upper()} {words}"
    except (ValueError, KeyError, TypeError, RecursionError):
        return


def _written(query: QueryDict) -> Iterator[tuple[str, str]]:
    """The API takes `providers` once, and the first of several has always counted here."""
    yield from ((EVERYWHERE, value) for value in query.getlist(EVERYWHERE))
    yield from (("providers", value) for value in query.getlist("providers")[:1])
