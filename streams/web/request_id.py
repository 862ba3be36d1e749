"""Each request has an id: in its answer, and in every line that the log has of it."""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Callable, Iterable
from typing import Any

from streams.logs import request_id

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

HEADER = "X-Request-ID"
# What a proxy or a caller may name it: nothing that could forge a line of a log.
_GOOD = re.compile(r"[A-Za-z0-9._:@+/=-]{1,128}")
logger = logging.getLogger("streams.requests")


def with_request_id(application: Application) -> Application:
    """A WSGI application whose requests have an id; at INFO the log gets a line for each, without its query."""

    def identified(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        given, began = environ.get("HTTP_X_REQUEST_ID", ""), time.monotonic()
        name = given if _GOOD.fullmatch(given) else f"{random.getrandbits(128):032x}"
        # Never reset: a body that is streamed is read later by the same thread, which then takes the next request.
        request_id.set(name)

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            if logger.isEnabledFor(logging.INFO):
                _tell(environ, status, began)
            return start_response(status, [*headers, (HEADER, name)], *more)

        return application(environ, start)

    return identified


def _tell(environ: dict[str, Any], status: str, began: float) -> None:
    said = {
        "method": environ["REQUEST_METHOD"],
        # Written so that it stays on its line.
        "path": environ.get("PATH_INFO", "").encode("unicode_escape").decode(),
        "status": int(status[:3]),
        "milliseconds": round((time.monotonic() - began) * 1000, 1),
    }
    logger.info("%s %s %s in %s ms", *said.values(), extra=said)
