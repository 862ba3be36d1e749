"""What is measured on one database: filters at each size, reading over HTTP and in process, then writing."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from bench import http, posting
from bench.databases import DATA, Database
from bench.ratios import Comparison, Figure, figures, play
from bench.timing import Slice
from bench.worker import Worker, worker

DAS = "django-activity-stream"
DAS_ATOM = f"{DAS}'s Atom"
OVER_HTTP = [
    *(Comparison(case, "empty view") for case in http.PAGES),
    Comparison("raw SQL view", "empty view"),
    Comparison("page, anonymous", DAS),
    Comparison("page elsewhere, anonymous", DAS),
    Comparison("page elsewhere, anonymous", "raw SQL view"),
    # Against itself: what a ratio differs by when nothing does.
    Comparison("empty view again", "empty view"),
]
READING = [
    Comparison("page", "raw SQL + stored text", "time"),
    Comparison("page, no actions", "raw SQL + stored text", "time"),
    Comparison("page again", "raw SQL + stored text", "time"),
    Comparison("page", DAS),
    Comparison("page again", DAS),
    Comparison("Atom page of 30", DAS_ATOM),
    Comparison("Atom page of 30, entries written anew", DAS_ATOM),
    Comparison("Atom page of 30 again", DAS_ATOM),
]
# Its page costs the same at any size.
MOST_OF_THE_PEER = 10_000


@dataclass(frozen=True)
class Shape:
    """What one filter costs in the database, at one size."""

    name: str
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True)
class Bench:
    """One database, with a worker of ours and, when it could be installed, one of the peer."""

    database: Database
    environment: dict[str, str]
    ours: Worker
    das: Worker | None
    das_python: Path | None
    rounds: int
    # How many documents are posted at once.
    batches: Sequence[int]

    def wait(self) -> None:
        """Until the data are there."""
        for one in filter(None, (self.ours, self.das)):
            one.wait()

    def shapes(self) -> list[Shape]:
        """Every shape of a filter, at the size that the data have now."""
        names: list[str] = self.ours.facts["shapes"]
        takers = {name: partial(self.ours.take, name) for name in names}
        # Each has 60 calls.
        rounds = play(takers, max(1, self.rounds // 2), f"Filters ({self.database.name})")
        return [_shape(name, [played[name] for played in rounds]) for name in names]

    def over_http(self) -> list[Figure]:
        cases = partial(http.ours, self.ours.facts["credentials"])
        with (
            http.served(Path(sys.executable), "streams.wsgi:application", self.environment) as port,
            http.takers(port, cases) as takers,
            self._peer_over_http() as peers,
        ):
            return figures(OVER_HTTP, play({**takers, **peers}, self.rounds, "Over HTTP"))

    @contextmanager
    def _peer_over_http(self) -> Iterator[dict[str, Callable[[], Slice]]]:
        if self.das_python is None:
            yield {}
            return
        environment = _environment("das", self.database.das)
        with (
            http.served(self.das_python, "bench.das.wsgi:application", environment) as port,
            http.takers(port, http.peers) as takers,
        ):
            yield takers

    def reading(self) -> list[Figure]:
        return figures(READING, play(self._in_process(READING), self.rounds, f"Reading ({self.database.name})"))

    def writing(self) -> list[Figure]:
        """Over HTTP, and in process what that is compared with."""
        comparisons = _writing(self.batches)
        with (
            http.served(Path(sys.executable), "streams.wsgi:application", self.environment) as port,
            posting.takers(port, self.ours.facts["poster"], self.batches) as posts,
        ):
            # Who posts over HTTP is no case of the worker.
            takers = self._in_process(comparisons) | posts
            return figures(comparisons, play(takers, self.rounds, f"Writing ({self.database.name})"))

    def _in_process(self, comparisons: Sequence[Comparison]) -> dict[str, Callable[[], Slice]]:
        names = dict.fromkeys(name for line in comparisons for name in (line.reference, line.case))
        return {name: self._taker(name) for name in names if not name.startswith(DAS) or self.das}

    def _taker(self, name: str) -> Callable[[], Slice]:
        worker = self.das if name.startswith(DAS) and self.das else self.ours
        return partial(worker.take, name)


def _writing(batches: Sequence[int]) -> list[Comparison]:
    return [
        *(Comparison(f"post of {size}", f"raw executemany of {size}") for size in batches),
        Comparison("Python API, 500 at once", "raw executemany of 500"),
        *(Comparison("post of 1", view) for view in posting.EMPTY),
    ]


def _shape(name: str, slices: list[Slice]) -> Shape:
    return Shape(name, median(one.p50_ms for one in slices), median(one.p95_ms for one in slices))


@contextmanager
def prepared(
    database: Database, das_python: Path | None, size: int, rounds: int, batches: Sequence[int], line: int
) -> Iterator[Bench]:
    """Ours and the peer's begin to fill their databases; their bars have this line of the screen and the next."""
    environment = _environment("ours", database.ours)
    stored = min(size, MOST_OF_THE_PEER)
    theirs = _environment("das", database.das) | _bar_on(line + 1)
    das = worker(das_python, "bench.das", stored, theirs) if das_python else nullcontext()
    with worker(Path(sys.executable), "bench.ours", size, environment | _bar_on(line)) as ours, das as peer:
        yield Bench(database, environment, ours, peer, das_python, rounds, batches)


def _bar_on(line: int) -> dict[str, str]:
    """tqdm takes what nobody gave it from the environment."""
    return {"TQDM_POSITION": str(line)}


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
        "POSTS_PER_MINUTE": "0",
        "MAX_BATCH": str(max(posting.SIZES)),
        "MAX_BODY_BYTES": "16000000",
    }
