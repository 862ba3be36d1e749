"""What is measured on one database: over HTTP, reading in process, writing."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from bench import http
from bench.databases import DATA, Database
from bench.ratios import Comparison, Figure, figures, play
from bench.timing import Slice
from bench.worker import Worker, worker

DAS = "django-activity-stream"
CREDENTIALS = ("embed token", "anonymous", "session")
OVER_HTTP = [
    *(Comparison(f"{what}, {credential}", "empty view") for what in ("page", "304") for credential in CREDENTIALS),
    # Against itself: what a ratio differs by when nothing does.
    Comparison("empty view again", "empty view"),
]
READING = [
    Comparison("page", "raw SQL + stored text", "time"),
    Comparison("page, no actions", "raw SQL + stored text", "time"),
    Comparison("page", DAS),
    Comparison("304", "page"),
]
WRITING = [
    Comparison("batch of 500", "raw executemany"),
    Comparison("one by one", "raw upsert, one by one"),
    Comparison("one by one", "batch of 500"),
]


@dataclass(frozen=True)
class Shape:
    """What one filter costs in the database; `growth` is the middle call against the one on PUBLISHED activities."""

    name: str
    p50_ms: float
    p95_ms: float
    growth: float


@dataclass(frozen=True)
class Bench:
    """One database, filled, with a worker of ours and, when it could be installed, one of the peer."""

    database: Database
    environment: dict[str, str]
    ours: Worker
    das: Worker | None
    rounds: int

    def over_http(self) -> list[Figure]:
        with http.served(self.environment) as port, http.takers(port, self.ours.facts["credentials"]) as takers:
            return figures(OVER_HTTP, play(takers, self.rounds, "Over HTTP"))

    def shapes(self) -> list[Shape]:
        """Every shape of a filter, and how much slower it is than on the first, small part of the data."""
        small: dict[str, float] = self.ours.facts["shapes"]
        takers = {name: partial(self.ours.take, name) for name in small}
        rounds = play(takers, min(self.rounds, 5), f"Filters ({self.database.name})")
        return [_shape(name, [played[name] for played in rounds], small[name]) for name in small]

    def reading(self) -> list[Figure]:
        return self._in_process(READING, "Reading")

    def writing(self) -> list[Figure]:
        return self._in_process(WRITING, "Writing")

    def _in_process(self, comparisons: Sequence[Comparison], label: str) -> list[Figure]:
        names = dict.fromkeys(name for line in comparisons for name in (line.reference, line.case))
        takers = {name: self._taker(name) for name in names if name != DAS or self.das}
        return figures(comparisons, play(takers, self.rounds, f"{label} ({self.database.name})"))

    def _taker(self, name: str) -> Callable[[], Slice]:
        worker = self.das if name == DAS and self.das else self.ours
        return partial(worker.take, name)


def _shape(name: str, slices: list[Slice], small_ms: float) -> Shape:
    p50 = median(one.p50_ms for one in slices)
    return Shape(name, p50, median(one.p95_ms for one in slices), p50 / small_ms)


@contextmanager
def prepared(database: Database, das_python: Path | None, size: int, rounds: int) -> Iterator[Bench]:
    environment = _environment("ours", database.ours)
    das = worker(das_python, "bench.das", size, _environment("das", database.das)) if das_python else nullcontext()
    with worker(Path(sys.executable), "bench.ours", size, environment) as ours, das as peer:
        yield Bench(database, environment, ours, peer, rounds)


def _environment(project: str, database_url: str) -> dict[str, str]:
    """As `make run` sets it, with the database of the bench; nothing of the caller's own settings comes through."""
    return {
        "DJANGO_SETTINGS_MODULE": f"bench.{project}.settings",
        "DATA_DIR": str(DATA),
        "DATABASE_URL": database_url,
        "SECRET_KEY": secrets.token_urlsafe(),
        "ALLOWED_HOSTS": http.HOST,
        "REDIS_URL": "",
        "DEBUG": "0",
        "DEMO": "0",
        "HTTPS": "0",
        "EMBED_TOKEN_SECONDS": "86400",
    }
