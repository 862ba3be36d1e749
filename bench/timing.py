"""What is timed, and how one slice of it is taken. Standard library only: the peer's own interpreter reads it too."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter
from typing import Any

SLICE_SECONDS = 0.1


@dataclass(frozen=True)
class Slice:
    """What came out of one slice: units per second (calls, or rows of a batch), the middle call and a slow one."""

    rate: float
    p50_ms: float
    p95_ms: float = 0.0


@dataclass(frozen=True)
class Case:
    """One thing to time: `run` gets what `prepare` made, which is not timed."""

    run: Callable[[Any], object]
    prepare: Callable[[], Any] = lambda: None
    # What one call counts as, such as the rows of a batch.
    units: int = 1
    # How many calls a slice has; None for as many as fit into SLICE_SECONDS.
    calls: int | None = None


def measure(case: Case) -> Slice:
    seconds: list[float] = []
    while (len(seconds) < case.calls) if case.calls else (sum(seconds) < SLICE_SECONDS):
        given = case.prepare()
        start = perf_counter()
        case.run(given)
        seconds.append(perf_counter() - start)
    slow = sorted(seconds)[len(seconds) * 95 // 100]
    return Slice(case.units * len(seconds) / sum(seconds), median(seconds) * 1000, slow * 1000)


GROW = "grow to "


def serve(
    make_cases: Callable[[], Mapping[str, Case]], facts: Mapping[str, object], grow: Callable[[int], None]
) -> None:
    """Be a worker: say the facts, then answer the name of a case with a slice of it, until stdin ends.

    A line "grow to 1000000" lets the data grow first; the cases are made anew, because some begin at a place in them.
    """
    cases = make_cases()
    print(json.dumps(facts), flush=True)
    for line in map(str.strip, sys.stdin):
        if line.startswith(GROW):
            grow(int(line.removeprefix(GROW)))
            cases = make_cases()
            print("{}", flush=True)
        else:
            print(json.dumps(asdict(measure(cases[line]))), flush=True)
