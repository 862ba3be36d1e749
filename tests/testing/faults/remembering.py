"""What goes wrong with the past, with clicks and with what belongs to others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from streams.models import Activity, Delivery, Provider, Viewer
from streams.providers.base import Batch, Document, Done, Entity
from streams.providers.config import AddressField, ConfigForm, LineField
from tests.testing.faults.fault import Fault


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


class MoorsAnywhere(Fault):
    breaks = ("test_only_what_was_told_can_be_chosen",)

    def choose(self, provider: Provider, activity: Activity, rel: str, choice: str, viewer: Viewer) -> Done:
        return super().choose(provider, activity, rel, "A", viewer)


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
