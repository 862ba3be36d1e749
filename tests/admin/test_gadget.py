from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User

from gadget.models import Gadget
from streams import registry
from streams.models import ActionHandler, Version
from tests.admin.conftest import Console

ALL = list(registry.actions())
FORM = {"title": "Team", "slug": "team", "limit": 20, "theme": "auto", "actions": ALL}


@pytest.fixture
def gadget(db: None) -> Gadget:
    return Gadget.objects.create(title="Team", slug="team", actions=["vote"])


def test_alice_dresses_a_gadget(console: Console) -> None:
    console.add("gadget", **FORM | {"origins": "https://a.example.com\r\nhttps://b.example.com:8443\r\n"})
    assert Gadget.objects.get().origins == ["https://a.example.com", "https://b.example.com:8443"]


@pytest.mark.parametrize("origin", ["a.example.com", "https://a.example.com;script-src", "javascript:alert(1)"])
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


def test_whoever_pastes_the_address_of_a_page_means_its_origin(console: Console) -> None:
    console.add("gadget", **FORM | {"origins": "https://A.example.com:443/board?tab=2\nhttps://a.example.com"})
    assert Gadget.objects.get().origins == ["https://a.example.com"]


def test_the_snippet_is_ready_to_copy(gadget: Gadget, console: Console) -> None:
    page = console.open("gadget", gadget.pk).content.decode()
    assert "src=&quot;http://testserver/static/gadget/v1/embed.js&quot;" in page
    assert "&lt;activity-gadget-frame gadget=&quot;team&quot;&gt;" in page


def test_the_page_of_a_gadget_that_was_added_has_what_to_paste(console: Console) -> None:
    answer = console.add("gadget", **FORM)
    assert answer["Location"] == f"/admin/gadget/gadget/{Gadget.objects.get().pk}/change/"
    assert "Works as soon as the gadget is saved" not in console.client.get(answer["Location"]).content.decode()
    assert "Works as soon as the gadget is saved" in console.client.get("/admin/gadget/gadget/add/").content.decode()


def test_who_may_only_look_sees_the_columns(gadget: Gadget, bob: User) -> None:
    bob.is_staff = True
    bob.save()
    bob.user_permissions.add(Permission.objects.get(codename="view_gadget"))
    page = Console(bob).open("gadget", gadget.pk).content.decode()
    assert 'class="builder"' not in page
    assert "field-filters" in page


def test_its_look_is_kept_and_a_change_takes_a_version(gadget: Gadget, console: Console) -> None:
    before = Version.current()
    console.save("gadget", gadget.pk, **FORM | {"density": "compact", "layout": "", "height": "600", "poll": "live"})
    gadget.refresh_from_db()
    assert gadget.look == {"density": "compact", "height": 600, "poll": "live"}
    assert Version.current() > before
    assert LogEntry.objects.get(object_id=str(gadget.pk)).get_change_message()


def test_a_look_that_nobody_knows_is_refused(console: Console) -> None:
    page = console.add("gadget", **FORM | {"density": "tight", "height": "7"})
    assert page.context["adminform"].form.errors.keys() == {"density", "height"}


def test_the_list_says_who_may_frame_it(gadget: Gadget, console: Console) -> None:
    assert "this server only" in console.list("gadget").content.decode()


def test_what_it_shows_is_locked_as_in_an_address(console: Console) -> None:
    console.add("gadget", **FORM | {"filters": "streams=user+IS+ana&providers=thirdparty"})
    assert Gadget.objects.get().filters == "streams=user+IS+ana&providers=thirdparty"


def test_a_filter_that_nobody_understands_is_refused_with_its_place(console: Console) -> None:
    errors = console.add("gadget", **FORM | {"filters": "streams=user+is+ana"}).context["adminform"].form.errors
    assert errors["filters"][0].startswith("streams, character 6: unknown operator")
