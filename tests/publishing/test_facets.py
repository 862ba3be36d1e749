"""What filters read of an activity, derived when it is stored."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from streams.models import Activity
from streams.publishing.facets import is_bot, issue_key, searchable


@pytest.mark.parametrize(
    ("thing", "key"),
    [
        ({"type": "issue", "title": "PAY-42"}, "PAY-42"),
        ({"type": "http://streams.atlassian.com/syndication/types/issue", "title": "pay-42"}, "PAY-42"),
        ({"type": "issue", "title": "Import fails", "url": "https://i.example/browse/PAY-42"}, "PAY-42"),
        ({"url": "ONE-1"}, "ONE-1"),
        ({"url": "https://i.example/browse/PAY-42"}, None),
        ({"type": "file", "title": "PAY-42"}, None),
        ({"type": "issue", "title": "Import fails"}, None),
        (None, None),
    ],
)
def test_an_issue_is_known_by_its_key(thing: dict[str, Any] | None, key: str | None) -> None:
    assert issue_key(thing) == key


@pytest.mark.parametrize(
    ("username", "actor_type", "answer"),
    [
        ("renovate[bot]", "", True),
        ("Payments-Bot", "person", True),
        ("ana", "bot", True),
        ("ana", "Application", True),
        ("ana", "person", False),
        ("robot", "", False),
    ],
)
def test_a_bot_says_so_or_is_called_so(username: str, actor_type: str, answer: bool) -> None:
    assert is_bot(username, actor_type) is answer


def test_what_a_reader_sees_can_be_searched_for() -> None:
    assert searchable("<b>Pay</b>ments &amp; more", "", "<p>One</p><p>Tw<i>o</i></p>") == "payments & more\none two"
    assert searchable("STRASSE") == searchable("straße")


def test_an_actor_s_type_may_be_anything(make_activity: Any) -> None:
    assert make_activity(id="1", actor={"id": "ci", "objectType": "https://x.example/types/Service"}).is_bot
    assert not make_activity(id="2", actor={"id": "ci", "objectType": 5}).is_bot


def test_a_change_changes_what_is_found(make_activity: Any) -> None:
    make_activity(title="Before", target={"url": "ONE-1"})
    changed = make_activity(title="After", target={"url": "ONE-2"})
    stored = Activity.objects.get(foreign_id=changed.foreign_id)
    assert (stored.search.split("\n")[0], stored.issue_key) == ("after", "ONE-2")


def test_the_migration_fills_in_what_was_stored_before(make_activity: Any) -> None:
    made = make_activity(actor={"id": "ci-bot"}, target={"url": "ONE-1"})
    Activity.objects.update(search="", issue_key=None, is_bot=False)
    import_module("streams.migrations.0004_fill_filters").fill(apps, connection.schema_editor())
    row = Activity.objects.get()
    assert (row.search, row.issue_key, row.is_bot) == (made.search, "ONE-1", True)
