"""Each fault breaks its own promises and no other: harbours with several faults fail exactly the tests of these.

Run by test_broken.py, in a process of its own.
"""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import uuid4

from django.utils import timezone

from streams.models import Activity, Delivery, Provider, Viewer
from streams.outbound import Outbound
from streams.providers.base import Batch, Document, Done, Entity, ProviderError
from streams.providers.config import AddressField, ConfigForm, LineField
from streams.providers.payload import Payload
from streams.providers.signing import Arrival
from tests.testing.harbour import TOKEN, Harbour, HarbourContract

kept: list[Any] = []
for_ever = threading.Event()


class Fault(Harbour):
    breaks: ClassVar[tuple[str, ...]] = ()


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


# What goes wrong around a fetch


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


# What goes wrong with what is said


class AllAtOnce(Fault):
    breaks = ("test_batches_are_bounded",)

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        batches = list(super().fetch(provider, cursor))
        if batches:
            documents = [document for batch in batches for document in batch.documents]
            yield Batch(documents, batches[-1].cursor, [gone for batch in batches for gone in batch.removed])


class DropsTheZone(Fault):
    breaks = ("test_times_mean_what_the_source_means",)

    def document(self, call: Mapping[str, Any]) -> dict[str, Any]:
        return super().document({**call, "at": str(call["at"])[:19]})


class CutsAtMarkup(Fault):
    breaks = ("test_html_of_strangers_is_harmless",)

    def document(self, call: Mapping[str, Any]) -> dict[str, Any]:
        texts = {name: call[name].partition("<")[0] for name in ("captain", "ship", "log")}
        return super().document({**call, **texts})


class DeclaresNothing(Fault):
    breaks = ("test_it_reports_what_it_declares", "test_what_is_delivered_is_on_the_stream")
    verbs = ()


class ReadsTheRow(Fault):
    breaks = ("test_a_field_that_is_missing_is_named", "test_a_setting_that_it_does_not_know_is_named")

    def config(self, provider: Provider) -> dict[str, Any]:
        return {**provider.config, **provider.get_credentials()}


class LeaksInErrors(Fault):
    breaks = ("test_no_secret_is_in_what_goes_wrong",)

    def keys(self, provider: Provider) -> Mapping[str, str]:
        try:
            return super().keys(provider)
        except ProviderError:
            raise ProviderError(f"The harbour does not take {TOKEN}.") from None


class ClaimsEverything(Fault):
    breaks = ("test_what_is_no_address_of_its_own_means_nothing",)

    def entity(self, provider: Provider, address: str) -> Entity | None:
        return super().entity(provider, address) or Entity("call", "0", address)


class TellsNewsOfOld(Fault):
    breaks = ("test_fetching_again_changes_no_activity", "test_the_servers_time_zone_changes_nothing")

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        for batch in super().fetch(provider, cursor):
            seen = [{**document, "categories": [timezone.now().isoformat()]} for document in batch.documents]
            yield Batch(seen, batch.cursor, batch.removed)


# What goes wrong with deliveries, and further on


class StartsOver(Fault):
    breaks = ("test_a_fetch_can_stop_after_any_batch_and_goes_on_there",)

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        batches = list(super().fetch(provider, cursor))
        yield from (Batch(batch.documents, cursor or batch.cursor, batch.removed) for batch in batches[:-1])
        yield from batches[-1:]


class TimesOfTheServer(Fault):
    breaks = ("test_the_servers_time_zone_changes_nothing",)

    def document(self, call: Mapping[str, Any]) -> dict[str, Any]:
        at = datetime.fromisoformat(call["at"]).timestamp()
        return super().document({**call, "at": datetime.fromtimestamp(at).isoformat()})  # noqa: DTZ006  (the fault)


class CutsNothing(Fault):
    breaks = ("test_whatever_somebody_writes_is_taken",)

    def content(self, told: Payload) -> str:
        return told.text("log")


class LogsItsToken(Fault):
    breaks = ("test_no_secret_is_in_what_is_read",)

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        yield from super().fetch(provider, cursor)
        logging.getLogger(__name__).info("asked with %s", self.config(provider)["token"])


class ChecksSilently(Fault):
    breaks = ("test_checking_says_what_was_reached", "test_checking_a_broken_source_says_what_to_mend")

    def check(self, provider: Provider) -> str:
        self.config(provider)
        return "ok"


