"""`manage.py publish`, `token` and `rerender`."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError

from streams.models import AccessToken, Activity, Provider, Version
from streams.rendering import render
from tests.documents import make_document


@pytest.fixture
def publish(bob: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Publishes a text as Bob; returns what was said to standard output and to standard error."""

    def run(text: str | bytes, *options: str, poster: str = "bob") -> tuple[list[str], list[str]]:
        file = tmp_path / "documents"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        call_command("publish", str(file), f"--poster={poster}", *options)
        said = capsys.readouterr()
        return said.out.splitlines(), said.err.splitlines()

    return run


def lines(*documents: Any) -> str:
    return "\n".join(json.dumps(document) for document in documents) + "\n"


def numbered(count: int) -> list[dict[str, Any]]:
    return [make_document(id=str(number)) for number in range(count)]


@pytest.mark.parametrize(
    "text",
    [
        lines(*numbered(3)),
        "\n\n" + lines(*numbered(3)),
        "\ufeff" + lines(*numbered(3)).replace("\n", "\r\n"),
        json.dumps(numbered(3)),
        json.dumps(numbered(3), indent=2),
        json.dumps({"@context": "x", "type": "Collection", "items": numbered(3)}),
    ],
)
def test_lines_lists_and_collections(publish: Any, text: str) -> None:
    if "@context" in text:
        text = text.replace('"title"', '"summary"')
    said, wrong = publish(text)
    assert said == ["Done: 3 created, 0 updated, 0 unchanged, 0 refused."]
    assert wrong == []


@pytest.mark.parametrize("indent", [None, 2])
def test_one_document(publish: Any, indent: int | None) -> None:
    publish(json.dumps(make_document(), indent=indent))
    assert Activity.objects.get().poster.username == "bob"


@pytest.mark.parametrize("text", ["", "\n", "[]"])
def test_nothing_is_fine(publish: Any, text: str) -> None:
    assert publish(text)[0] == ["Done: 0 created, 0 updated, 0 unchanged, 0 refused."]


def test_standard_input(bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines(*numbered(2)).encode())))
    call_command("publish", "-", "--poster=bob")
    assert Activity.objects.count() == 2


def test_sent_twice_it_changes_nothing(publish: Any) -> None:
    publish(lines(*numbered(3)))
    assert publish(lines(*numbered(3)))[0] == ["Done: 0 created, 0 updated, 3 unchanged, 0 refused."]


def test_each_bad_document_is_a_line_and_the_exit_code_tells(publish: Any, capsys: Any) -> None:
    text = lines(make_document(id="1"), make_document(id="2", title=5)) + "\n{broken\n" + lines(make_document(id="3"))
    with pytest.raises(CommandError, match="2 of 4 were refused") as failed:
        publish(text)
    said = capsys.readouterr()
    assert failed.value.returncode == 1
    assert said.out.splitlines() == ["Done: 2 created, 0 updated, 0 unchanged, 2 refused."]
    bad_title, broken = said.err.splitlines()
    assert bad_title == "line 2: title: title must be a text"
    assert broken.startswith("line 4: this line is not valid JSON")


def test_a_broken_first_line_costs_no_other(publish: Any, capsys: Any) -> None:
    with pytest.raises(CommandError, match="1 of 3"):
        publish("{broken\n" + lines(*numbered(2)))
    assert Activity.objects.count() == 2


def test_a_bad_document_of_a_list_is_counted(publish: Any, capsys: Any) -> None:
    with pytest.raises(CommandError):
        publish(json.dumps([make_document(), 5]))
    assert capsys.readouterr().err.splitlines() == ["document 2: an activity must be a JSON object"]


def test_a_trial_stores_nothing(publish: Any) -> None:
    said, _ = publish(lines(*numbered(2)), "--validate")
    assert said == ["Would be: 2 created, 0 updated, 0 unchanged, 0 refused."]
    assert not Activity.objects.exists()


