"""What is fetched: page by page, the same again, and all of it."""

from __future__ import annotations

import inspect
import json
from copy import deepcopy
from datetime import timedelta
from itertools import islice

from django.utils import timezone

from streams.providers.base import Batch
from streams.testing.guards import nothing_left_open, one_way_out
from streams.testing.promises import must, needs
from streams.testing.stage import Stage, ids, kept

LARGEST_BATCH = 500


class Reading(Stage):
    @needs("fetch")
    def test_what_happened_is_on_the_stream(self) -> None:
        self.poll()
        self.add(2)
        row = self.poll()
        must(not row.failures, f"The poll failed: {row.message}")
        must(len(self.stored()) >= 2, f"`add(2)` brought {len(self.stored())} activities: an id for each thing?")
        page = self.admin().get("/api/v1/activities/").json()
        must(len(page["items"]) >= 2, "They are stored, and yet on no page.")

    @needs("fetch")
    def test_fetching_again_gives_the_same_ids(self) -> None:
        cursor = self.begun()
        self.add(3)
        first, again = ids(self.read(cursor)), ids(self.read(cursor))
        must(
            sorted(first) == sorted(again),
            f"From the same cursor the ids were {first}, then {again}. Make an id of what the source itself calls the "
            "thing, never of chance, of the time now or of a place in a list that grows.",
        )

    @needs("fetch")
    def test_fetching_again_changes_no_activity(self) -> None:
        cursor = self.begun()
        self.add(3)
        self.taken(cursor, self.read(cursor))
        again = [receipt for batch in self.read(cursor) for receipt in self.store(batch)]
        changed = [
            receipt.activity.foreign_id for receipt in again if receipt.activity and receipt.outcome == "updated"
        ]
        must(
            not changed,
            f"Nothing happened, yet {changed} were updated: readers would be told of news. A document says only what "
            "the source says: no time of now, no number of the fetch.",
        )

    @needs("fetch")
    def test_when_nothing_happened_nothing_is_new(self) -> None:
        cursor = self.begun()
        self.add(3)
        cursor = self.taken(cursor, self.read(cursor))
        receipts = [receipt for batch in self.read(cursor) for receipt in self.store(batch)]
        news = [receipt.outcome for receipt in receipts if receipt.outcome in ("created", "updated")]
        must(
            not news, f"Nothing happened since the last batch's cursor, yet {len(news)} documents were new or changed."
        )

    @needs("fetch")
    def test_each_thing_has_an_id_of_its_own(self) -> None:
        cursor = self.begun()
        self.add(self.many)
        found = set(ids(self.read(cursor)))
        must(
            len(found) >= self.many,
            f"{self.many} things happened, and the fetch gives {len(found)} ids: what shares one is one activity. "
            "(A first fetch that leaves things out gives a cursor also where there is nothing yet.)",
        )

    @needs("fetch", "batches")
    def test_batches_are_bounded(self) -> None:
        cursor = self.begun()
        self.add(self.many)
        batches = self.read(cursor)
        sizes = [len(batch.documents) for batch in batches]
        must(
            len(sizes) > 1 and max(sizes) <= LARGEST_BATCH,
            f"{self.many} things came in batches of {sizes}. Yield a Batch for each page, of {LARGEST_BATCH} documents "
            "at most; in the test make your pages smaller, or `many` larger, until there are several; "
            "or say why there is only one: cannot = {'batches': …}.",
        )

    @needs("fetch", "batches")
    def test_a_fetch_can_stop_after_any_batch_and_goes_on_there(self) -> None:
        cursor = self.begun()
        self.add(self.many)
        whole = self.read(cursor)
        rests = []
        for stop in range(1, len(whole)):
            first = _some(self, cursor, stop)
            rests.append(ids(self.read(first[-1].cursor)))
            lost = set(ids(whole)) - set(ids(first)) - set(rests[-1])
            must(not lost, f"Stopped after batch {stop}, what went on from its cursor never gave {sorted(lost)}.")
        must(
            not rests or min(map(len, rests)) < len(ids(whole)),
            "Wherever it stopped, the next fetch read all of it again, and a poller with little time never gets to the "
            "end: the cursor of a batch says where the fetch goes on behind it.",
        )

    @needs("fetch")
    def test_the_cursor_is_json(self) -> None:
        cursor = self.begun()
        self.add(2)
        for batch in self.read(cursor):
            must(
                _is_json(batch.cursor),
                f"The cursor {batch.cursor!r} is not the same once it was stored as JSON: use texts as keys, lists for "
                "tuples and sets, and texts or numbers for times.",
            )

    @needs("fetch")
    def test_the_cursor_that_is_given_stays_as_it_was(self) -> None:
        cursor = self.begun()
        self.add(2)
        given = deepcopy(cursor)
        list(self.code.fetch(self.row, given))
        must(given == cursor, f"The fetch changed the cursor it was given into {given!r}: yield another one instead.")

    @needs("fetch")
    def test_a_fetch_is_a_generator(self) -> None:
        fetch = self.fetch({})
        must(
            inspect.isgenerator(fetch),
            f"`fetch` returns a {type(fetch).__name__}: write it with `yield`, so that a page is read when wanted.",
        )

    @needs("fetch")
    def test_a_fetch_that_is_broken_off_leaves_nothing_open(self) -> None:
        cursor = self.begun()
        self.add(self.many)
        with nothing_left_open(self.monkeypatch):
            _some(self, cursor, 1)

    @needs("fetch")
    def test_nothing_is_kept_between_fetches(self) -> None:
        fresh = self.backend()
        before = dict(vars(fresh))
        self.add(1)
        list(fresh.fetch(self.row, {}))
        changed = sorted(name for name, value in vars(fresh).items() if name not in before or before[name] != value)
        must(
            not changed,
            f"The fetch left {changed} on the backend, which all sources of the kind and all threads share: "
            "keep it in the cursor, or in a local variable.",
        )

    @needs("fetch")
    def test_servers_are_asked_by_the_one_way_out(self) -> None:
        self.add(1)
        with one_way_out(self.monkeypatch):
            self.begun()

    @needs("fetch", "edit")
    def test_what_is_changed_there_changes_here(self) -> None:
        cursor = self._with_news()
        before = {key: activity.digest for key, activity in self.stored().items()}
        self.edit()
        self.taken(cursor, self.read(cursor))
        after = {key: activity.digest for key, activity in self.stored().items()}
        must(
            after.keys() == before.keys() and after != before,
            "After `edit` the fetch must give the same id with other content, and no other id.",
        )

    @needs("fetch", "delete")
    def test_what_is_gone_there_goes_here(self) -> None:
        cursor = self._with_news()
        before = set(self.stored())
        self.delete()
        self.taken(cursor, self.read(cursor))
        must(
            set(self.stored()) < before,
            "After `delete` the activity is still there: name the ids that the source no longer has in Batch.removed.",
        )

    @needs("history")
    def test_history_has_what_the_first_fetch_leaves_out(self) -> None:
        self.add(self.many)
        since = timezone.now() - timedelta(days=36_500)
        fetched = ids(self.read({}))
        told = list(map(kept, self.code.history(self.row, {}, since)))
        found = set(ids(told)) | set(fetched)
        must(len(found) >= self.many, f"`history` and the first fetch have {len(found)} of {self.many} things.")
        for stop in range(1, len(told)):
            rest = list(self.code.history(self.row, _stored(told[stop - 1]), since))
            lost = set(ids(told)) - set(ids([*told[:stop], *rest]))
            must(not lost, f"`history` stopped after batch {stop} never gave {sorted(lost)}.")

    @needs("history")
    def test_history_ends_where_it_is_told_to(self) -> None:
        self.add(self.many)
        found = ids(self.code.history(self.row, {}, timezone.now() + timedelta(hours=1)))
        must(not found, f"`history` gave {found}, though all of it happened before `since`.")

    def _with_news(self) -> dict[str, object]:
        cursor = self.begun()
        self.add(2)
        return self.taken(cursor, self.read(cursor))


def _some(stage: Stage, cursor: dict[str, object], count: int) -> list[Batch]:
    """So many batches; then the fetch is closed, as the poller closes it."""
    fetch = stage.fetch(cursor)
    try:
        return [kept(batch) for batch in islice(fetch, count)]
    finally:
        if hasattr(fetch, "close"):
            fetch.close()


def _stored(batch: Batch) -> dict[str, object]:
    return json.loads(json.dumps(batch.cursor))


def _is_json(cursor: object) -> bool:
    try:
        return isinstance(cursor, dict) and json.loads(json.dumps(cursor, allow_nan=False)) == cursor
    except (TypeError, ValueError):
        return False
