"""Sources that do what a test says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from streams import polling
from streams.models import Provider
from streams.providers.base import Batch, ProviderBackend


class Polled(ProviderBackend):
    """By the key of the row, so that each source of a test may do something else; the others have nothing new."""

    key = "polled"
    name = "Polled"
    scripts: dict[str, Callable[[dict[str, Any]], Iterator[Batch]]] = {}

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        script = self.scripts.get(provider.key)
        return script(cursor) if script else iter(())


class Scripted(Polled):
    """It has a past as well, and keys."""

    key = "scripted"
    name = "Scripted"
    past: Callable[[dict[str, Any], datetime], Iterator[Batch]]
    named: Callable[[], Mapping[str, str]] = staticmethod(dict)

    def history(self, provider: Provider, cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        return type(self).past(cursor, since)

    def keys(self, provider: Provider) -> Mapping[str, str]:
        return type(self).named()


def entry(name: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "actor": {"displayName": "Ana"}, "object": {"objectType": "file", "id": name}, **fields}


def says(*batches: Batch | Exception | Callable[[], object], key: str = "source") -> None:
    """The source answers so from now on; what can be called is, between the batches."""

    def script(cursor: dict[str, Any]) -> Iterator[Batch]:
        yield from _said(batches)

    Polled.scripts[key] = script


def tells_its_past(*batches: Batch | Exception | Callable[[], object]) -> None:
    Scripted.past = staticmethod(lambda cursor, since: _said(batches))


def _said(batches: Any) -> Iterator[Batch]:
    for batch in batches:
        if isinstance(batch, BaseException):
            raise batch
        if isinstance(batch, Batch):
            yield batch
        else:
            batch()


def polled(source: Provider) -> Provider:
    """As it is after it was asked once more."""
    polling.poll(Provider.objects.get(pk=source.pk))
    return Provider.objects.get(pk=source.pk)


def poll_due() -> int:
    return sum(polling.poll_in_turn(pk) for pk in polling.due())
