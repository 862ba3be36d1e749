"""What goes wrong around a fetch."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from streams.models import Provider
from streams.outbound import Outbound
from streams.providers.base import Batch, ProviderError
from tests.testing.faults.fault import Fault

kept: list[Any] = []


class IdsByChance(Fault):
    breaks = (
        "test_fetching_again_gives_the_same_ids",
        "test_a_fetch_can_stop_after_any_batch_and_goes_on_there",
        "test_what_is_changed_there_changes_here",
        "test_what_is_gone_there_goes_here",
        "test_history_has_what_the_first_fetch_leaves_out",
        "test_the_servers_time_zone_changes_nothing",
        "test_a_delivery_that_comes_again_changes_nothing",
        "test_what_is_polled_and_delivered_is_one_activity",
    )

    def id_of(self, call: Mapping[str, Any]) -> str:
        return str(uuid4())


class CursorOfTuples(Fault):
    breaks = ("test_the_cursor_is_json",)

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        for batch in super().fetch(provider, cursor):
            yield Batch(batch.documents, {**batch.cursor, "seen": (1, 2)}, batch.removed)


class ChangesItsCursor(Fault):
    breaks = ("test_the_cursor_that_is_given_stays_as_it_was",)

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        yield from super().fetch(provider, dict(cursor))
        cursor["read"] = True


class RemembersOnItself(Fault):
    breaks = ("test_nothing_is_kept_between_fetches",)

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        self.last = provider.key
        yield from super().fetch(provider, cursor)


class GoesAround(Fault):
    breaks = ("test_servers_are_asked_by_the_one_way_out",)

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        socket.create_connection(("127.0.0.1", urlsplit(self.config(provider)["url"]).port or 80)).close()
        yield from super().fetch(provider, cursor)


class LeavesOpen(Fault):
    breaks = ("test_a_fetch_that_is_broken_off_leaves_nothing_open",)

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        kept.append(Outbound(self.config(provider)["url"]))
        yield from super().fetch(provider, cursor)


class BreaksPlainly(Fault):
    breaks = ("test_a_broken_source_is_told_in_a_sentence",)

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        try:
            yield from super().fetch(provider, cursor)
        except ProviderError as error:
            if error.code == "broken":
                raise KeyError("calls") from None
            raise


class SaysError(Fault):
    breaks = ("test_checking_a_broken_source_says_what_to_mend",)

    def check(self, provider: Provider) -> str:
        try:
            return super().check(provider)
        except ProviderError as error:
            raise ProviderError("Error" if error.code == "broken" else str(error)) from None


class ForgetsTheWait(Fault):
    breaks = ("test_a_source_that_asks_to_wait_is_left_alone",)

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        try:
            yield from super().fetch(provider, cursor)
        except ProviderError as error:
            raise ProviderError(str(error), code=error.code) from None
