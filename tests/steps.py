"""The steps of `make test`: each is run, timed and told of when it ends, because some run at the same time."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
# Pytest's rows of dots say something only while they grow.
PROGRESS = re.compile(r"^[.sxX]+ *\[ *\d+%\]\n", re.MULTILINE)
COUNTS = re.compile(r"^(?:\s*Tests\s+)?(\d+ (?:passed|failed).*)$", re.MULTILINE)


class Ended(NamedTuple):
    name: str
    seconds: float
    verdict: str
    counts: str = ""


ended: list[Ended] = []
_printing = threading.Lock()


def step(name: str, command: list[str], folder: Path = ROOT, **environment: str) -> bool:
    """Run it, print all that it said in one piece, and return whether it passed."""
    print(f".. {name}", flush=True)
    started = time.monotonic()
    result = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"NO_COLOR": "1"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    verdict = "FAILED" if result.returncode else "passed"
    counts = COUNTS.findall(result.stdout)
    _tell(Ended(name, time.monotonic() - started, verdict, counts[-1] if counts else ""), result.stdout)
    return result.returncode == 0


def cannot(name: str, why: str) -> bool:
    """Say what was left out; that is a failure where CI=true."""
    is_ci = os.environ.get("CI", "").lower() == "true"
    _tell(Ended(name, 0, "NOT RUN", f"{why}{' (a failure, because CI=true)' if is_ci else ''}"))
    return not is_ci


def _tell(step: Ended, output: str = "") -> None:
    with _printing:
        ended.append(step)
        print(f"\n== {_line(step)}\n{PROGRESS.sub('', output).strip()}".rstrip(), flush=True)


def _line(step: Ended) -> str:
    took = f", {step.seconds:.1f} s" if step.seconds else ""
    return f"{step.name}: {step.verdict}{took}" + (f": {step.counts}" if step.counts else "")


def summary(seconds: float) -> str:
    """A line for each step, and how long they took together."""
    lines = [_line(step) for step in ended]
    return "\n".join(["", f"== All steps, {seconds:.0f} s", *lines])
