"""What goes wrong out there is told in words that say what to do, and shows no token."""

from __future__ import annotations

import logging
import time
from typing import Any

import pytest
from django.utils import timezone

from streams import registry
from streams.models import Activity, Provider
from streams.providers.base import ProviderError
from streams.testing.web_server import Raw, Reply, WebServer
from tests.forges.conftest import TOKEN, asked, polled
from tests.forges.test_any_shape import ENTRIES

# Where the API of each lies on its server, and what it is asked for first of a repository.
FORGES = {
    "github": ("", "/repos/acme/payments/events"),
    "gitlab": ("/api/v4", "/api/v4/projects/acme%2Fpayments/events"),
    "gitea": ("/api/v1", "/api/v1/repos/acme/payments/activities/feeds"),
    "bitbucket": ("/2.0", "/2.0/repositories/acme/payments/pullrequests/activity"),
}
every_forge = pytest.mark.parametrize("backend", FORGES)


def answering(server: WebServer, make_source: Any, backend: str, reply: Any) -> Provider:
    """A source whose log answers so."""
    folder, path = FORGES[backend]
    server.routes[path] = reply
    return make_source(backend, folder, repositories=["acme/payments"])


@every_forge
@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply({"message": "Bad credentials"}, 401), "does not accept these credentials"),
        (Reply({"message": "Server error"}, 502), "fails"),
        (Reply(b'[{"id": 1, "typ', headers={"Content-Type": "application/json"}), "no JSON"),
        (Reply(b"<html>Sign in</html>", headers={"Content-Type": "text/html"}), "no JSON"),
        (Raw([b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n[{"]), "breaks off"),
    ],
    ids=["bad token", "broken", "truncated JSON", "a page", "cut off"],
)
def test_a_server_that_answers_badly_makes_the_source_fail(
    backend: str, reply: Any, words: str, server: WebServer, make_source: Any, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    after = polled(answering(server, make_source, backend, reply))
    assert after.state(timezone.now()) == "failing"
    assert words in after.message
    assert after.cursor == {}
    assert TOKEN not in after.message + caplog.text


@every_forge
@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "{in_a_minute}"}),
        (403, {"Retry-After": "60"}),
        (429, {"Retry-After": "60"}),
        (429, {"RateLimit-Remaining": "0", "RateLimit-Reset": "{in_a_minute}"}),
    ],
    ids=["used up", "secondary", "too many", "too many, until"],
)
def test_a_limit_is_waited_for_and_no_failure(
    backend: str, status: int, headers: dict[str, str], server: WebServer, make_source: Any
) -> None:
    until = str(int(time.time()) + 60)
    named = {name: value.format(in_a_minute=until) for name, value in headers.items()}
    after = polled(answering(server, make_source, backend, Reply({"message": "Slow down"}, status, named)))
    assert after.state(timezone.now()) == "throttled"
    assert after.throttled_until
    assert 55 < (after.throttled_until - timezone.now()).total_seconds() <= 61


@every_forge
def test_a_repository_that_is_gone_is_named_and_keeps_no_other_waiting(
    backend: str, server: WebServer, make_source: Any
) -> None:
    folder, path = FORGES[backend]
    server.routes[path] = []
    source = make_source(backend, folder, repositories=["acme/gone", "acme/payments"])
    after = polled(source)
    assert after.message.startswith("acme/gone: ")
    assert asked(server, path) == 1


@every_forge
@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"repositories": ["payments"]}, "Write names such as acme/payments, not “payments”."),
        ({"repositories": ["acme/../admin"]}, "not “acme/../admin”"),
        ({"repositories": ["acme/payments"], "url": "ftp://example.com"}, "ddress: Write an address"),
        ({"repositories": ["acme/payments"], "repos": 1}, "Unknown configuration repos"),
    ],
)
def test_a_wrong_configuration_is_named(backend: str, config: dict[str, Any], words: str, make_source: Any) -> None:
    after = polled(make_source(backend, **config))
    assert words in after.message


@every_forge
def test_a_source_without_repositories_only_takes_deliveries(backend: str, server: WebServer, make_source: Any) -> None:
    source = make_source(backend)
    source.config, source.poll_seconds = {}, 60
    source.save()
    after = polled(source)
    assert (after.state(timezone.now()), after.message, after.interval) == ("ok", "", None)
    assert after.late_from is None
    assert not server.asked
    assert registry.providers()[backend].check(source) == "Nothing to ask: it delivers by itself."


@every_forge
def test_the_check_names_what_cannot_be_seen(backend: str, server: WebServer, make_source: Any) -> None:
    source = make_source(backend, FORGES[backend][0], repositories=["acme/gone"])
    with pytest.raises(ProviderError) as caught:
        registry.providers()[backend].check(source)
    assert TOKEN not in str(caught.value)


@every_forge
def test_what_has_no_link_is_not_done(backend: str, make_source: Any, activity: Any, viewer_bob: Any) -> None:
    source, forge = make_source(backend, repositories=["acme/payments"]), registry.providers()[backend]
    for rel in forge.rels:
        with pytest.raises(ProviderError) as caught:
            forge.send(source, activity, rel, viewer_bob, {})
        assert caught.value.code == "not_offered"


@every_forge
def test_nothing_is_sent_outside_the_configured_address(
    backend: str, make_source: Any, activity: Any, viewer_bob: Any, server: WebServer
) -> None:
    folder, forge = FORGES[backend][0], registry.providers()[backend]
    source = make_source(backend, folder, repositories=["acme/payments"])
    activity.links = dict.fromkeys(forge.rels, "http://169.254.169.254/latest/meta-data")
    server.routes[f"{folder}/user"] = {"login": "stream-bot"}
    for rel in forge.rels:
        with pytest.raises(ProviderError) as caught:
            forge.send(source, activity, rel, viewer_bob, {})
        assert caught.value.code in {"refused_url", "not_offered"}
    assert {one.path for one in server.asked} <= {f"{folder}/user"}


@every_forge
def test_without_a_token_nothing_is_offered(backend: str, server: WebServer, make_source: Any) -> None:
    folder, path = FORGES[backend]
    source = make_source(backend, folder, repositories=["acme/payments"])
    entries = ENTRIES[backend]
    server.routes[path] = {"values": entries} if backend == "bitbucket" else entries
    Provider.objects.update(credentials="")
    polled(source)
    assert Activity.objects.exists()
    assert not Activity.objects.exclude(links={}).exists()
