"""What is new on a server's stream, and what is old, with nothing skipped on the way.

A fetch's cursor, in milliseconds since 1970:

* "after": what happened until then was read; "since": the first fetch read nothing before that; "looked": the last long
  look back; "etag" of the answer to "asked", the moment after which was asked.
* "pending": a way back in time that is not at its end: {"after", "before", "newest", "missing", "crowded"}.
* "behind": sources that the server had to leave out, by name, and since when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from streams.providers import text
from streams.providers.atlassian.stream import MOST, Step, Stream
from streams.providers.base import Batch, ProviderError

MINUTE, HOUR = 60_000, 3_600_000
# Entries come late: clocks differ, transactions take their time, and a comment is edited.
SHORT_LOOK = 10 * MINUTE
# Commits come with the time at which they were made, when they are pushed.
LONG_LOOK, LONG_LOOK_EVERY = 24 * HOUR, HOUR
# A page of the past that lacks a source is asked for so often before it is taken as it is.
TRIES, TRY_AGAIN = 5, 120

Cursor = dict[str, Any]


def fetched(stream: Stream, cursor: Cursor, now: int) -> Iterator[Batch]:
    """A walk that was interrupted is finished before what came after it is read."""
    if "after" not in cursor:
        yield _first(stream, now)
        return
    if pending := cursor.get("pending"):
        for batch in _walked(stream, cursor, pending, now):
            cursor = batch.cursor
            yield batch
    is_long = now - cursor["looked"] >= LONG_LOOK_EVERY
    after = cursor["after"] - (LONG_LOOK if is_long else SHORT_LOOK)
    begun = {"after": after, "before": None, "newest": cursor["after"], "missing": [], "crowded": None}
    yield from _walked(stream, cursor | ({"looked": now} if is_long else {}), begun, now)


def passed(stream: Stream, cursor: Cursor, since: int, until: int) -> Iterator[Batch]:
    """Back from `until` to `since`, 0 for all there is.

    `cursor`: {"before": moment, "tries": of this page, "without": sources that are not waited for any more}.
    """
    begun: Cursor = {"before": until, "tries": 0, "without": []}
    cursor, read = begun | cursor, 0
    start = cursor["before"]
    for step in stream.back(since, start) if since + 1 < start else ():
        missing = step.page.missing
        if set(missing) - set(cursor["without"]) and cursor["tries"] < TRIES:
            yield Batch((), cursor | {"tries": cursor["tries"] + 1})
            raise ProviderError(_without(missing), retry_after=TRY_AGAIN, code="incomplete")
        before = since if step.before is None else step.before
        cursor = {"before": before, "tries": 0, "without": sorted({*cursor["without"], *missing})}
        read += len(step.page.documents)
        # Of the whole nobody knows more than the share of the time that was gone through.
        total = read * (start - since) // max(start - before, 1) if since else None
        yield Batch(step.page.documents, cursor, total=total, remark=_remark(cursor["without"], step.crowded))


def _first(stream: Stream, now: int) -> Batch:
    """The newest page: older things are the history's."""
    page = stream.page()
    moments = page.moments or [now]
    behind = dict.fromkeys(page.missing, min(moments))
    cursor = {"after": min(max(moments), now), "since": min(moments) + 1, "looked": now, "behind": behind}
    return Batch(page.documents, cursor, remark=_remark(behind))


def _walked(stream: Stream, cursor: Cursor, walk: dict[str, Any], now: int) -> Iterator[Batch]:
    """Back from a moment to what was read before; each batch says where the way goes on."""
    cursor = {name: value for name, value in cursor.items() if name != "pending"}
    is_new = walk["before"] is None
    etag = cursor.get("etag", "") if is_new and cursor.get("asked") == walk["after"] else ""
    remark = _remark(cursor["behind"])
    for step in stream.back(walk["after"], walk["before"], etag):
        if is_new and walk["before"] is None:
            cursor |= {"etag": step.page.etag, "asked": walk["after"]}
        walk = _further(walk, step)
        remark = _remark(walk["missing"], walk["crowded"])
        if step.before is None:
            yield from _ended(stream, cursor, walk, Batch(step.page.documents, cursor, remark=remark), now)
            return
        yield Batch(step.page.documents, cursor | {"pending": walk}, remark=remark)
    yield Batch((), cursor, remark=remark)


def _further(walk: dict[str, Any], step: Step) -> dict[str, Any]:
    return walk | {
        "before": step.before,
        "newest": max([walk["newest"], *step.page.moments]),
        "missing": sorted({*walk["missing"], *step.page.missing}),
        "crowded": walk["crowded"] or step.crowded,
    }


def _ended(stream: Stream, cursor: Cursor, walk: dict[str, Any], last: Batch, now: int) -> Iterator[Batch]:
    """The whole way was gone: the next fetch begins where this one did. Sources that are back have their turn."""
    missing, behind = walk["missing"], cursor["behind"]
    # What claims to happen in the future must not hide what happens until then.
    cursor |= {"after": max(cursor["after"], min(walk["newest"], now))}
    cursor |= {"behind": dict.fromkeys(missing, walk["after"]) | behind}
    yield replace(last, cursor=cursor)
    if back := [name for name in behind if name not in missing]:
        yield from _caught_up(stream, cursor, back, walk["after"] + 1)


def _caught_up(stream: Stream, cursor: Cursor, names: list[str], until: int) -> Iterator[Batch]:
    """What sources had to say that answer again: since when they did not."""
    behind, late = cursor["behind"], set[str]()
    since = min(behind[name] for name in names)
    for step in stream.back(since, until) if since + 1 < until else ():
        late.update(step.page.missing)
        yield Batch(step.page.documents, cursor, remark=_remark(behind, step.crowded))
    still = {name: moment for name, moment in behind.items() if name not in names or name in late}
    yield Batch((), cursor | {"behind": still}, remark=_remark(still))


def _remark(missing: Iterable[str], crowded: int | None = None) -> str:
    told = [_without(missing)] if missing else []
    if crowded is not None:
        moment = datetime.fromtimestamp(crowded / 1000, UTC).isoformat(timespec="milliseconds")
        told.append(f"More than {MOST:,} things happened at {moment}; the server shows no more of them.")
    return " ".join(told)


def _without(names: Iterable[str]) -> str:
    shown = ", ".join(list(filter(None, map(text.name, names)))[:10])
    return f"The server leaves out what does not answer it in time, for now: {shown}. It is read when it is back."
