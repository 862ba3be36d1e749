"""`manage.py import_feed` with an address: fetched whole, then as from a file."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError

from streams.models import Activity
from streams.testing.web_server import Asked, Raw, Reply, WebServer
from tests.management.test_import_feed import ATLASSIAN, JSON_FEED, RSS

Fetch = Callable[..., str]


@pytest.fixture
def fetch(bob: User, server: WebServer, capsys: pytest.CaptureFixture[str]) -> Fetch:
    """Imports from the server as Bob, and returns what was said."""

    def run(where: str = "activity?maxResults=9&os_authType=basic", *options: str) -> str:
        call_command("import_feed", server.url + where, "--poster=bob", *options)
        return capsys.readouterr().out.strip()

    return run


@pytest.mark.parametrize("text", [ATLASSIAN, RSS, json.dumps(JSON_FEED)], ids=["Atom", "RSS", "JSON Feed"])
def test_a_feed_by_its_address(server: WebServer, fetch: Fetch, text: str) -> None:
    server.routes["/activity"] = Reply(gzip.compress(text.encode()), headers={"Content-Encoding": "gzip"})
    assert fetch() == "Done: 2 created, 0 updated, 0 unchanged, 0 refused."
    assert fetch() == "Done: 0 created, 0 updated, 2 unchanged, 0 refused."
    assert server.asked[0].query == {"maxResults": ["9"], "os_authType": ["basic"]}


def test_who_asks(server: WebServer, fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    server.routes["/activity"] = RSS
    monkeypatch.setenv("FEED_PASSWORD", "secret")
    fetch("activity", "--user=ana")
    monkeypatch.delenv("FEED_PASSWORD")
    monkeypatch.setattr("streams.management.fetching.getpass", lambda prompt: prompt)
    fetch("activity", "--user=ana")
    assert [asked.headers["authorization"] for asked in server.asked] == [
        "Basic YW5hOnNlY3JldA==",
        "Basic YW5hOlBhc3N3b3JkIG9mIGFuYTog",
    ]


def conditional(text: str) -> Callable[[Asked], Reply]:
    """A feed that has an ETag."""

    def answer(asked: Asked) -> Reply:
        return Reply(status=304) if asked.headers["if-none-match"] == '"1"' else Reply(text, headers={"ETag": '"1"'})

    return answer


def test_what_did_not_change_is_not_sent_again(server: WebServer, fetch: Fetch, tmp_path: Path) -> None:
    server.routes |= {"/activity": conditional(ATLASSIAN), "/other": conditional(RSS)}
    remember = f"--remember={tmp_path / 'feed.state'}"
    assert fetch("activity?token=geheim", remember, "--validate").startswith("Would be: 2 created")
    assert fetch("activity?token=geheim", remember).startswith("Done: 2 created")
    assert fetch("activity?token=geheim", remember) == "Unchanged since the last time."
    assert fetch("other", remember).startswith("Done: 2 created")
    assert "geheim" not in (tmp_path / "feed.state").read_text()


def test_what_was_refused_is_asked_for_again(server: WebServer, fetch: Fetch, tmp_path: Path) -> None:
    server.routes["/activity"] = conditional(json.dumps(JSON_FEED | {"items": [5]}))
    remember = f"--remember={tmp_path / 'feed.state'}"
    for _ in range(2):
        with pytest.raises(CommandError, match="1 of 1 were refused"):
            fetch("activity", remember)


def test_a_file_that_remembers_something_else(fetch: Fetch, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(CommandError, match="was not written by --remember"):
        fetch("activity", f"--remember={tmp_path / 'notes'}")
    assert (tmp_path / "notes").read_text() == "mine"


def test_more_entries_than_one_batch(server: WebServer, fetch: Fetch) -> None:
    head, entry = ATLASSIAN.partition("<entry>")[0], "<entry><id>urn:%d</id><title>%d</title></entry>"
    server.routes["/activity"] = "".join([head, *(entry % (number, number) for number in range(700)), "</feed>"])
    assert fetch().startswith("Done: 700 created")


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply("", 401), "does not accept these credentials"),
        (Reply("", 302, {"Location": "https://elsewhere.example/login?ticket=geheim"}), "https://elsewhere.example/login;"),
        (Raw([b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + ATLASSIAN.encode()]), "breaks off"),
        (ATLASSIAN.removesuffix("</feed>"), "no well-formed XML"),
        ("<html><body>Log in</body></html>", "no feed"),
    ],
)  # fmt: skip
def test_what_cannot_be_fetched_stores_nothing(server: WebServer, fetch: Fetch, reply: Any, said: str) -> None:
    server.routes["/activity"] = reply
    with pytest.raises(CommandError, match=said) as error:
        fetch("activity?token=geheim")
    assert "geheim" not in str(error.value)
    assert not Activity.objects.exists()


def test_an_endless_feed_ends(server: WebServer, fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.management.fetching.MOST_BYTES", 2**20)
    server.routes["/activity"] = lambda asked: Reply(chain([b"<feed>"], repeat(b"<entry/>" * 100)))
    with pytest.raises(CommandError, match="more than 1 MB"):
        fetch()


@pytest.mark.parametrize("option", ["--user=ana", "--remember=state"])
def test_a_file_takes_no_such_option(bob: User, option: str) -> None:
    with pytest.raises(CommandError, match="named by its address"):
        call_command("import_feed", "feed.xml", "--poster=bob", option)
