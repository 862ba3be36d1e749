"""What a source delivers by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.test import Client

from streams import receiving
from streams.models import Delivery
from streams.testing.guards import offline
from streams.testing.promises import must, needs
from streams.testing.signing import Sent
from streams.testing.stage import KEY, SECRET, Stage

CODE_FAILED = "own code failed"
SHAPES: tuple[Any, ...] = (None, 7, "text", [], [None], {}, {"a": {}}, True)


class Delivering(Stage):
    @needs("webhook")
    def test_what_is_delivered_is_on_the_stream(self) -> None:
        answer = self.post(self.signed(self.delivery(), SECRET))
        must(answer.get("outcome") == "stored", f"A signed delivery was not stored: {answer}.")
        must(self.stored(), "The delivery brought no activity.")
        self.declared()

    @needs("webhook")
    def test_who_does_not_know_the_secret_is_refused(self) -> None:
        sent = self.delivery()
        for forged in (sent, self.signed(sent, "another-secret")):
            answer = self.post(forged)
            must(
                answer["status"] == 404 and not self.stored(), "A delivery that nobody signed was taken: see `signing`."
            )

    @needs("webhook")
    def test_a_delivery_that_comes_again_changes_nothing(self) -> None:
        sent = self.signed(self.delivery(), SECRET)
        self.post(sent)
        before = self._digests()
        must(
            self.post(sent).get("outcome") == "duplicate",
            "The same delivery was taken twice: `delivery` names where its id is; without any, the same body is one.",
        )
        for delivery in Delivery.objects.filter(provider=self.row).select_related("provider__audience"):
            receiving.replay(delivery)
        must(
            self._digests() == before,
            "Read again, the delivery gave other activities: make the id of what the delivery says, as "
            "`streams.providers.payload.document` does.",
        )

    @needs("webhook")
    def test_reading_a_delivery_asks_nobody(self) -> None:
        sent = self.signed(self.delivery(), SECRET)
        with offline(self.monkeypatch, "`receive` is called"):
            self.post(sent)
        must(self.stored(), "The delivery brought no activity.")

    @needs("webhook")
    def test_a_delivery_of_another_shape_breaks_nothing(self) -> None:
        for sent in _misshapen(self.delivery()):
            answer = self.post(self.signed(sent, SECRET))
            must(
                CODE_FAILED not in str(answer.get("message")),
                f"`receive` broke on {sent.body!r}: read it by `streams.providers.payload.Payload`, and raise Skipped.",
            )

    @needs("webhook", "fetch", "add_delivered")
    def test_what_is_polled_and_delivered_is_one_activity(self) -> None:
        cursor = self.begun()
        before = set(self.stored())
        sent = self.signed(self.add_delivered(), SECRET)
        self.post(sent)
        delivered = set(self.stored()) - before
        self.taken(cursor, self.read(cursor))
        must(
            delivered and set(self.stored()) - before == delivered,
            f"Delivered, it was {sorted(delivered)}; polled, there is also "
            f"{sorted(set(self.stored()) - before - delivered)}: make the id of the same words in both.",
        )

    def post(self, sent: Sent) -> dict[str, Any]:
        """What the door answers, with its status."""
        response = Client().post(
            f"/hooks/{KEY}/",
            sent.raw,
            content_type=sent.headers.get("Content-Type", "application/json"),
            headers=dict(sent.headers),
            query_params=dict(sent.query),
        )
        return {"status": response.status_code, **response.json()}

    def _digests(self) -> dict[str, str]:
        return {key: activity.digest for key, activity in self.stored().items()}


def _misshapen(sent: Sent) -> Iterator[Sent]:
    """The delivery with one part of another kind than documented."""
    if not isinstance(sent.body, dict):
        return
    yield replace(sent, body={})
    for name in sent.body:
        for shape in SHAPES:
            yield replace(sent, body={**sent.body, name: shape})
