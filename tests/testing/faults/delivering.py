"""What goes wrong with deliveries, patience and order."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from streams.models import Delivery, Provider
from streams.outbound import Outbound
from streams.providers.base import Batch, Document
from streams.providers.payload import Payload
from streams.providers.signing import Arrival
from tests.testing.faults.fault import Fault
from tests.testing.harbour import Harbour

for_ever = threading.Event()


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
