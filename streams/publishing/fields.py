"""Reading the fields of foreign JSON: each method returns a clean value or notes a problem and returns an empty one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from streams import sanitizing
from streams.conf import conf
from streams.limits import FUTURE_ALLOWED, MARKUP, MAX_ADDRESS, MAX_ITEMS, MAX_TEXT
from streams.publishing.problems import Problem

MAX_MILLISECONDS = 253_402_300_799_999  # the end of the year 9999

# Other names of fields (contract.md §4.2).
ALIASES = {"generator": "application", "actor": "user", "url": "uri", "updated": "date"}


class Fields:
    """One JSON object of a document.

    `prefix` is its place in the document ("object."), for naming problems. With `compatible` the contract's rules
    apply: unknown fields are ignored, ids are addresses, addresses are no longer than other texts.
    """

    def __init__(
        self, values: Mapping[str, Any], problems: list[Problem], prefix: str = "", compatible: bool = False
    ) -> None:
        self._values = values
        self._prefix = prefix
        self._compatible = compatible
        self.problems = problems

    def problem(self, name: str, code: str, message: str) -> None:
        self.problems.append(Problem(self._prefix + name, code, message))

    def absent(self, name: str) -> bool:
        return self.value(name) is None

    def refuse_unknown(self, known: set[str]) -> None:
        if self._compatible or self._values.keys() <= known:
            return
        known = known | {alias for name, alias in ALIASES.items() if name in known}
        for name in [name for name in self._values if name not in known][:MAX_ITEMS]:
            self.problem(name[:MAX_TEXT], "unknown_field", f"unknown field; known are {', '.join(sorted(known))}")

    def part(self, name: str, known: set[str]) -> Fields | None:
        """A nested object; None when it is absent."""
        value = self._mapping(name)
        if value is None:
            return None
        part = Fields(value, self.problems, f"{self._prefix}{name}.", self._compatible)
        part.refuse_unknown(known)
        return part

    def required(self, name: str, read: Callable[[str], str]) -> str:
        """What `read`, a method of this object, makes of the field; a problem when that is nothing."""
        before = len(self.problems)
        value = read(name)
        if not value and len(self.problems) == before:
            how = "omitted" if self.absent(name) else "blank"
            self.problem(name, "missing", f"{name} cannot be {how}")
        return value

    def text(self, name: str) -> str:
        return self._limited(name, sanitizing.plain(self._string(name)), MAX_TEXT)

    def hint(self, name: str) -> str:
        """A text that is not worth refusing a document for: anything else counts as none."""
        value = self.value(name)
        return value if isinstance(value, str) else ""

    def name(self, name: str) -> str:
        return self._limited(name, sanitizing.name(self._string(name, MARKUP * MAX_TEXT)), MAX_TEXT)

    def title(self, name: str) -> str:
        return self._html(name, sanitizing.inline_html, conf.max_title_length)

    def content(self, name: str) -> str:
        return self._html(name, sanitizing.block_html, conf.max_content_length)

    def identifier(self, name: str) -> str:
        """An id: any text on our own doors, an absolute http(s) URI on the compatible one (contract.md §4.4)."""
        return self.web_url(name) if self._compatible else self.text(name)

    def web_url(self, name: str) -> str:
        """An absolute http(s) address."""
        url = self._limited(name, self._string(name), MAX_TEXT if self._compatible else MAX_ADDRESS)
        if not url or sanitizing.is_web_url(url):
            return url
        self.problem(name, "invalid_url", _why_not_a_url(name, url))
        return ""

    def email(self, name: str) -> str:
        """An e-mail address, where the server may show it: what nobody is shown is not kept. The contract has none.

        Not worth refusing a document for: anything else counts as none.
        """
        value = self.hint(name)
        is_kept = conf.author_email and not self._compatible and sanitizing.is_email(value)
        return value if is_kept else ""

    def link(self, name: str) -> str:
        """An address or a simple name: `target.url` may be "ONE-1", even "" (contract.md §4.4)."""
        value = self.value(name)
        is_address = isinstance(value, str) and ("/" in value or ":" in value)
        return self.web_url(name) if is_address else self.text(name)

    def term(self, name: str) -> str:
        """A verb or object type: a simple name without "/" or an absolute URI."""
        value = self.text(name).strip()
        if "/" in value and not sanitizing.is_web_url(value):
            self.problem(name, "invalid_term", f"{name} must be a simple name without '/' or an absolute URI")
            return ""
        return value

    def moment(self, name: str) -> datetime | None:
        """ISO 8601 or milliseconds since the epoch; UTC when it names no zone; None when absent."""
        if self.absent(name):
            return None
        moment = _moment(self.value(name))
        if moment is None:
            message = f"{name} must be an ISO 8601 date, or milliseconds since 1970 as a number"
        elif moment > timezone.now() + FUTURE_ALLOWED:
            message = f"{name} lies more than a day in the future"
        elif moment.year < 1970:
            message = f"{name} lies before 1970"
        else:
            return moment
        self.problem(name, "invalid_date", message)
        return None

    def size(self, name: str) -> None:
        """A width or height, which nobody reads: a number or, as real clients send it, a numeric text."""
        value = self.value(name)
        if value is not None and (isinstance(value, bool) or not str(value).isdecimal()):
            self.problem(name, "not_a_number", f"{name} must be a whole number")

    def texts(self, name: str) -> list[str]:
        items = self._items(name, "texts")
        return [text for place in items.places() if (text := items.name(place))]

    def parts(self, name: str, known: set[str]) -> list[Fields]:
        """A list of nested objects."""
        items = self._items(name, "objects")
        for place in items.places():
            if items.absent(place):
                items.problem(place, "not_an_object", f"{place} must be an object")
        return [part for place in items.places() if (part := items.part(place, known))]

    def places(self) -> Iterator[str]:
        """The names of its fields; of a list they are "0", "1" and so on."""
        return iter(self._values)

    def links(self, name: str) -> dict[str, str]:
        """rel to href."""
        value = self._mapping(name)
        if value is None:
            return {}
        if len(value) > MAX_ITEMS or any(len(rel) > MAX_TEXT or sanitizing.plain(rel) != rel for rel in value):
            self.problem(name, "invalid_links", f"{name} must be at most {MAX_ITEMS}, each under a rel of plain text")
            return {}
        links = Fields(value, self.problems, f"{self._prefix}{name}.")
        return {rel: href for rel in value if (href := links.web_url(rel))}

    def choices(self, name: str) -> dict[str, list[list[str]]]:
        """rel to its values, each with what people call it."""
        value = self._mapping(name) or {}
        rels = Fields(value, self.problems, f"{self._prefix}{name}.")
        return {rel[:64]: rels._labels(rel) for rel in value}

    def _labels(self, name: str) -> list[list[str]]:
        value = self._mapping(name) or {}
        if len(value) > MAX_ITEMS:
            self.problem(name, "not_a_list", f"{name} must be at most {MAX_ITEMS} values with their labels")
            return []
        labels = Fields(value, self.problems, f"{self._prefix}{name}.")
        return [[key[:MAX_TEXT], label] for key in value if (label := labels.name(key))]

    def value(self, name: str) -> Any:
        """As it came in, by its own name or by its alias; None when absent."""
        value = self._values.get(name)
        return self._values.get(ALIASES[name]) if value is None and name in ALIASES else value

    def _items(self, name: str, what: str) -> Fields:
        """A list as an object whose names are the places; empty when absent."""
        values = self.value(name)
        if values is not None and (not isinstance(values, list) or len(values) > MAX_ITEMS):
            self.problem(name, "not_a_list", f"{name} must be a list of at most {MAX_ITEMS} {what}")
            values = None
        places = {str(place): value for place, value in enumerate(values or ())}
        return Fields(places, self.problems, f"{self._prefix}{name}.")

    def _mapping(self, name: str) -> Mapping[str, Any] | None:
        value = self.value(name)
        if value is None or isinstance(value, Mapping):
            return value
        self.problem(name, "not_an_object", f"{name} must be an object")
        return None

    def _string(self, name: str, limit: int | None = None) -> str:
        value = self.value(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.problem(name, "not_a_text", f"{name} must be a text")
            return ""
        return value if limit is None else self._limited(name, value, limit)

    def _limited(self, name: str, value: str, limit: int) -> str:
        if len(value) <= limit:
            return value
        self.problem(name, "too_long", f"{name} exceeds maximum length of {limit} characters")
        return ""

    def _html(self, name: str, clean: Callable[[str], str], limit: int) -> str:
        # Cleaning may lengthen it (`rel`). What is stored passes again, which a merge patch relies on.
        value = self._limited(name, clean(self._string(name, MARKUP * limit)), MARKUP * limit)
        if len(value) <= limit or sanitizing.visible_length(value) <= limit:
            return value
        return self._limited(name, value, limit)


def _moment(value: object) -> datetime | None:
    if isinstance(value, str) and value.isdecimal() and len(value) > 8:
        value = int(value[:16])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return datetime.fromtimestamp(value / 1000, UTC) if 0 <= value <= MAX_MILLISECONDS else None
    if not isinstance(value, str):
        return None
    try:
        moment = parse_datetime(value)
        return moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _why_not_a_url(name: str, url: str) -> str:
    if "://" not in url:
        return f"{name} must be an absolute URI"
    if not url.lower().startswith(("http://", "https://")):
        return f"{name} must start with a valid scheme (http or https)"
    return f"{name} is not a valid URI"
