"""Reading in process: a page, and the least that any program would have to do for it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.ours.raw import raw_page
from bench.timing import Case
from streams.feed.page import Feed
from streams.feed.render import atom
from streams.feed.render.entry import entry
from streams.feed.render.head import Head
from streams.models import Viewer

LIMIT = 20


def cases(reader: User) -> dict[str, Case]:
    viewer, plain = Viewer.of(reader), Viewer.of(reader, actions=frozenset())
    head = Head(id="http://127.0.0.1/", title="Bench", url="http://127.0.0.1/", base="http://127.0.0.1")
    return {
        "raw SQL + stored text": Case(lambda _: raw_page(viewer.audience_ids)),
        "page": Case(lambda _: Feed(viewer, LIMIT).json(None)),
        "page, no actions": Case(lambda _: Feed(plain, LIMIT).json(None)),
        "Atom page of 30": Case(lambda _: atom.render(Feed(viewer, 30), head)),
        "Atom page of 30, entries written anew": Case(lambda _: atom.render(Feed(viewer, 30), head), entry.cache_clear),
    }


def facts(reader: User) -> dict[str, Any]:
    """The queries of a page of 20 and of 5, once what hardly ever changes is remembered."""
    viewer = Viewer.of(reader)
    Feed(viewer, LIMIT).json(None)
    return {
        "queries of a page of 20": len(_queries(lambda: Feed(viewer, LIMIT).json(None))),
        "queries of a page of 5": len(_queries(lambda: Feed(viewer, 5).json(None))),
    }


def _queries(work: Any) -> list[dict[str, str]]:
    with CaptureQueriesContext(connection) as captured:
        work()
    return captured.captured_queries
