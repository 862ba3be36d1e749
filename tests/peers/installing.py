"""Programs from PyPI, each in an environment of its own that is made once for each lock."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

from tests.peers import CACHE
from tests.peers.serving import cannot


def installed(name: str, lock: Path) -> Path:
    """Where its programs are."""
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()[:12]
    key = lock.name.partition("-")[0]
    place = CACHE / f"{key}-{digest}"
    CACHE.mkdir(exist_ok=True)
    # Two processes test at the same time; the second waits for what the first makes.
    with (CACHE / f"{key}.lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not (place / "installed").exists():
            _install(name, place, lock)
    return place / "bin"


def _install(name: str, place: Path, lock: Path) -> None:
    print(f"\nInstalling {name} for the tests, once …", flush=True)
    pip = [place / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    try:
        call(sys.executable, "-m", "venv", "--clear", place)
        call(*pip, "--require-hashes", "-r", lock)
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        cannot(f"{name} could not be installed, so nothing was tested with it; is there a network? {said[-300:]}")
    (place / "installed").touch()


def call(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)
