"""An unchanged poll never reaches Django: what a page's address last answered to a reader is answered again.

A WSGI application around Django's. It keeps the answers that a view gave to `keep`, and gives one again to the same
request as long as the stream has the version that the answer was true for. One number is read for it, outside of every
transaction: a reader is told of a write as soon as it is committed, in whatever process.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache
from django.db import Error, connection
from django.http import HttpResponse, HttpResponseBase
from django.utils.http import parse_etags

from streams.languages import spoken
from streams.models import Version

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[str, str]]
logger = logging.getLogger(__name__)

# All of a request that a page depends on; where one of them differs, it is another request.
ASKED = (
    "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING",
    "HTTP_ACCEPT", "HTTP_AUTHORIZATION", "HTTP_COOKIE", "HTTP_ORIGIN",
)  # fmt: skip
# How long what takes no version may go unnoticed, such as a session row that somebody deleted by hand: who showed the
# credential is told nothing but what was already told. Five minutes, with the one that a page may be old by then.
RECHECK_SECONDS = 240
# A page says when each source was last heard of; that much behind it may be.
BODY_SECONDS = 60
# Answers in one process: so many readers, and so many bytes of their pages.
MOST_ANSWERS = 50_000
MOST_BYTES = 32 * 1024 * 1024
_OF_A_BODY = {"content-length", "content-type"}


def keep(response: HttpResponseBase, version: int, ends: float) -> None:
    """Say that this answer is good while the stream has this version, and not longer than `ends`, in epoch seconds."""
    response.good_for = version, ends  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Answer:
    """What was answered. Its body may have had to make room, or be too old; then it is still good for a 304."""

    version: int
    ends: float
    body_ends: float
    etag: str
    headers: Headers
    # The headers of a 304.
    unchanged: Headers


class Answering:
    def __init__(self, application: Application) -> None:
        self._application = application
        self._lock = threading.Lock()
        self._answers: LRUCache[bytes, Answer] = LRUCache(MOST_ANSWERS)
        self._bodies: LRUCache[bytes, bytes] = LRUCache(MOST_BYTES, getsizeof=len)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET":
            return self._application(environ, start_response)
        name = _name(environ)
        again = self._again(name, environ.get("HTTP_IF_NONE_MATCH", ""))
        if again is not None:
            status, headers, body = again
            start_response(status, headers)
            return [body] if body else []
        response = self._application(environ, start_response)
        if isinstance(response, HttpResponse) and hasattr(response, "good_for"):
            self._keep(name, response)
        return response

    def _again(self, name: bytes, asked: str) -> tuple[str, Headers, bytes] | None:
        with self._lock:
            answer = self._answers.get(name)
        now = time.time()
        if answer is None or answer.ends <= now or answer.version != committed():
            return None
        if asked and (asked == answer.etag or answer.etag in parse_etags(asked)):
            return "304 Not Modified", answer.unchanged, b""
        with self._lock:
            # Meanwhile another thread may have put a later page there.
            body = self._bodies.get(name) if self._answers.get(name) is answer else None
        return ("200 OK", answer.headers, body) if body is not None and now < answer.body_ends else None

    def _keep(self, name: bytes, response: HttpResponse) -> None:
        """Not where it sets a cookie, which is for one answer only."""
        if response.cookies:
            return
        version, ends = response.good_for  # type: ignore[attr-defined]
        now = time.time()
        ends = min(ends, now + RECHECK_SECONDS)
        headers = list(response.items())
        unchanged = [pair for pair in headers if pair[0].lower() not in _OF_A_BODY]
        answer = Answer(version, ends, now + BODY_SECONDS, response["ETag"], headers, unchanged)
        with self._lock:
            self._answers[name] = answer
            self._bodies.pop(name, None)
            if response.status_code == 200 and len(response.content) < MOST_BYTES // 10:
                self._bodies[name] = response.content


def _name(environ: dict[str, Any]) -> bytes:
    """Hashed, because credentials are among it. Servers differ in what characters they make of an address's bytes."""
    part = environ.get
    asked = [*[part(name, "") for name in ASKED], spoken(part("HTTP_ACCEPT_LANGUAGE", ""))]
    return hashlib.sha256("\0".join(asked).encode(errors="surrogatepass")).digest()


def committed() -> int | None:
    """The stream's version; None where the database does not answer. No transaction of this thread is open here."""
    try:
        return Version.current()
    except Error as error:
        logger.warning("the version could not be read, so Django answers: %s", error)
        connection.close()
        return None
