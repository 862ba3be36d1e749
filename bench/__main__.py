"""`make bench`: fill a database, then time its filters, HTTP, reading and writing in process. Prints ratios."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from bench import databases, peer, polling, posting, stages
from bench.report import Report
from bench.worker import EndedError

# The filters are measured at those that are smaller than what is asked for, so that their growth shows.
STEPS = (100_000, 1_000_000)
SMALLEST = 20_000
# Up to this size it is done in a minute: what takes long by itself is measured on fewer rows.
QUICK = 100_000
ROUNDS, QUICK_ROUNDS = 10, 3
QUICK_ENTRIES = 5_000

Preparing = AbstractContextManager[stages.Bench]


def main() -> None:
    options = _options()
    steps = [*(step for step in STEPS if step < options.size), options.size]
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        report = _run(steps, options.rounds or (QUICK_ROUNDS if _is_quick(options.size) else ROUNDS))
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
    except EndedError as error:
        sys.exit(f"Stopped: {error}.")
    if options.json:
        report.save(options.json)


def _run(steps: list[int], rounds: int) -> Report:
    report = Report(steps, rounds)
    das_python = peer.python()
    if das_python is None:
        report.note(f"{stages.DAS} could not be installed: nothing is compared with it.")
    batches = posting.QUICK_SIZES if _is_quick(steps[-1]) else posting.SIZES
    prepare = partial(stages.prepared, das_python=das_python, size=steps[0], rounds=rounds, batches=batches)
    with ExitStack() as server:
        with databases.sqlite() as database, prepare(database, line=0) as sqlite:
            # Both are filled at the same time, before anything is timed.
            postgresql = _on_a_server(server, prepare, report)
            for bench in filter(None, (sqlite, postgresql)):
                bench.wait()
            _measure(sqlite, report, steps)
        if postgresql:
            _measure(postgresql, report, steps)
    report.note(polling.figures(QUICK_ENTRIES if _is_quick(steps[-1]) else polling.ENTRIES))
    return report


def _on_a_server(server: ExitStack, prepare: Callable[..., Preparing], report: Report) -> stages.Bench | None:
    try:
        database = server.enter_context(databases.postgresql())
    except databases.UnavailableError as reason:
        report.note(f"PostgreSQL is left out: {reason}.")
        return None
    return server.enter_context(prepare(database, line=2))


def _measure(bench: stages.Bench, report: Report, steps: list[int]) -> None:
    """The filters at each size; the rest at the last one."""
    name = bench.database.name
    report.about(name, bench.ours.facts)
    shapes = [bench.shapes()]
    for size in steps[1:]:
        bench.ours.grow(size)
        shapes.append(bench.shapes())
    report.add_shapes(f"Filters, {name}", shapes)
    report.add(f"Reading over HTTP, {name}", bench.over_http())
    report.add(f"Reading in process, {name}", bench.reading())
    report.add(f"Writing, {name}", bench.writing())


def _is_quick(size: int) -> bool:
    return size <= QUICK


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--size", type=_size, default=5_000_000, help="activities, such as 100k or 1M (default: 5M)")
    parser.add_argument(
        "--rounds",
        type=_rounds,
        help=f"each ratio comes from so many (default: {ROUNDS}, in a small bench {QUICK_ROUNDS})",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    return parser.parse_args()


def _size(text: str) -> int:
    """At least as many as the smallest has: its 10,000 from the write door, and copies of them."""
    factor = {"k": 1000, "m": 1_000_000}.get(text[-1:].lower(), 1)
    number = text[:-1] if factor > 1 else text
    if not number.isdecimal() or int(number) * factor < SMALLEST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of activities from {SMALLEST:,} up")
    return int(number) * factor


def _rounds(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of rounds from 1 to 1000")
    return int(text)


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
