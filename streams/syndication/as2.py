"""Which JSON is Activity Streams 2.0 (https://www.w3.org/TR/activitystreams-core/), and what its collections hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CONTEXT = "https://www.w3.org/ns/activitystreams"
COLLECTIONS = {"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"}


def is_as2(document: Mapping[str, Any]) -> bool:
    """By its context, or by a type in capitals where 1.0 has a verb."""
    kind = first(document.get("type"))
    return "@context" in document or (isinstance(kind, str) and kind[:1].isupper() and "verb" not in document)


def is_collection(document: Any) -> bool:
    """Whether it is one, or a page of one."""
    return isinstance(document, Mapping) and is_as2(document) and kind_of(document) in COLLECTIONS


def collected(document: Any) -> list[Any] | None:
    """The activities that a collection or a page of one holds; None where it is neither, or only links to them."""
    if not is_collection(document):
        return None
    for part in (document, _page(document)):
        items = part.get("orderedItems", part.get("items"))
        if isinstance(items, list):
            # An item is spared the context that stands at the top.
            return [{"@context": CONTEXT} | item if isinstance(item, dict) else item for item in items]
    return None


def further(document: Mapping[str, Any]) -> str:
    """Where a collection goes on: the page after this one, or the first of one that holds nothing itself."""
    page = _page(document)
    return _address(page.get("next") or document.get("next") or ("" if page else document.get("first")))


def kind_of(part: Mapping[str, Any]) -> str:
    kind = first(part.get("type", part.get("@type")))
    return kind if isinstance(kind, str) else ""


def first(value: Any) -> Any:
    """Whatever may be one or several."""
    return (value[0] if value else None) if isinstance(value, list) else value


def _page(document: Mapping[str, Any]) -> Mapping[str, Any]:
    page = document.get("first")
    return page if isinstance(page, Mapping) else {}


def _address(value: Any) -> str:
    value = value.get("id") or value.get("href") if isinstance(value, Mapping) else value
    return value if isinstance(value, str) else ""
