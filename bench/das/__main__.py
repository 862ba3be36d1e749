"""`python -m bench.das 20000`: fill the database the environment names, then time its JSON feed, cut to 20."""

import json
import sys
from functools import partial

import django

LIMIT = 20


def main() -> None:
    django.setup()
    from actstream.feeds import CustomJSONActivityFeed
    from django.test import RequestFactory

    from bench.das import data
    from bench.timing import Case, serve

    data.build(int(sys.argv[1]))
    # Its own JSON view as shipped; `_limit` is its own parameter.
    page = partial(CustomJSONActivityFeed(name="newest").serialize, RequestFactory().get("/"), _limit=LIMIT)
    items = json.loads(page())["items"]
    assert len(items) == LIMIT, "the peer's page is not what it should be"
    assert all({"actor", "object", "target"} <= item.keys() for item in items), items[0]
    serve({"django-activity-stream": Case(lambda _: page())}, {"items": len(items)})


if __name__ == "__main__":
    main()
