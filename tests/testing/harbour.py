"""A provider that plays every role, its server, and its test: what the broken ones are broken variants of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from streams.models import Activity, Delivery, Provider, Viewer
from streams.outbound import Outbound
from streams.providers import text
from streams.providers.base import (
    Batch,
    Document,
    Done,
    Entity,
    ProviderBackend,
    ProviderError,
    Skipped,
    Webhook,
)
from streams.providers.config import AddressField, ConfigForm, SecretField
from streams.providers.payload import Payload, actor, moment, thing
from streams.providers.remote import client
from streams.providers.signing import Signed
from streams.testing import Asked, ProviderContract, Reply, Sent, WebServer

TOKEN = "a-token-that-nobody-may-read"
START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PAGE = 2


class HarbourForm(ConfigForm):
    url = AddressField(label="Address")
    token = SecretField()


class Harbour(ProviderBackend):
    """Ships that call. The first fetch begins with the last page; what was before is history."""

    key = "harbour"
    name = "Harbour"
    object_types = ("call",)
    verbs = ("moor",)
    config_form = HarbourForm
    webhook = Webhook((Signed("X-Harbour-Signature"),), event=("body:kind",), delivery=("body:delivery",))
    rels = ("reply-to", "salute", "berth")

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        with self.client(provider) as harbour:
            after = cursor.get("change", 0)
            if not cursor:
                after = max(0, self.page(harbour, "newest")["newest"] - PAGE)
                yield Batch((), {"change": after})
            while changes := self.page(harbour, "changes", after=after)["calls"]:
                after = changes[-1]["change"]
                gone = [call for call in changes if call["is_gone"]]
                here = [self.document(call) for call in changes if not call["is_gone"]]
                yield Batch(here, {"change": after}, removed=[self.id_of(call) for call in gone])

    def history(self, provider: Provider, cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        with self.client(provider) as harbour:
            before = cursor.get("before", 10**9)
            while calls := self.page(harbour, "past", before=before)["calls"]:
                before = calls[-1]["number"]
                recent = [call for call in calls if (parse_datetime(call["at"]) or since) >= since]
                yield Batch([self.document(call) for call in recent], {"before": before})

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        call = Payload(delivery.payload).part("call")
        if delivery.event != "moored" or not call.text("number"):
            raise Skipped("no ship called")
        return [self.document({"links": {}, **delivery.payload["call"]})]

    def keys(self, provider: Provider) -> Mapping[str, str]:
        with self.client(provider) as harbour:
            return dict(self.page(harbour, "berths"))

    def entity(self, provider: Provider, address: str) -> Entity | None:
        start = f"{self.config(provider)['url']}/calls/"
        number = address.removeprefix(start)
        return Entity("call", number, address) if address.startswith(start) and number.isdecimal() else None

    def reply(self, provider: Provider, activity: Activity, text: str, viewer: Viewer) -> Done:
        return self.done(provider, activity, "reply-to", {"text": text})

    def send(self, provider: Provider, activity: Activity, rel: str, viewer: Viewer, undo: dict[str, Any]) -> Done:
        if rel != "salute":
            raise ProviderError("The harbour does nothing of the kind.", code="not_offered")
        return self.done(provider, activity, rel, {})

    def choose(self, provider: Provider, activity: Activity, rel: str, choice: str, viewer: Viewer) -> Done:
        with self.client(provider) as harbour:
            if rel != "berth" or choice not in self.page(harbour, "berths"):
                raise ProviderError("The harbour has no such berth.", code="refused")
        return self.done(provider, activity, rel, {"berth": choice})

    def check(self, provider: Provider) -> str:
        with self.client(provider) as harbour:
            return f"Reached the harbour: {self.page(harbour, 'newest')['newest']} changes."

    def client(self, provider: Provider) -> Any:
        told = self.config(provider)
        return client(told["url"], headers={"Authorization": f"Bearer {told['token']}"})

    def page(self, harbour: Outbound, name: str, **params: Any) -> Any:
        return harbour.get(f"api/{name}", params=params).json()

    def done(self, provider: Provider, activity: Activity, rel: str, body: Any) -> Done:
        with self.client(provider) as harbour:
            harbour.post(activity.links[rel], json=body)
        return Done("The harbour answers.", undo={"rel": rel})

    def id_of(self, call: Mapping[str, Any]) -> str:
        return f"call-{call['number']}"

    def document(self, call: Mapping[str, Any]) -> dict[str, Any]:
        told = Payload(call)
        return {
            "id": self.id_of(call),
            "verb": "moor",
            "published": moment(call.get("at")) or None,
            "actor": actor(self.name_of(told)),
            "object": thing("call", self.id_of(call), told.text("ship")),
            "content": self.content(told),
            "links": {rel: href for rel in self.rels if (href := told.address(f"links.{rel}"))},
            "choices": {"berth": {"A": "Berth A"}},
        }

    def name_of(self, told: Payload) -> str:
        return told.text("captain")

    def content(self, told: Payload) -> str:
        return text.content(told.text("log"))


class HarbourServer(WebServer):
    """Calls by number; each change of one has a number of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[dict[str, Any]] = []
        self.changes = 0
        self.trouble: Reply | None = None

    def call(self, **fields: Any) -> dict[str, Any]:
        number = len(self.calls) + 1
        page = f"{self.url}calls/{number}"
        links = {rel: f"{self.url}api/{rel}/{number}" for rel in Harbour.rels}
        at = (START + timedelta(minutes=number)).isoformat()
        call = {"number": number, "at": at, "captain": "Ana", "ship": "Mira", "log": "", "page": page, "links": links}
        self.calls.append({**call, "is_gone": False, **fields})
        return self.change(-1)

    def change(self, place: int, **fields: Any) -> dict[str, Any]:
        self.changes += 1
        self.calls[place] |= {**fields, "change": self.changes}
        return self.calls[place]

    def answer(self, asked: Asked) -> Any:
        if self.trouble:
            return self.trouble
        if asked.headers["Authorization"] != f"Bearer {TOKEN}":
            return Reply({}, 401)
        name, numbers = asked.path.split("/")[2], {key: int(value[0]) for key, value in asked.query.items()}
        if name == "changes":
            new = sorted((call for call in self.calls if call["change"] > numbers["after"]), key=lambda c: c["change"])
            return Reply({"calls": new[:PAGE]})
        past = [call for call in reversed(self.calls) if call["number"] < numbers.get("before", 0)]
        answers = {"past": {"calls": past[:PAGE]}, "newest": {"newest": self.changes}, "berths": {"A": "Berth A"}}
        return Reply(answers.get(name, {}))


