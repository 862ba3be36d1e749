"""Posting over HTTP, one request after the other: a document by itself, and batches of every size."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from statistics import median
from time import perf_counter
from typing import Any

from bench.cast import events
from bench.documents import document
from bench.http import PAGE, Answer, Connection, request
from bench.timing import Slice

# Documents in one request.
QUICK_SIZES = (1, 10, 100, 500)
SIZES = (*QUICK_SIZES, 5000)
# A slice has so many documents, but no more than MOST requests.
DOCUMENTS, MOST = 300, 50
EMPTY = {"empty DRF view": "/empty-post/", "empty DRF view, no credential": "/empty-post/anybody/"}

_numbers = count()


def requests_of(size: int) -> int:
    """How many requests of this size a slice has."""
    return max(1, min(MOST, DOCUMENTS // size))


@contextmanager
def takers(port: int, credential: str, sizes: Sequence[int]) -> Iterator[dict[str, Callable[[], Slice]]]:
    """Every case by its name; `credential` is the header of who may post."""
    connection = Connection(port)
    try:
        empty = {name: partial(_load, connection, path, credential, 1) for name, path in EMPTY.items()}
        yield empty | {f"post of {size}": partial(_load, connection, PAGE, credential, size) for size in sizes}
    finally:
        connection.close()


def _load(connection: Connection, path: str, credential: str, size: int) -> Slice:
    """Documents per second. They are made before the clock runs, and what became of them is read after it."""
    requests = [request(path, credential, body=_body(size)) for _ in range(requests_of(size))]
    answers, seconds = [], []
    for one in requests:
        connection.send(one)
        answers.append(connection.receive())
        seconds.append(perf_counter() - connection.sent_at)
    for answer in answers:
        _check(path, answer, size)
    return Slice(size * len(seconds) / sum(seconds), median(seconds) * 1000)


def _body(size: int) -> bytes:
    """New documents, spread over the year; one is no list."""
    now = datetime.now(UTC)
    documents: list[dict[str, Any]] = [document(event, next(_numbers), now, "posted") for event in events(size)]
    return json.dumps(documents if size > 1 else documents[0]).encode()


def _check(path: str, answer: Answer, size: int) -> None:
    if size == 1:
        assert answer.status == 201, f"not created by {path}: {answer}"
    else:
        outcomes = [result["outcome"] for result in json.loads(answer.body)["results"]]
        assert outcomes == ["created"] * size, f"not all of {size} created: {set(outcomes)}"
