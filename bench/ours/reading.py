"""Reading in process: a page, and the least that any program would have to do for it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.timing import Case
from streams.feed.page import Feed
from streams.models import Viewer

LIMIT = 20


def cases(reader: User) -> dict[str, Case]:
    viewer, plain = Viewer.of(reader), Viewer.of(reader, actions=frozenset())
    return {
        "raw SQL + stored text": Case(lambda _: _raw(viewer)),
        "page": Case(lambda _: Feed(viewer, LIMIT).json(None)),
        "page, no actions": Case(lambda _: Feed(plain, LIMIT).json(None)),
        "etag": Case(lambda _: Feed(viewer, LIMIT).etag),
    }


def facts(reader: User) -> dict[str, Any]:
    """The queries of a page of 20 and of 5, and of a 304; of the last also those that touch an activity."""
    viewer = Viewer.of(reader)
    unchanged = _queries(lambda: Feed(viewer, LIMIT).etag)
    return {
        "queries of a page of 20": len(_queries(lambda: Feed(viewer, LIMIT).json(None))),
        "queries of a page of 5": len(_queries(lambda: Feed(viewer, 5).json(None))),
        "queries of a 304": len(unchanged),
        "queries of a 304 on activities": sum("streams_activity" in query["sql"] for query in unchanged),
    }


def _raw(viewer: Viewer) -> bytes:
    """One query written by hand, on the driver itself, and the stored texts joined."""
    mark = "?" if connection.vendor == "sqlite" else "%s"
    marks = ",".join([mark] * len(viewer.audience_ids))
    query = (
        f"SELECT rendered FROM streams_activity WHERE audience_id IN ({marks}) "
        f"ORDER BY published DESC, id DESC LIMIT {LIMIT}"
    )
    rows = connection.connection.execute(query, list(viewer.audience_ids)).fetchall()
    return f'{{"items":[{",".join(row[0] for row in rows)}]}}'.encode()


def _queries(work: Any) -> list[dict[str, str]]:
    with CaptureQueriesContext(connection) as captured:
        work()
    return captured.captured_queries
