"""What the log says: a line a happening, under the id of the request that it belongs to, and never a secret."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import orjson
from django.conf import settings
from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.orjson import OrjsonFormatter

from streams.conf import conf

# "" outside of requests, as in the poller.
request_id: ContextVar[str] = ContextVar("request_id", default="")

HIDDEN = "•••"
# What follows ends at the next blank, quote or separator, also where the line is JSON.
_VALUE = r"[^\s\"'&;,<>\\)}\]]+"
_PATTERNS = [
    # Secrets of ours: of programs, of private feeds, of embedded gadgets.
    (re.compile(r"\ba[sfe]_[\w:-]{16,}"), HIDDEN),
    (re.compile(rf"\b(Bearer|Basic|Token)(\s+){_VALUE}", re.IGNORECASE), rf"\1\2{HIDDEN}"),
    # The account of an address.
    (re.compile(r"(\w://)[^\s/@\"'\\]+@"), rf"\1{HIDDEN}@"),
    # Of a query, a form, a header or a dictionary: os_password=x, "api_key": "x", X-Token: x.
    (
        re.compile(
            r"([\w-]*(?:passw|secret|token|credential|api[_-]?key|private[_-]?key|cookie|session[_-]?id)[\w-]*"
            rf"(?:\\*[\"'])?\s*(?:=|:|%3D)\s*(?:\\*[\"'])?)(?!{HIDDEN}){_VALUE}",
            re.IGNORECASE,
        ),
        rf"\1{HIDDEN}",
    ),
]
# A shorter one would be found in the middle of words.
_SHORTEST = 6
# What Django adds to a record: objects, one of which shows the whole address.
_UNSAID = [*RESERVED_ATTRS, "request", "request_id", "server_time"]


def cleaned(text: str) -> str:
    """Without passwords, tokens and the server's own secrets, wherever in the text they are."""
    for secret in _own_secrets():
        text = text.replace(secret, HIDDEN)
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


def _own_secrets() -> Iterator[str]:
    database = settings.DATABASES.get("default", {}).get("PASSWORD", "")
    known = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS, conf.metrics_token, database]
    for secret in known:
        if len(secret) >= _SHORTEST:
            yield secret
            # As a line of JSON writes it.
            yield orjson.dumps(secret)[1:-1].decode()


class PlainFormatter(logging.Formatter):
    """For people: time, level, where from, [request], what; a traceback below it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s", *args, **kwargs)

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = request_id.get() or "-"
        return cleaned(super().format(record))


class JsonFormatter(OrjsonFormatter):
    """For programs: one JSON object a line, with whatever the record brings along."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        names = {"levelname": "level", "name": "logger"}
        form: dict[str, Any] = {"timestamp": "time", "rename_fields": names, "reserved_attrs": _UNSAID}
        super().__init__("%(levelname)s %(name)s %(request_id)s %(message)s", *args, **form | kwargs)

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = request_id.get() or None
        return cleaned(super().format(record))
