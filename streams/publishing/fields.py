"""Reading the fields of foreign JSON: each method returns a clean value or notes a problem and returns an empty one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from streams.conf import conf
from streams.publishing import sanitizing
from streams.publishing.problems import Problem

MAX_TEXT = 255
MAX_ITEMS = 50
# Clocks differ; a day covers every time zone that was forgotten.
FUTURE_ALLOWED = timedelta(days=1)
MAX_MILLISECONDS = 253_402_300_799_999  # the end of the year 9999


class Fields:
    """One JSON object of a document. `prefix` is its place in the document ("object."), for naming problems."""

    def __init__(
        self, values: Mapping[str, Any], problems: list[Problem], prefix: str = "", http_ids: bool = False
    ) -> None:
        self._values = values
        self._prefix = prefix
        self._http_ids = http_ids
        self.problems = problems

    def problem(self, name: str, code: str, message: str) -> None:
        self.problems.append(Problem(self._prefix + name, code, message))

    def absent(self, name: str) -> bool:
        return self._values.get(name) is None

    def refuse_unknown(self, known: set[str]) -> None:
        for name in self._values:
            if name not in known:
                self.problem(str(name), "unknown_field", f"unknown field; known are {', '.join(sorted(known))}")

    def part(self, name: str, known: set[str]) -> Fields | None:
        """A nested object; None when it is absent."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.problem(name, "not_an_object", f"{name} must be an object")
            return None
        part = Fields(value, self.problems, f"{self._prefix}{name}.", self._http_ids)
        if not self._http_ids:
            part.refuse_unknown(known)
        return part

    def text(self, name: str, limit: int = MAX_TEXT) -> str:
        return self._limited(name, sanitizing.plain(self._string(name)), limit)

    def name(self, name: str) -> str:
        return self._limited(name, sanitizing.name(self._string(name)), MAX_TEXT)

    def title(self, name: str) -> str:
        return self._html(name, sanitizing.inline_html, conf.max_title_length)

    def content(self, name: str) -> str:
        return self._html(name, sanitizing.block_html, conf.max_content_length)

    def identifier(self, name: str) -> str:
        """An id: any text on our own doors, an absolute http(s) URI on the compatible one (contract.md §4.4)."""
        return self.web_url(name) if self._http_ids else self.text(name)

    def web_url(self, name: str, limit: int = MAX_TEXT) -> str:
        url = self.text(name, limit)
        if not url or sanitizing.is_web_url(url):
            return url
        self.problem(name, "invalid_url", _why_not_a_url(name, url))
        return ""

    def link(self, name: str) -> str:
        """An address or a simple name: `target.url` may be "ONE-1", even "" (contract.md §4.4)."""
        value = self._string(name) or self._string("uri")
        return self.web_url(name) if "/" in value or ":" in value else self.text(name)

    def term(self, name: str) -> str:
        """A verb or object type: a simple name without "/" or an absolute URI."""
        value = self.text(name).strip()
        if "/" in value and not sanitizing.is_web_url(value):
            self.problem(name, "invalid_term", f"{name} must be a simple name without '/' or an absolute URI")
            return ""
        return value

    def moment(self, name: str) -> datetime:
        """ISO 8601 or milliseconds since the epoch; now when absent; UTC when it names no zone."""
        value = self._values.get(name)
        now = timezone.now()
        if value is None:
            return now
        moment = _moment(value)
        if moment is None:
            message = f"{name} must be an ISO 8601 date with time, or milliseconds since 1970 as a number"
        elif moment > now + FUTURE_ALLOWED:
            message = f"{name} lies more than a day in the future"
        elif moment.year < 1970:
            message = f"{name} lies before 1970"
        else:
            return moment
        self.problem(name, "invalid_date", message)
        return now

    def size(self, name: str) -> None:
        """A width or height: a number or, as real clients send it, a numeric text."""
        value = self._values.get(name)
        if value is not None and not (isinstance(value, int) or (isinstance(value, str) and value.isdecimal())):
            self.problem(name, "not_a_number", f"{name} must be a whole number")

    def texts(self, name: str) -> list[str]:
        values = self._values.get(name)
        if values is None:
            return []
        if isinstance(values, list) and len(values) <= MAX_ITEMS and all(isinstance(value, str) for value in values):
            return [sanitizing.name(value)[:MAX_TEXT] for value in values]
        self.problem(name, "not_texts", f"{name} must be a list of at most {MAX_ITEMS} texts")
        return []

    def links(self, name: str) -> dict[str, str]:
        """rel to href. The compatible door ignores them, as the original does (contract.md §4.2)."""
        part = None if self._http_ids or self.absent(name) else self._values[name]
        if part is None:
            return {}
        if not isinstance(part, Mapping) or len(part) > MAX_ITEMS:
            self.problem(name, "not_an_object", f"{name} must be an object of at most {MAX_ITEMS} links")
            return {}
        links = Fields(part, self.problems, f"{self._prefix}{name}.")
        return {str(rel): links.web_url(rel, limit=2000) for rel in part}

    def _string(self, name: str) -> str:
        value = self._values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.problem(name, "not_a_text", f"{name} must be a text")
            return ""
        return value

    def _limited(self, name: str, value: str, limit: int) -> str:
        if len(value) <= limit:
            return value
        self.problem(name, "too_long", f"{name} exceeds maximum length of {limit} characters")
        return ""

    def _html(self, name: str, clean: Callable[[str], str], limit: int) -> str:
        value = clean(self._string(name))
        if len(value) <= limit or sanitizing.visible_length(value) <= limit:
            return value
        self.problem(name, "too_long", f"{name} exceeds maximum length of {limit} characters")
        return ""


def _moment(value: object) -> datetime | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
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
    if not url.startswith(("http://", "https://")):
        return f"{name} must start with a valid scheme (http or https)"
    return f"{name} is not a valid URI"
