"""Connections that go only to checked addresses, wait only so long and can be cancelled from another thread."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from threading import Event
from typing import Any
from weakref import WeakSet

import httpcore
import httpx

from streams.outbound.addresses import resolve
from streams.outbound.errors import OutboundError

CONNECT_SECONDS = 5
READ_SECONDS = 15
# What is sent between two looks at the time.
SLICE = 2**16


class Patience:
    """How long a peer may keep one request waiting in all. What we do with its answer meanwhile does not count."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.cancelled = Event()
        self._left = seconds

    def renew(self) -> None:
        self._left = self.seconds

    @contextmanager
    def waiting(self, most: float) -> Iterator[float]:
        """Yields the seconds the one thing inside may take."""
        if self._left <= 0:
            raise httpcore.ReadTimeout
        self._check()
        began = time.monotonic()
        try:
            yield min(self._left, most)
        finally:
            self._left -= time.monotonic() - began
        # A stream that was cut looks like one that has ended.
        self._check()

    def _check(self) -> None:
        if self.cancelled.is_set():
            raise httpcore.ReadError


class PinnedBackend(httpcore.NetworkBackend):
    """Looks a name up once; each of its connections goes to what was found then."""

    def __init__(self, patience: Patience, allow_private: bool) -> None:
        self._patience, self._allow_private = patience, allow_private
        self._addresses: list[str] = []
        self._plain = httpcore.SyncBackend()
        self._open: WeakSet[PatientStream] = WeakSet()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        if not self._addresses:
            with self._patience.waiting(CONNECT_SECONDS) as seconds:
                self._addresses = resolve(host, port, self._allow_private, seconds)
        stream = PatientStream(self._connected(port), self._patience)
        self._open.add(stream)
        return stream

    def cancel(self) -> None:
        self._patience.cancelled.set()
        for stream in self._open:
            stream.cut()

    def _connected(self, port: int) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError("no address")
        for address in self._addresses:
            try:
                with self._patience.waiting(CONNECT_SECONDS) as seconds:
                    return self._plain.connect_tcp(address, port, seconds)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class PatientStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, patience: Patience) -> None:
        self._stream, self._patience = stream, patience

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with self._patience.waiting(READ_SECONDS) as seconds:
            return self._stream.read(max_bytes, seconds)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), SLICE):
            with self._patience.waiting(READ_SECONDS) as seconds:
                self._stream.write(buffer[start : start + SLICE], seconds)

    def close(self) -> None:
        self._stream.close()

    def cut(self) -> None:
        """Wakes a thread that waits for this stream; closing it would not."""
        with suppress(OSError):
            self._stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        with self._patience.waiting(CONNECT_SECONDS) as seconds:
            self._stream = self._stream.start_tls(ssl_context, server_hostname, seconds)
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def tls_context(verify: bool | str) -> ssl.SSLContext:
    """Certificates are always verified: by a CA bundle, by its path, else by the authorities this machine trusts."""
    if not verify:
        raise ValueError("TLS is always verified; name the CA bundle that vouches for the server.")
    if verify is True:
        return _usual_context()
    try:
        return ssl.create_default_context(cafile=verify)
    except OSError as error:
        raise OutboundError(
            f"The CA bundle {verify} cannot be used ({error.strerror or 'no certificates in it'}); name a PEM file.",
            "tls",
        ) from None


@cache
def _usual_context() -> ssl.SSLContext:
    """The authorities that httpx brings, and this machine's own, where a company adds its authority."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
