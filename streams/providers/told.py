"""What a source has told already, by the other way: a happening that is delivered and polled is one activity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from streams.models import Activity, Provider
from streams.providers.base import Document

# A delivery and a log have times of their own for what is one: when it was changed, and when that was noted.
NEAR = timedelta(seconds=10)


def untold(provider: Provider, documents: Iterable[Document]) -> list[Document]:
    """Those that are not on the stream yet: one query or two.

    An entry of a log never changes. What was stored of it is at least as good, and may have been edited since.
    """
    new = list(documents)
    told = _twins(provider, new)
    return [document for document in new if document["id"] not in told]


def as_told(provider: Provider, documents: Iterable[Document], received: datetime) -> list[Document]:
    """What was delivered, each under the id that it was told by before: one query or two."""
    new = list(documents)
    # What does not say when it happened did so when it was received.
    told = _twins(provider, [{"published": received.isoformat(), **document} for document in new])
    return [{**document, "id": told.get(document["id"], document["id"])} for document in new]


def _twins(provider: Provider, documents: Sequence[Document]) -> dict[str, str]:
    """The ids that are stored, by the ids of the documents."""
    if not documents:
        return {}
    ids = [document["id"] for document in documents]
    own = Activity.objects.filter(source=f"provider:{provider.pk}")
    told = {known: known for known in own.filter(foreign_id__in=ids).values_list("foreign_id", flat=True)}
    timed = [document for document in documents if document["id"] not in told and _happening(document)]
    if timed:
        near = Q()
        for document in timed:
            near |= Q(published__range=(_when(document) - NEAR, _when(document) + NEAR))
        rows = list(own.filter(near).values_list("foreign_id", "actor_username", "published"))
        told |= {document["id"]: row for document in timed if (row := _nearest(document, rows))}
    return told


def _happening(document: Document) -> str:
    """The kind of event and its thing, "issues.closed:acme/payments#12"; "" where the id holds no time."""
    happening, _, _ = document["id"].rpartition("@")
    return happening if happening.endswith(f":{document['entity']}") and document.get("published") else ""


def _nearest(document: Document, rows: Sequence[tuple[Any, ...]]) -> str:
    who, start, when = document.get("actor", {}).get("id", ""), f"{_happening(document)}@", _when(document)
    found = [
        (abs(published - when), foreign_id)
        for foreign_id, actor, published in rows
        if actor == who and foreign_id.startswith(start)
    ]
    distance, foreign_id = min(found, default=(NEAR, ""))
    return foreign_id if distance <= NEAR else ""


def _when(document: Document) -> datetime:
    return datetime.fromisoformat(document["published"])
