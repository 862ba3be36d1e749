"""What goes wrong with forms, keys, checks and counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.forms import TextInput
from django.utils import timezone

from streams.models import Activity, Delivery, Provider
from streams.providers.base import Batch, Document, Done, ProviderBackend, ProviderError
from streams.providers.config import LineField, SecretField
from tests.testing.faults.fault import Fault
from tests.testing.harbour import TOKEN, HarbourForm


class WithoutAName(Fault):
    breaks = ("test_it_has_a_key_and_a_name",)
    name = ""


class KeysBreakPlainly(Fault):
    breaks = ("test_asking_a_broken_source_for_its_keys_is_told_in_a_sentence",)

    def keys(self, provider: Provider) -> Mapping[str, str]:
        try:
            return super().keys(provider)
        except ProviderError:
            raise KeyError("berths") from None


class NamelessKeys(Fault):
    breaks = ("test_its_projects_have_names",)

    def keys(self, provider: Provider) -> Mapping[str, str]:
        return dict.fromkeys(super().keys(provider), "")


class TellsTheToken(Fault):
    breaks = ("test_no_secret_is_in_what_a_check_says",)

    def check(self, provider: Provider) -> str:
        return f"{super().check(provider)} It took {self.config(provider)['token']}."


class PrintsTheToken(Fault):
    breaks = ("test_no_secret_is_in_how_it_is_printed",)

    def __repr__(self) -> str:
        return f"<Harbour by {TOKEN}>"


class WholeNumber(LineField):
    def clean(self, value: Any) -> Any:
        return int(value or 0)


class Emphatic(LineField):
    def clean(self, value: Any) -> Any:
        return f"{super().clean(value)}!"


class StrangeForm(HarbourForm):
    token = SecretField(widget=TextInput, initial=TOKEN)
    depth = WholeNumber(required=False)
    motto = Emphatic(required=False)


class StrangeFields(Fault):
    breaks = (
        "test_no_secret_is_on_a_page_of_the_admin",
        "test_nonsense_in_a_field_breaks_nothing",
        "test_the_admin_draws_its_form_and_keeps_what_is_entered",
    )
    config_form = StrangeForm


class SaysNothingOfTrouble(Fault):
    breaks = (
        "test_a_broken_source_is_told_in_a_sentence",
        "test_once_mended_it_goes_on_and_nothing_is_lost",
    )

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        try:
            yield from super().fetch(provider, cursor)
        except ProviderError as error:
            if error.code != "broken":
                raise


class WithoutTimes(Fault):
    breaks = (
        "test_times_mean_what_the_source_means",
        "test_the_order_is_that_of_the_source_whatever_was_read_first",
    )

    def document(self, call: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().document(call), "published": None}


class AsksAboutDeliveries(Fault):
    breaks = ("test_reading_a_delivery_asks_nobody",)

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        self.check(provider)
        return super().receive(provider, delivery)


class DoesPlainly(Fault):
    breaks = ("test_what_cannot_be_done_is_told_in_a_sentence",)

    def done(self, provider: Provider, activity: Activity, rel: str, body: Any) -> Done:
        try:
            return super().done(provider, activity, rel, body)
        except ProviderError:
            raise KeyError("done") from None


class Heartbeat(Fault):
    breaks = (
        "test_when_nothing_happened_nothing_is_new",
        "test_fetching_again_changes_no_activity",
        "test_the_servers_time_zone_changes_nothing",
    )

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        yield from super().fetch(provider, cursor)
        beat = {"verb": "moor", "object": {"objectType": "call", "id": "beat"}, "content": timezone.now().isoformat()}
        yield Batch([{"id": "beat", **beat}], cursor or {"change": 0})


class FewIds(Fault):
    breaks = (
        "test_each_thing_has_an_id_of_its_own",
        "test_whatever_somebody_writes_is_taken",
        "test_history_has_what_the_first_fetch_leaves_out",
    )

    def id_of(self, call: Mapping[str, Any]) -> str:
        return f"call-{min(int(call['number']), 3)}"


class CannotBeChecked(Fault):
    breaks = ("test_a_polled_source_can_be_checked",)
    check = ProviderBackend.check
