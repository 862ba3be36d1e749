"""What the deployment files say is started, read from them, so that tests start the same."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import yaml

from tests.processes import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
UNITS = sorted((ROOT / "deploy/systemd").glob("*.service"))


def of_compose(service: str, **instead: str) -> list[str]:
    """A service's command as a process here: `instead` replaces what follows an option, such as port="8123"."""
    command = _here(SERVICES[service]["command"])
    for name, value in instead.items():
        command[command.index(f"--{name}") + 1] = value
    return command


def of_unit(unit: Path) -> list[str]:
    (line,) = re.findall(r"^ExecStart=(.+)$", unit.read_text(), re.MULTILINE)
    return line.split()


def of_image() -> list[str]:
    (line,) = re.findall(r"^CMD \[(.+)\]$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    return re.findall(r'"([^"]+)"', line)


def _here(command: list[str]) -> list[str]:
    """`python` and `celery` are those of this environment."""
    starts = {"python": [sys.executable], "celery": [sys.executable, "-m", "celery"]}
    return [*starts.get(command[0], [command[0]]), *command[1:]]