class HarbourContract(ProviderContract):
    backend = Harbour
    patience = 3

    def prepare(self) -> None:
        self.server = self.enter(HarbourServer())

    def configured(self) -> dict[str, Any]:
        return {"url": self.server.url.rstrip("/"), "token": TOKEN}

    def add(self, count: int) -> None:
        for _ in range(count):
            self.server.call()

    def edit(self) -> None:
        self.server.change(-1, log="She leaves tomorrow.")

    def delete(self) -> None:
        self.server.change(-1, is_gone=True)

    def say(self, text: str) -> None:
        self.server.call(captain=text, ship=text, log=text)

    def add_at(self, moment: datetime) -> None:
        self.server.call(at=moment.isoformat())

    def fail(self) -> None:
        self.server.trouble = Reply({}, 500)

    def mend(self) -> None:
        self.server.trouble = None

    def throttle(self, seconds: int) -> None:
        self.server.trouble = Reply({}, 429, {"Retry-After": str(seconds)})

    def hang(self) -> None:
        self.server.trouble = Reply(self.server.hang())

    def delivery(self) -> Sent:
        return Sent({"kind": "moored", "delivery": f"d{self.server.changes}", "call": self.server.call()})

    def add_delivered(self) -> Sent:
        return self.delivery()

    def entities(self) -> Mapping[str, Entity]:
        page = f"{self.server.url}calls/7"
        return {page: Entity("call", "7", page)}
