"""Many repositories of one source are asked in turn, however short a turn is."""

from __future__ import annotations

from typing import Any

import pytest

from streams import polling
from streams.models import Activity, Provider
from streams.providers.base import ProviderError
from streams.providers.github import GitHub
from streams.testing.web_server import WebServer
from tests.forges.conftest import asked, listed, polled
from tests.forges.github_log import issue

NAMES = ["acme/a", "acme/b", "acme/c"]


def log(name: str) -> str:
    return f"/repos/{name}/events"


@pytest.fixture
def source(make_source: Any, server: WebServer) -> Provider:
    for number, name in enumerate(NAMES, start=1):
        about = {"id": number, "name": name, "url": f"https://api.github.com/repos/{name}"}
        listed(server, log(name), [issue(number) | {"repo": about}])
    return make_source("github", repositories=NAMES)


def test_a_turn_that_ends_early_goes_on_with_the_repository_where_it_ended(source: Provider, server: WebServer) -> None:
    batches = 0

    def every_third() -> bool:
        nonlocal batches
        batches += 1
        return batches % 3 == 0

    found = []
    for _ in range(5):
        source.refresh_from_db()
        polling.poll(source, is_over=every_third)
        found.append(Activity.objects.count())
    assert found[0] < found[-1] == 3


def test_a_round_asks_each_once(source: Provider, server: WebServer) -> None:
    polled(source)
    polled(source)
    assert [asked(server, log(name)) for name in NAMES] == [2, 2, 2]


def test_a_repository_that_is_no_longer_configured_is_forgotten(source: Provider) -> None:
    polled(source)
    source.refresh_from_db()
    source.config["repositories"] = NAMES[:1]
    source.save()
    assert list(polled(source).cursor["places"]) == NAMES[:1]


def test_what_was_found_before_a_gone_repository_was_reached_is_kept(source: Provider, server: WebServer) -> None:
    del server.routes[log("acme/b")]
    with pytest.raises(ProviderError, match="^acme/b: ") as caught:
        list(GitHub().fetch(source, {}))
    assert caught.value.code == "missing"
    assert polled(source).failures == 1
    assert Activity.objects.count() == 2
