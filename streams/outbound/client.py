"""The HTTP client: one origin, few redirects, limited time and size, no secret in any message.

httpx writes addresses, forms and headers; httpcore, below it, moves the bytes. httpx's own client is not used: it logs
whole addresses, keeps cookies and reads proxies from the environment.
"""

from __future__ import annotations

import logging
import ssl
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, TypedDict, Unpack

import httpcore
import httpx

from streams import __version__
from streams.conf import conf
from streams.outbound.answers import Answer, Reading
from streams.outbound.connecting import Patience, PinnedBackend, tls_context
from streams.outbound.errors import OutboundError, of_status
from streams.outbound.reading import body
from streams.outbound.secrecy import Secrecy
from streams.outbound.site import Site, shown

REDIRECTS = 3
MOST_BYTES = 20 * 2**20
FAILURES = [
    (httpcore.TimeoutException, "timeout", "takes too long; it is asked again later"),
    (httpcore.LocalProtocolError, "refused_url", "was not asked: a header holds characters that HTTP forbids"),
    (httpcore.RemoteProtocolError, "not_readable", "breaks off, or does not speak HTTP; check the address and port"),
    (httpcore.NetworkError, "unreachable", "cannot be reached; check the address, and that it runs"),
]

logger = logging.getLogger(__name__)


class Content(TypedDict, total=False):
    """What a writing request carries: one of the first three, as JSON, as form fields, or as bytes or text."""

    json: Any
    form: Any
    content: Any
    headers: Mapping[str, str] | None


