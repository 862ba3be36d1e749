"""From an activity's page in the admin to the gadgets that show it, each narrowed to this one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from gadget.models import Gadget
from streams.admin.opening import Place, also
from streams.feed import saved
from streams.feed.page import lists
from streams.models import Activity, Version, Versions, Viewer

# Gadgets that are asked; whoever has more finds the activity by its title in any of them.
MOST = 12
MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@also
def in_gadgets(activity: Activity) -> Iterator[Place]:
    query = only(activity)
    version = Version.now()
    for gadget in Gadget.objects.only("slug", "title", "filters")[:MOST]:
        if _shows(gadget, activity, version):
            page = reverse("embed", args=[gadget.slug], query={"filter": query})
            yield Place(gadget.title, page)


def only(activity: Activity) -> str:
    """Its moment in its source: what stands in an address, in the one grammar of filters."""
    moment = (activity.published - EPOCH) // MILLISECOND
    within = f"update-date BETWEEN {moment - 1} {moment + 1}"
    return urlencode({"streams": within, "providers": activity.kind.provider_key})


def _shows(gadget: Gadget, activity: Activity, version: Versions) -> bool:
    """To those who may see it at all: the gadget's locked filters leave it in."""
    readers = Viewer(AnonymousUser(), frozenset({activity.audience_id}), scopes=frozenset())
    return lists(saved.read(gadget.filters, version), activity, readers)
