"""Who goes out while a plugin runs, and what it leaves open."""

from __future__ import annotations

import gc
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from streams.outbound import Outbound
from streams.testing.promises import broken, must

OUTBOUND = "streams.outbound."


@contextmanager
def offline(monkeypatch: pytest.MonkeyPatch, who: str) -> Iterator[None]:
    """Nothing is asked of anybody, by no connection and no other program."""

    def refuse(asking: Any, *_: Any, **__: Any) -> None:
        _drop(asking)
        broken(f"{who} while somebody waits for a page, so it asks nobody: look at what you are given, and no further.")

    with monkeypatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(subprocess.Popen, "__init__", refuse)
        yield


@contextmanager
def one_way_out(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This thread connects by the outbound client only."""
    real, here = socket.socket.connect, threading.get_ident()

    def connect(self: socket.socket, address: Any) -> None:
        if threading.get_ident() == here and not _is_outbound():
            _drop(self)
            broken(
                "Ask your source by `streams.providers.remote.client`, the one way out: it keeps to the configured "
                "address, to limits of time and size, and says no secret."
            )
        real(self, address)

    with monkeypatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        yield


def _drop(asking: Any) -> None:
    """A connection that was not made would be told again as one that was left open."""
    if isinstance(asking, socket.socket):
        asking.close()


def _is_outbound() -> bool:
    frame = sys._getframe(1)
    while frame := frame.f_back:  # type: ignore[assignment]
        if frame.f_globals.get("__name__", "").startswith(OUTBOUND):
            return True
    return False


@contextmanager
def nothing_left_open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clients, programs, threads and files that begin inside have ended at its end."""
    clients: list[Outbound] = []
    programs: list[subprocess.Popen[Any]] = []
    threads = set(threading.enumerate())
    with monkeypatch.context() as patch, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always", ResourceWarning)
        _note_each(patch, Outbound, clients)
        _note_each(patch, subprocess.Popen, programs)
        patch.setattr(Outbound, "close", _forgetting(clients))
        yield
        left = [f"the connections of {client!r}" for client in clients]
        left += [f"the program {program.args!r}" for program in programs if program.poll() is None]
        clients.clear()
        programs.clear()
        gc.collect()
        left += [str(warning.message) for warning in warned if issubclass(warning.category, ResourceWarning)]
    left += [
        f"the thread {thread.name}" for thread in threading.enumerate() if thread not in threads and _is_ours(thread)
    ]
    must(not left, f"Closing the fetch leaves open: {'; '.join(left)}. Hold it by a `with` around what you yield.")


def _is_ours(thread: threading.Thread) -> bool:
    """Not one of a server in the same process, which answers as long as it likes."""
    return "process_request_thread" not in thread.name


def _note_each(patch: pytest.MonkeyPatch, kind: type, noted: list[Any]) -> None:
    real: Any = kind.__init__  # type: ignore[misc]

    def noting(self: Any, *arguments: Any, **options: Any) -> None:
        real(self, *arguments, **options)
        noted.append(self)

    patch.setattr(kind, "__init__", noting)


def _forgetting(clients: list[Outbound]) -> Any:
    real = Outbound.close

    def close(self: Outbound) -> None:
        clients[:] = [client for client in clients if client is not self]
        real(self)

    return close
