"""What the original's gadget asks for beside the feed (contract.md §2.6, §7.5 and §7.6)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from streams.models import Activity
from tests.conftest import Api

REST = "/rest/activity-stream/1.0"
MEDIA_TYPE = "application/vnd.atl.streams+json"
ERROR = "gadget.activity.stream.error.pref."


def validate(api: Api, query: str) -> list[tuple[str, str]]:
    response = api.get(f"{REST}/validate?{query}")
    if response.status_code == 200:
        assert response.content == b""
        return []
    assert response.status_code == 400
    assert all(error.keys() == {"field", "error", "params"} for error in response.json()["errors"])
    return [(error["field"], error["error"].removeprefix(ERROR)) for error in response.json()["errors"]]


@pytest.mark.parametrize("path", ["config", "config?local=true", "preferences", "i18n/prefix/gadget"])
@pytest.mark.parametrize("accept", ["application/json", "text/html", MEDIA_TYPE])
def test_anybody_may_ask_and_nobody_may_keep_it(as_nobody: Api, path: str, accept: str) -> None:
    response = as_nobody.get(f"{REST}/{path}", Accept=accept)
    assert (response.status_code, response["Content-Type"]) == (200, MEDIA_TYPE)
    assert "no-store" in response["Cache-Control"]


def test_wrong_credentials_are_refused(as_nobody: Api, db: None) -> None:
    assert as_nobody.get(f"{REST}/config", Authorization="Bearer as_wrong").status_code == 401


def test_the_catalogue_has_the_original_s_shape(as_bob: Api, activity: Activity) -> None:
    for source in as_bob.get(f"{REST}/config").json()["filters"]:
        assert source.keys() == {"key", "name", "applinkName", "providerAliasOptionKey", "options"}
        for option in source["options"]:
            assert option.keys() == {"key", "name", "helpText", "type", "unique", "operators", "values"}
            assert all(operator.keys() == {"key", "name"} for operator in option["operators"])


def test_the_general_filters_come_first_and_the_project_before_the_others(as_bob: Api) -> None:
    general = as_bob.get(f"{REST}/config").json()["filters"][0]
    assert (general["key"], general["name"], general["applinkName"]) == ("streams", "", "")
    first, *others = general["options"]
    assert (first["key"], first["type"], first["operators"][1]) == ("key", "select", {"key": "not", "name": "is not"})
    assert [option["name"] for option in others] == sorted(option["name"] for option in others)


@pytest.mark.parametrize(
    ("zone", "offset"), [("UTC", "+0000"), ("Europe/Madrid", "+0100"), ("America/Caracas", "-0400")]
)
def test_preferences_name_formats_and_zone_and_bug_utc_is_not_minus_0000(
    as_nobody: Api, zone: str, offset: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 1, 2, tzinfo=UTC))
    with timezone.override(zone):
        shown = as_nobody.get(f"{REST}/preferences").json()
    assert shown.keys() == {"dateFormat", "timeFormat", "dateTimeFormat", "timeZone", "dateRelativize"}
    assert (shown["timeZone"], shown["dateRelativize"]) == (offset, True)


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("title=Team&keys=__all_projects__&numofentries=10", []),
        ("title=Team&numofentries=100", []),
        ("title=Team&keys=PAY&numofentries=1&username=whoever&local=true", []),
        ("title=Team&keys=PAY,NO-SUCH&numofentries=1", [("keys", "keys")]),
        ("title=Team&keys=NO-SUCH,__all_projects__&numofentries=1", []),
        ("title=Team&keys=%00&numofentries=1", [("keys", "keys")]),
        ("title=+&numofentries=10", [("title", "title")]),
        ("title=Team", [("numofentries", "numofentries.required")]),
        ("title=Team&numofentries=0", [("numofentries", "numofentries.number")]),
        ("title=Team&numofentries=101", [("numofentries", "numofentries.number")]),
        ("title=Team&numofentries=many", [("numofentries", "numofentries.number")]),
        ("", [("title", "title"), ("numofentries", "numofentries.required")]),
    ],
)
def test_preferences_of_a_gadget_are_checked(
    as_bob: Api, make_activity: Any, query: str, errors: list[tuple[str, str]]
) -> None:
    make_activity(project="PAY")
    assert validate(as_bob, query) == errors


def test_bug_a_number_that_is_not_whole_is_a_400_and_not_a_500(as_bob: Api) -> None:
    assert validate(as_bob, "title=Team&numofentries=1.5") == [("numofentries", "numofentries.number")]


def test_eve_learns_nothing_of_the_team_s_projects(as_eve: Api, make_activity: Any) -> None:
    make_activity(project="PAY")
    assert validate(as_eve, "title=x&numofentries=1&keys=PAY") == validate(as_eve, "title=x&numofentries=1&keys=NONE")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (f"{ERROR}numofentries.number?parameters=1&parameters=100", "Show between 1 and 100 items."),
        (f"{ERROR}numofentries.number?parameters=1", "Show between 1 and {1} items."),
        (f"{ERROR}title", "Give the stream a title."),
        ("no.such.key", "no.such.key"),
    ],
)
def test_a_message_by_its_key_is_plain_text(as_nobody: Api, path: str, text: str) -> None:
    response = as_nobody.get(f"{REST}/i18n/key/{path}")
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert response.content.decode() == text


def test_messages_by_the_beginning_of_their_keys(as_nobody: Api) -> None:
    shown = as_nobody.get(f"{REST}/i18n/prefix/streams.comment").json()["translations"]
    assert "streams.comment.action.conflict" in shown
    assert all(key.startswith("streams.comment") and text for key, text in shown.items())