def test_it_writes_in_batches(publish: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(lines(*numbered(1)))
    before = Version.current()
    publish(lines(*numbered(1001)))
    assert (Version.current() - before, Activity.objects.count()) == (3, 1001)


def test_a_line_beyond_reason_is_refused_by_itself(publish: Any, settings: Any, capsys: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    long = json.dumps(make_document(title="x" * 5000))
    with pytest.raises(CommandError, match="1 of 3"):
        publish(f"{lines(*numbered(1))}{long}\n{lines(make_document(id='2'))}")
    assert capsys.readouterr().err.splitlines() == ["line 2: this line is longer than 1000 bytes"]


def test_the_posters_rights_count(publish: Any, capsys: Any) -> None:
    with pytest.raises(CommandError):
        publish(lines(make_document(audience="public")))
    assert Activity.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["/nowhere", "--poster=bob"], "/nowhere cannot be read: No such file"),
        (["https://x.example/a.json", "--poster=bob"], "download it first"),
        (["-", "--poster=nobody"], "no active user 'nobody'"),
    ],
)
def test_what_cannot_be_is_one_clear_line(bob: User, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("publish", *arguments)


# --- token ---


def test_a_secret_is_printed_once_and_by_itself(bob: User, capsys: Any) -> None:
    call_command("token", "create", "ci", "--user=bob", "--scope=publish", "--scope=read", "--days=30")
    said = capsys.readouterr()
    secret = said.out.strip()
    token = AccessToken.find(secret)
    assert token and (token.user, token.name, token.scopes) == (bob, "ci", ["publish", "read"])
    assert token.expires and secret not in said.err
    call_command("token", "list")
    listed = capsys.readouterr().out
    assert secret not in listed
    assert listed == f"{token.prefix}  bob  publish,read  until {token.expires:%Y-%m-%d}  ci\n"


def test_a_token_is_for_publishing_unless_said(bob: User, capsys: Any) -> None:
    call_command("token", "create", "ci", "--user=bob")
    assert AccessToken.objects.get().scopes == ["publish"]
    assert AccessToken.objects.get().expires is None


def test_a_revoked_token_stops_working(bob: User, capsys: Any) -> None:
    token, secret = AccessToken.issue(bob, "ci", ["publish"])
    call_command("token", "revoke", token.prefix)
    assert AccessToken.find(secret) is None
    capsys.readouterr()
    call_command("token", "list", "--user=bob")
    assert "revoked" in capsys.readouterr().out
    with pytest.raises(CommandError, match="No live token"):
        call_command("token", "revoke", token.prefix)


@pytest.mark.parametrize(
    "arguments",
    [
        ["create", "ci", "--user=nobody"],
        ["create", "ci", "--user=bob", "--days=0"],
        ["create", "ci", "--user=bob", "--scope=everything"],
        ["create", "c" * 101, "--user=bob"],
        ["revoke", ""],
        ["revoke", "as_"],
        [],
    ],
)
def test_what_makes_no_token_is_refused(bob: User, arguments: list[str]) -> None:
    AccessToken.issue(bob, "other", ["read"])
    with pytest.raises(CommandError):
        call_command("token", *arguments)
    assert AccessToken.objects.filter(revoked=None).count() == 1


# --- rerender ---


def test_rendering_anew_changes_what_is_stale_and_nothing_else(make_activity: Any, capsys: Any) -> None:
    for number in range(5):
        make_activity(id=str(number))
    Activity.objects.filter(foreign_id__in="13").update(rendered='{"old":1}')
    version = Version.current()
    call_command("rerender")
    assert capsys.readouterr().out == "Rendered anew: 2.\n"
    assert [row.revision for row in Activity.objects.order_by("pk")] == [1, 2, 1, 2, 1]
    assert all(render(row) == row.rendered for row in Activity.objects.whole())
    assert Version.current() == version + 1
    call_command("rerender")
    assert (capsys.readouterr().out, Version.current()) == ("Rendered anew: 0.\n", version + 1)


def test_a_providers_new_name_reaches_what_is_stored(activity: Activity, capsys: Any) -> None:
    Provider.objects.update(name="Renamed")
    call_command("rerender")
    assert '"name":"Renamed"' in Activity.objects.get().rendered
