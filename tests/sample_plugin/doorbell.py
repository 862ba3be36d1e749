"""A provider of a stranger that delivers: who rang, and at which door."""

from collections.abc import Iterable

from streams.models import Delivery, Provider
from streams.providers.base import Document, ProviderBackend, Skipped, Webhook
from streams.providers.payload import Payload, actor, document, thing
from streams.providers.signing import Signed


class Doorbell(ProviderBackend):
    key = "doorbell"
    name = "Doorbell"
    object_types = ("door",)
    verbs = ("ring",)
    webhook = Webhook(signing=(Signed("X-Bell-Signature"),), event=("body:event",), delivery=("body:id",))

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        if delivery.event != "ring":
            raise Skipped("nobody rang")
        rang = Payload(delivery.payload)
        door, who = rang.text("door"), actor(rang.text("visitor") or "Somebody")
        at = rang.moment("at") or delivery.delivery_id
        return [document("ring", at, door, actor=who, verb="ring", object=thing("door", door, f"{door} door"))]
