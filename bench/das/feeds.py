"""Its own feeds of the newest activities, as its documentation shows them."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from actstream.feeds import ActivityStreamsAtomFeed, ActivityStreamsBaseFeed, CustomJSONActivityFeed
from actstream.models import Action
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

LIMIT = 20


class NewestAtom(ActivityStreamsBaseFeed):
    """Cut to 30 by itself."""

    feed_type = ActivityStreamsAtomFeed
    title = subtitle = "Newest"
    link = "/"

    def get_object(self, request: HttpRequest) -> None:
        return None

    def item_extra_kwargs(self, action: Action) -> dict[str, Any]:
        """As shipped it fails for an action with an object: it stores it under a name that its writer does not know."""
        item = super().item_extra_kwargs(action)
        item["action_object"] = item.pop("object", None)
        return item

    def items(self, obj: None) -> QuerySet:
        return Action.objects.newest()[:30]


request = RequestFactory().get("/")
# Its JSON view as shipped; `_limit` is its own parameter.
json_page = partial(CustomJSONActivityFeed(name="newest").serialize, request, _limit=LIMIT)
atom_page = partial(NewestAtom(), request)


def view(request: HttpRequest) -> HttpResponse:
    body = json_page()
    # Our client reads no chunks; the peer's settings name no middleware that would say the length.
    return HttpResponse(body, content_type="application/json", headers={"Content-Length": str(len(body.encode()))})


def check() -> None:
    """That the pages are what they should be, before anything is timed."""
    items = json.loads(json_page())["items"]
    assert len(items) == LIMIT, f"the peer's page has {len(items)} items"
    assert all({"actor", "object", "target"} <= item.keys() for item in items), items[0]
    assert atom_page().content.count(b"<entry") == 30, "the peer's Atom page is not what it should be"
