"""Reading in process: a page, and the least that any program would have to do for it.

A page is what the first reader is given after a write; again, what all others are given until the next one.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.ours.raw import raw_page
from bench.timing import Case
from streams.feed.page import Feed
from streams.feed.render import atom
from streams.feed.render.entry import entry
from streams.feed.render.head import Head
from streams.models import Version, Viewer

LIMIT = 20


def cases(reader: User) -> dict[str, Case]:
    viewer, plain = Viewer.of(reader), Viewer.of(reader, actions=frozenset())
    head = Head(id="http://127.0.0.1/", title="Bench", url="http://127.0.0.1/", base="http://127.0.0.1")

    def page(_: Any) -> bytes:
        return Feed(viewer, LIMIT).json(None)

    def atom_page(_: Any) -> bytes:
        return atom.render(Feed(viewer, 30), head)

    return {
        "raw SQL + stored text": Case(lambda _: raw_page(viewer.audience_ids), _write),
        "page": Case(page, _write),
        "page, no actions": Case(lambda _: Feed(plain, LIMIT).json(None), _write),
        "page again": Case(page),
        "Atom page of 30": Case(atom_page, _write),
        "Atom page of 30, entries written anew": Case(atom_page, _write_every_entry),
        "Atom page of 30 again": Case(atom_page),
    }


def facts(reader: User) -> dict[str, Any]:
    """The queries of a page of 20 and of 5 after a write, and of one that is asked for again."""
    viewer = Viewer.of(reader)
    Feed(viewer, LIMIT).json(None)
    _write()
    return {
        "queries of a page of 20": len(_queries(lambda: Feed(viewer, LIMIT).json(None))),
        "queries of a page of 5": len(_queries(lambda: Feed(viewer, 5).json(None))),
        "queries of a page again": len(_queries(lambda: Feed(viewer, 5).json(None))),
    }


def _write() -> None:
    """Not of an activity, so that the page stays as it is."""
    with transaction.atomic():
        Version.bump()


def _write_every_entry() -> None:
    _write()
    entry.cache_clear()


def _queries(work: Any) -> list[dict[str, str]]:
    with CaptureQueriesContext(connection) as captured:
        work()
    return captured.captured_queries
