"""The demo as a child process, as `make run` starts it."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def demo(
    folder: Path | str, port: int | str, command: str = "demo", start_new_session: bool = False, **environment: str
) -> subprocess.Popen[str]:
    clean = {**os.environ, "DATABASE_URL": "", "REDIS_URL": "", "DEMO": "1", "HTTPS": "0", "DATA_DIR": str(folder)}
    arguments = [sys.executable, "manage.py", command, "--port", str(port)]
    return subprocess.Popen(
        arguments,
        cwd=ROOT,
        env=clean | environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=start_new_session,
    )


def lines_until(process: subprocess.Popen[str], last: str) -> list[str]:
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if line.startswith(last):
            break
    return lines


def end(process: subprocess.Popen[str]) -> int:
    """Ask it to end; a kill would leave its server behind, which holds the pipe that we read."""
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    return process.returncode
