"""Server and poller as one process tree: what `serve` and `demo` share."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.management.base import CommandError

from streams.management.ending import ending
from streams.poller import Poller

START_SECONDS = 30
STOP_SECONDS = 10


def check_port(text: str, host: str = "127.0.0.1") -> int:
    """A port that can be listened on; raises CommandError with one line that says what to do."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CommandError(f"PORT is {text!r}; choose a number from 1024 to 65535, as in: make run PORT=8123")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            hint = f"choose another, as in: make run PORT={port + 1 if port < 65535 else 8123}"
            raise CommandError(f"Port {port} cannot be used ({error.strerror}); {hint}") from error
    return port


def prepare_folder(folder: Path) -> None:
    """Make DATA_DIR, private to its owner, and its secret key; raises CommandError when it cannot be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not settings.SECRET_KEY_FILE.exists():
            settings.SECRET_KEY_FILE.touch(mode=0o600)
            settings.SECRET_KEY_FILE.write_text(secrets.token_urlsafe(50))
            _begin_with_key()
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        hint = "name another folder, as in: make run DATA=~/activity-streams"
        raise CommandError(f"The folder {folder} cannot be written ({error.strerror}); {hint}") from error


def _begin_with_key() -> None:
    """This process has one that ends with it: what the web server encrypts, the poller here could not read."""
    if not os.environ.get("SECRET_KEY"):
        settings.SECRET_KEY = settings.SECRET_KEY_FILE.read_text().strip()


def serve(host: str, port: int, ready: Callable[[], None]) -> None:
    """Run the web server as a child and the poller here, until Ctrl-C or a TERM; then both have ended."""
    with ending() as is_ending:
        # A group of its own: Ctrl-C at a terminal reaches a whole group, and a server told twice may never end.
        server = subprocess.Popen(_server_command(host, port), start_new_session=True)  # noqa: S603  (no shell)
        try:
            _wait_until_up(server, host, port, is_ending)
            if not is_ending():
                ready()
            Poller().run(lambda: is_ending() or server.poll() is not None)
            if not is_ending():
                raise CommandError(f"The web server ended by itself (code {server.returncode}).")
        finally:
            _stop(server)


def become_server(host: str, port: int) -> NoReturn:
    """The web server alone, in place of this process: whoever looks after it has one process to end."""
    sys.stdout.flush()
    command = _server_command(host, port)
    os.execv(command[0], command)  # noqa: S606  (no shell)


def _server_command(host: str, port: int) -> list[str]:
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    size = ["--workers", "1", "--blocking-threads", "4", "--workers-kill-timeout", str(STOP_SECONDS // 2)]
    return [*granian, *size, "--host", host, "--port", str(port), "streams.wsgi:application"]


def _wait_until_up(server: subprocess.Popen[bytes], host: str, port: int, is_ending: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline and not is_ending():
        with socket.socket() as probe:
            if probe.connect_ex((host, port)) == 0:
                return
        time.sleep(0.05)
    if not is_ending():
        raise CommandError(f"The web server did not start on port {port}.")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(STOP_SECONDS)
    # Whatever is left of it, its workers too, or one of them goes on serving and holds the port.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()
