from __future__ import annotations

from typing import Any

import pytest

from gadget.models import Gadget
from streams import registry
from streams.models import ActionHandler
from tests.admin.conftest import Console

ALL = list(registry.actions())
FORM = {"title": "Team", "slug": "team", "limit": 20, "theme": "auto", "actions": ALL}


@pytest.fixture
def gadget(db: None) -> Gadget:
    return Gadget.objects.create(title="Team", slug="team", actions=["vote"])


def test_alice_dresses_a_gadget(console: Console) -> None:
    console.add("gadget", **FORM | {"origins": "https://a.example.com\r\nhttps://b.example.com:8443\r\n"})
    assert Gadget.objects.get().origins == ["https://a.example.com", "https://b.example.com:8443"]


@pytest.mark.parametrize("origin", ["a.example.com", "https://a.example.com/path", "javascript:alert(1)"])
def test_a_page_is_allowed_by_its_origin(origin: str, console: Console) -> None:
    page = console.add("gadget", **FORM | {"origins": origin})
    assert page.context["adminform"].form.errors.keys() == {"origins"}


@pytest.mark.parametrize(
    ("ticked", "stored"),
    [(ALL, None), (["vote"], ["vote"]), ([], [])],
    ids=["all", "one", "none"],
)
def test_what_may_be_clicked_is_ticked(ticked: list[str], stored: Any, console: Console) -> None:
    console.add("gadget", **FORM | {"actions": ticked})
    assert Gadget.objects.get().actions == stored


def test_all_are_ticked_where_all_may_be_clicked(console: Console) -> None:
    gadget = Gadget.objects.create(title="Team", slug="team")
    page = console.open("gadget", gadget.pk).content.decode()
    assert page.count('name="actions"') == page.count("checked") == len(ALL)


def test_what_a_script_brings_can_be_ticked_too(console: Console) -> None:
    ActionHandler.objects.create(key="build", label="Trigger build", script="sample/build-trigger.js")
    console.add("gadget", **FORM | {"actions": ["build"]})
    assert Gadget.objects.get().actions == ["build"]
    Gadget.objects.all().delete()
    console.add("gadget", **FORM)
    assert Gadget.objects.get().actions == ALL


def test_an_action_that_was_removed_stays_ticked(gadget: Gadget, console: Console) -> None:
    Gadget.objects.update(actions=["gone"])
    assert "gone (not installed)" in console.open("gadget", gadget.pk).content.decode()


def test_the_snippet_is_ready_to_copy(gadget: Gadget, console: Console) -> None:
    page = console.open("gadget", gadget.pk).content.decode()
    assert "src=&quot;http://testserver/static/gadget/v1/embed.js&quot;" in page
    assert "&lt;activity-gadget-frame gadget=&quot;team&quot;&gt;" in page


def test_an_unsaved_gadget_has_no_snippet(console: Console) -> None:
    assert "To embed it" not in console.client.get("/admin/gadget/gadget/add/").content.decode()


def test_the_list_says_who_may_frame_it(gadget: Gadget, console: Console) -> None:
    assert "this server only" in console.list("gadget").content.decode()


def test_what_it_shows_is_locked_as_in_an_address(console: Console) -> None:
    console.add("gadget", **FORM | {"filters": "streams=user+IS+ana&providers=thirdparty"})
    assert Gadget.objects.get().filters == "streams=user+IS+ana&providers=thirdparty"


def test_a_filter_that_nobody_understands_is_refused_with_its_place(console: Console) -> None:
    errors = console.add("gadget", **FORM | {"filters": "streams=user+is+ana"}).context["adminform"].form.errors
    assert errors["filters"][0].startswith("streams, character 6: unknown operator")
