"""What goes wrong with what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from streams.models import Provider
from streams.providers.base import Batch, Entity, ProviderError
from tests.testing.faults.fault import Fault
from tests.testing.harbour import TOKEN


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
