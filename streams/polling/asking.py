"""What polling and back-filling have in common: a source is asked, and what it answers is stored page by page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

from django.utils import timezone

from streams import registry
from streams.models import Provider
from streams.polling import lease
from streams.polling.lease import IsOver, Lost, Row
from streams.providers.base import Batch, ProviderBackend, ProviderError
from streams.publishing.document import Door
from streams.publishing.publish import Receipt, Source, publish, retract, source_key
from streams.sanitizing import plain

logger = logging.getLogger(__name__)

BROKE = "The provider's own code failed; the server's log says where."
SILENT = f"It did not answer for {lease.PATIENCE.seconds // 60} minutes."

Result = TypeVar("Result")
Progress = Callable[[Batch], None]


@dataclass(frozen=True)
class Failure:
    """Why a source could not be read, for people; `retry_after`: the seconds it asked us to wait, if it did."""

    message: str
    retry_after: int | None = None
    # For programs: a ProviderError's.
    code: str = "failed"


def backend_of(provider: Provider) -> ProviderBackend:
    """Raises ProviderError where it is not installed."""
    backend = registry.providers().get(provider.backend)
    if backend is None:
        raise ProviderError(f"No backend {provider.backend!r} is installed; STREAMS_PROVIDERS lists those that are.")
    return backend


def attempt(row: Row, key: str, ask: Callable[[], Result]) -> Result | Failure:
    """What `ask` returns, or how the source failed: never an exception for what the source did. Raises Lost."""
    try:
        return ask()
    except Lost:
        raise
    except ProviderError as error:
        # It may repeat what the source said, of which no database takes everything.
        return Failure(plain(str(error)), error.retry_after, error.code)
    except Exception:
        # A stranger's backend may break in any way; the stream and the other sources go on.
        logger.exception("provider %s broke", key)
        return Failure(SILENT if lease.is_silent(row, timezone.now()) else BROKE)


def read(batches: Iterable[Batch], store: Callable[[Batch], None], is_over: IsOver) -> bool:
    """Store batch after batch; False when it was over before the source had no more."""
    with closing(_each(batches)) as pages:
        for batch in pages:
            store(batch)
            if is_over():
                return False
    return True


def _each(batches: Iterable[Batch]) -> Generator[Batch, None, None]:
    """A generator, whatever a backend gave: to close it tells the backend's own to clean up."""
    yield from batches


def store(provider: Provider, batch: Batch) -> list[Receipt]:
    """Put a batch on the stream, inside the transaction that moves the cursor. Raises Lost."""
    receipts: list[Receipt] = []
    if batch.documents:
        receipts = publish(batch.documents, Source(Door.PROVIDER, provider, provider.audience))
    for receipt in receipts:
        if receipt.problems:
            logger.warning("provider %s: a document was refused: %s", provider.key, receipt.problems[0])
    if batch.removed:
        retract(source_key(provider, None), batch.removed)
    # After publishing, which makes whoever changes the source wait: it is still as it was when we began.
    if not Provider.objects.filter(pk=provider.pk, enabled=True, audience=provider.audience_id).exists():
        raise Lost
    return receipts