class Outbound:
    """Requests of one configured address. One for each fetch, used by one thread; it keeps its connections.

    base_url: where everything asked lies: "https://host:port/path" without query.
    headers, basic: sent with each request, the credentials too; (name, password).
    secrets: what else must not appear in any message.
    allow_private: whether it may lie in a private network; the setting OUTBOUND_PRIVATE can still forbid it.
    max_bytes: the most of one answer, as sent and as decoded.
    seconds: how long the server may keep one request waiting in all.
    verify: True, or the path of the CA bundle that alone is trusted; False is a ValueError.
    cookies: whether what the server sets as cookies is sent back by this object: for servers that sign in that way.

    Everything raises OutboundError for what is no answer; only 2xx and 304 are.
    """

    def __init__(
        self,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        basic: tuple[str, str] | None = None,
        secrets: Sequence[str] = (),
        allow_private: bool = True,
        max_bytes: int = MOST_BYTES,
        seconds: float = 20,
        verify: bool | str = True,
        cookies: bool = False,
    ) -> None:
        self._site = Site(base_url)
        self._secrecy = Secrecy([*secrets, *(basic or ())[1:]])
        usual = {"User-Agent": f"ActivityStreams/{__version__}", "Accept-Encoding": "gzip"}
        self._headers = self._merged(usual, {**(headers or {}), **_authorization(basic)})
        self._cookies: dict[str, str] | None = {} if cookies else None
        self._max_bytes = max_bytes
        self._patience = Patience(seconds)
        self._backend = PinnedBackend(self._patience, allow_private and conf.outbound_private)
        context = tls_context(verify) if self._site.base.scheme == "https" else None
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=self._backend)

    def __repr__(self) -> str:
        return f"<Outbound {self._secrecy.clean(str(self._site))}>"

    def __enter__(self) -> Outbound:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._pool.close()

    def cancel(self) -> None:
        """From another thread: what is being asked, and whatever is asked later, ends with "cancelled"."""
        self._backend.cancel()

    def get(
        self,
        where: str = "",
        *,
        params: Any = None,
        headers: Mapping[str, str] | None = None,
        etag: str = "",
        last_modified: str = "",
    ) -> Answer:
        """`where` is a path inside the base address, or a whole address that lies inside it.

        etag, last_modified: of an earlier answer; unless that changed, the answer `is_unchanged` and has no body.
        """
        with self.stream(where, params=params, headers=headers, etag=etag, last_modified=last_modified) as reading:
            return _whole(reading)

    @contextmanager
    def stream(
        self,
        where: str = "",
        *,
        params: Any = None,
        headers: Mapping[str, str] | None = None,
        etag: str = "",
        last_modified: str = "",
    ) -> Iterator[Reading]:
        """As `get`, but the answer is gone through piece by piece, within the same limits."""
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        known = {name: value for name, value in conditions.items() if value}
        with self._asked("GET", where, {**(headers or {}), **known}, params=params) as reading:
            yield reading

    def post(self, where: str, **content: Unpack[Content]) -> Answer:
        return self._written("POST", where, **content)

    def put(self, where: str, **content: Unpack[Content]) -> Answer:
        return self._written("PUT", where, **content)

    def patch(self, where: str, **content: Unpack[Content]) -> Answer:
        return self._written("PATCH", where, **content)

    def delete(self, where: str, **content: Unpack[Content]) -> Answer:
        return self._written("DELETE", where, **content)

    def _written(self, method: str, where: str, **given: Unpack[Content]) -> Answer:
        carried = {"json": given.get("json"), "data": given.get("form"), "content": given.get("content")}
        with self._asked(method, where, given.get("headers"), **carried) as reading:
            return _whole(reading)

    @contextmanager
    def _asked(
        self, method: str, where: str, headers: Mapping[str, str] | None, params: Any = None, **content: Any
    ) -> Iterator[Reading]:
        url = self._site.locate(where, params)
        self._patience.renew()
        with self._said_plainly(url):
            response, url = self._answered(method, url, self._merged(self._headers, headers or {}), content)
        try:
            yield self._reading(response, url)
        finally:
            response.close()

    def _answered(
        self, method: str, url: httpx.URL, headers: Mapping[str, str], content: Mapping[str, Any]
    ) -> tuple[httpcore.Response, httpx.URL]:
        """The first answer that is no redirect, and where it came from."""
        for _ in range(1 + REDIRECTS):
            sent = self._merged(headers, self._cookie())
            response = self._pool.handle_request(_raw(httpx.Request(method, url, headers=sent, **content)))
            self._keep_cookies(response)
            logger.debug("%s %s: %s", method, self._place(url), response.status)
            if response.status // 100 != 3 or response.status == 304:
                return response, url
            response.close()
            url = self._redirected(url, response)
            # As browsers do (RFC 9110 §15.4); 307 and 308 repeat the request.
            if response.status < 307 and method != "GET":
                method, content = "GET", {}
        raise OutboundError(f"{self._place(url)} redirects in circles; check the address.", "redirected")

    def _cookie(self) -> dict[str, str]:
        cookies = (self._cookies or {}).items()
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies)} if cookies else {}

    def _keep_cookies(self, response: httpcore.Response) -> None:
        """Of one name the last: Buildbot sets an anonymous session and then the real one. All is one origin anyway."""
        if self._cookies is not None:
            for header, cookie in response.headers:
                if header.lower() == b"set-cookie":
                    name, _, value = cookie.decode("ascii", "ignore").partition(";")[0].partition("=")
                    self._secrecy.hide(value)
                    self._cookies[name.strip()] = value.strip()

    def _redirected(self, url: httpx.URL, response: httpcore.Response) -> httpx.URL:
        location = httpx.Headers(response.headers).get("location", "")
        try:
            # An empty reference is one to the same page.
            return self._site.follow(location or " ", url)
        except OutboundError:
            target = self._secrecy.clean(_where_to(url, location))
            text = f"{self._place(url)} redirects to {target}; configure that address, if it is the right one."
            raise OutboundError(text, "redirected", response.status) from None

    def _reading(self, response: httpcore.Response, url: httpx.URL) -> Reading:
        headers, place = httpx.Headers(response.headers), self._place(url)
        if response.status // 100 != 2 and response.status != 304:
            raise of_status(place, response.status, headers)
        chunks = self._sent(response, url)
        if response.status != 304:
            chunks = body(chunks, headers, self._max_bytes, place)
        return Reading(response.status, headers, str(url), place, self._site, chunks)

    def _sent(self, response: httpcore.Response, url: httpx.URL) -> Iterator[bytes]:
        with self._said_plainly(url):
            yield from response.iter_stream()

    @contextmanager
    def _said_plainly(self, url: httpx.URL) -> Iterator[None]:
        try:
            yield
        except (httpcore.TimeoutException, httpcore.ProtocolError, httpcore.NetworkError) as error:
            raise self._failure(error, self._place(url)) from None

    def _failure(self, error: Exception, place: str) -> OutboundError:
        if self._patience.cancelled.is_set():
            return OutboundError(f"Asking {place} was cancelled.", "cancelled")
        if isinstance(error.__context__, ssl.SSLError):
            reason = getattr(error.__context__, "verify_message", "") or "no TLS there"
            words = f"does not prove who it is ({reason}); check its certificate, or name the CA bundle to trust"
            return OutboundError(f"{place} {words}.", "tls")
        code, words = next((code, words) for kind, code, words in FAILURES if isinstance(error, kind))
        return OutboundError(f"{place} {words}.", code)

    def _place(self, url: httpx.URL) -> str:
        return self._secrecy.clean(shown(url))

    def _merged(self, headers: Mapping[str, str], more: Mapping[str, str]) -> httpx.Headers:
        self._secrecy.hide_headers(more)
        merged = httpx.Headers(headers)
        try:
            merged.update(more)
        except UnicodeError:
            raise OutboundError("A header holds characters that HTTP forbids; enter it again.", "refused_url") from None
        return merged


def _authorization(basic: tuple[str, str] | None) -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(':'.join(basic).encode()).decode()}"} if basic else {}


def _raw(request: httpx.Request) -> httpcore.Request:
    url = request.url
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    return httpcore.Request(request.method, target, headers=request.headers.raw, content=request.read())


def _whole(reading: Reading) -> Answer:
    content = b"".join(reading)
    return Answer(reading.status, reading.headers, reading.url, reading.place, reading.site, content)


def _where_to(url: httpx.URL, location: str) -> str:
    try:
        return shown(url.join(location)) if location else "nowhere"
    except (httpx.InvalidURL, UnicodeError):
        return "what is no address"
