"""The interpreter that has django-activity-stream: made once, again when its lock changes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.worker import ROOT

LOCK = ROOT / "bench" / "requirements.txt"
FOLDER = ROOT / "bench" / ".venv"
INSTALLED = FOLDER / "requirements.txt"
PYTHON = FOLDER / "bin" / "python"


def python() -> Path | None:
    """None when its packages cannot be installed."""
    if INSTALLED.is_file() and INSTALLED.read_text() == LOCK.read_text():
        return PYTHON
    print("Installing django-activity-stream into bench/.venv …", file=sys.stderr)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    made = _ran([sys.executable, "-m", "venv", "--clear", str(FOLDER)])
    if not (made and _ran([*pip, "--require-hashes", "-r", str(LOCK)])):
        return None
    INSTALLED.write_text(LOCK.read_text())
    return PYTHON


def _ran(command: list[str]) -> bool:
    return subprocess.run(command, check=False).returncode == 0
