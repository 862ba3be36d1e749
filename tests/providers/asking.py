"""A source asked as the poller asks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone

from streams import polling
from streams.models import Provider
from streams.providers.base import Batch
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish


def polled(source: Provider) -> Provider:
    """The row after a poll that was due."""
    Provider.objects.filter(pk=source.pk).update(next_poll=timezone.now())
    taken = polling.take(source.pk)
    assert taken
    polling.poll(taken)
    return Provider.objects.get(pk=source.pk)


def stored(source: Provider, batches: Iterable[Batch]) -> Iterator[Batch]:
    """Each batch once its documents are on the stream; the source's cursor stays."""
    for batch in batches:
        publish(batch.documents, Source(Door.PROVIDER, source, source.audience))
        yield batch
