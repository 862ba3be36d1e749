"""`make bench`: fill a database, then time it over HTTP, reading in process, and writing. Prints ratios."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from typing import Any

from bench import databases, peer, stages
from bench.report import Report
from bench.worker import EndedError


def main() -> None:
    options = _options()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        report = _run(options.size, options.rounds)
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
    except EndedError as error:
        sys.exit(f"Stopped: {error}.")
    if options.json:
        report.save(options.json)


def _run(size: int, rounds: int) -> Report:
    report = Report(size, rounds)
    das_python = peer.python()
    if das_python is None:
        report.note(f"{stages.DAS} could not be installed: nothing is compared with it.")
    with databases.sqlite() as database, stages.prepared(database, das_python, size, rounds) as bench:
        report.about(database.name, bench.ours.facts)
        report.add("Over HTTP, SQLite", bench.over_http())
        _in_process(bench, report)
    try:
        with databases.postgresql() as database, stages.prepared(database, das_python, size, rounds) as bench:
            report.about(database.name, bench.ours.facts)
            _in_process(bench, report)
    except databases.UnavailableError as reason:
        report.note(f"PostgreSQL is left out: {reason}.")
    return report


def _in_process(bench: stages.Bench, report: Report) -> None:
    report.add_shapes(f"Filters, {bench.database.name}", bench.shapes())
    report.add(f"Reading in process, {bench.database.name}", bench.reading())
    report.add(f"Writing in process, {bench.database.name}", bench.writing())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--size", type=_size, default=20_000, help="activities, such as 100k or 1M (default: 20k)")
    parser.add_argument("--rounds", type=_rounds, default=10, help="rounds each ratio comes from (default: 10)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    return parser.parse_args()


def _size(text: str) -> int:
    """At least 1000: a reader of a smaller stream may not have a page of 20."""
    factor = {"k": 1000, "m": 1_000_000}.get(text[-1:].lower(), 1)
    number = text[:-1] if factor > 1 else text
    if not number.isdecimal() or int(number) * factor < 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of activities from 1000 up")
    return int(number) * factor


def _rounds(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of rounds from 1 to 1000")
    return int(text)


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