class AnySignature:
    def accepts(self, arrival: Arrival, secret: str) -> bool:
        return True


class TakesFromAnybody(Fault):
    breaks = ("test_who_does_not_know_the_secret_is_refused",)
    webhook = Harbour.webhook and type(Harbour.webhook)(
        (*Harbour.webhook.signing, AnySignature()), Harbour.webhook.event, Harbour.webhook.delivery
    )


class TrustsTheShape(Fault):
    breaks = ("test_a_delivery_of_another_shape_breaks_nothing",)

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        _ = delivery.payload["call"]["number"]
        return super().receive(provider, delivery)


class NeverGivesUp(Fault):
    breaks = ("test_a_source_that_hangs_is_given_up",)

    def page(self, harbour: Outbound, name: str, **params: Any) -> Any:
        try:
            return super().page(harbour, name, **params)
        except Exception as error:
            if getattr(error, "code", "") == "timeout":
                for_ever.wait()
            raise


# What goes wrong with the rest


class AnotherIdWhenDelivered(Fault):
    breaks = ("test_what_is_polled_and_delivered_is_one_activity",)

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        return [{**document, "id": f"delivered-{document['id']}"} for document in super().receive(provider, delivery)]


class ForgetsThePast(Fault):
    breaks = ("test_history_has_what_the_first_fetch_leaves_out",)

    def history(self, provider: Provider, cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        yield from list(super().history(provider, cursor, since))[:1]


class GoesTooFarBack(Fault):
    breaks = ("test_history_ends_where_it_is_told_to",)

    def history(self, provider: Provider, cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        yield from super().history(provider, cursor, datetime.now(UTC) - timedelta(days=36_500))


class ForgetsWhatIsGone(Fault):
    breaks = ("test_what_is_gone_there_goes_here",)

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        yield from (Batch(batch.documents, batch.cursor) for batch in super().fetch(provider, cursor))


class OpenForm(ConfigForm):
    url = AddressField(label="Address")
    token = LineField()


class TokenInTheOpen(Fault):
    breaks = ("test_what_looks_like_a_secret_is_one",)
    config_form = OpenForm


class UndoneByObjects(Fault):
    breaks = ("test_what_is_clicked_is_done_at_the_source",)

    def done(self, provider: Provider, activity: Activity, rel: str, body: Any) -> Done:
        return Done(undo={"of": super().done(provider, activity, rel, body)})


class DoesAnything(Fault):
    breaks = ("test_what_it_does_not_do_is_refused",)

    def send(self, provider: Provider, activity: Activity, rel: str, viewer: Viewer, undo: dict[str, Any]) -> Done:
        return super().send(provider, activity, "salute", viewer, undo)


class AsksForEntities(Fault):
    breaks = ("test_its_own_addresses_are_known_without_asking",)

    def entity(self, provider: Provider, address: str) -> Entity | None:
        found = super().entity(provider, address)
        if found:
            self.check(provider)
        return found


class Hasty(Fault):
    breaks = ("test_a_fetch_is_a_generator",)

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        return iter(list(super().fetch(provider, cursor)))


class Careless(
    CursorOfTuples,
    ChangesItsCursor,
    RemembersOnItself,
    GoesAround,
    LeavesOpen,
    BreaksPlainly,
    SaysError,
    ForgetsTheWait,
):
    key = "careless"


class Unclear(
    AllAtOnce, DropsTheZone, CutsAtMarkup, DeclaresNothing, ReadsTheRow, LeaksInErrors, ClaimsEverything, TellsNewsOfOld
):
    key = "unclear"


class Gullible(
    StartsOver,
    TimesOfTheServer,
    CutsNothing,
    LogsItsToken,
    ChecksSilently,
    TakesFromAnybody,
    TrustsTheShape,
    NeverGivesUp,
):
    key = "gullible"


class Lossy(
    Hasty, AnotherIdWhenDelivered, ForgetsThePast, GoesTooFarBack, ForgetsWhatIsGone, TokenInTheOpen, UndoneByObjects,
    DoesAnything, AsksForEntities,
):  # fmt: skip
    key = "lossy"


class TestIdsByChance(HarbourContract):
    backend = IdsByChance


class TestCareless(HarbourContract):
    backend = Careless


class TestUnclear(HarbourContract):
    backend = Unclear


class TestGullible(HarbourContract):
    backend = Gullible


class TestLossy(HarbourContract):
    backend = Lossy
