"""The builder: who may make gadgets, what is kept of the form, and the preview of what is not saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gadget.models import Gadget
from streams import registry
from streams.models import ActionRun, Audience, Version
from tests.conftest import Api

FORM = {"title": "Team", "slug": "team", "limit": 20, "theme": "auto", "filters": "", "origins": ""}
ALL = list(registry.actions())
LIST = "/gadgets/preview/api/v1/gadgets/team/activities/"


@pytest.fixture
def gadget(db: None) -> Gadget:
    return Gadget.objects.create(slug="team", title="Team", origins=["https://dashboard.example.com"])


@pytest.fixture
def builder(bob: User) -> Client:
    """Bob, who makes gadgets and has no part in the admin."""
    bob.user_permissions.add(*Permission.objects.filter(codename__in=["add_gadget", "change_gadget"]))
    client = Client()
    client.force_login(bob)
    return client


def answer(builder: Client, **written: Any) -> dict[str, Any]:
    return builder.post("/gadgets/answer/", FORM | {"actions": ALL} | written).json()


def previewed(token: str, path: str = LIST) -> Any:
    return Api(None, Authorization=f"Bearer {token}").get(path)


# --- who may ---


@pytest.mark.parametrize("path", ["/gadgets/new/", "/gadgets/team/edit/", "/gadgets/nothing/edit/"])
def test_eve_makes_no_gadgets(eve: User, gadget: Gadget, path: str) -> None:
    client = Client()
    client.force_login(eve)
    assert client.get(path).status_code == 403
    assert client.post(path, FORM).status_code == 403
    assert Gadget.objects.count() == 1


@pytest.mark.parametrize("path", ["/gadgets/answer/", "/gadgets/values/user/", "/gadgets/preview/embed/team/"])
def test_nor_gets_what_is_beside_the_form(eve: User, gadget: Gadget, path: str) -> None:
    client = Client()
    client.force_login(eve)
    asked = client.post(path, FORM) if "answer" in path else client.get(path)
    assert asked.status_code in {403, 404}


def test_one_permission_is_not_the_other(bob: User, gadget: Gadget) -> None:
    bob.user_permissions.add(Permission.objects.get(codename="add_gadget"))
    client = Client()
    client.force_login(bob)
    assert client.get("/gadgets/new/").status_code == 200
    assert client.get("/gadgets/team/edit/").status_code == 403


def test_who_is_not_signed_in_does_so_and_comes_back(bob: User) -> None:
    bob.user_permissions.add(Permission.objects.get(codename="add_gadget"))
    client = Client()
    asked = client.get("/gadgets/new/")
    assert asked["Location"] == "/gadgets/sign-in/?next=/gadgets/new/"
    assert client.get(asked["Location"]).status_code == 200
    signed = client.post(asked["Location"], {"username": "bob", "password": "secret"})
    assert signed["Location"] == "/gadgets/new/"


def test_a_project_s_own_sign_in_goes_before_ours(db: None, settings: Any) -> None:
    settings.LOGIN_URL = "/sso/"
    assert Client().get("/gadgets/new/")["Location"] == "/sso/?next=/gadgets/new/"


@pytest.mark.parametrize("path", ["/gadgets/new/", "/gadgets/team/edit/", "/gadgets/answer/", "/gadgets/sign-in/"])
def test_no_other_site_can_post_the_form(bob: User, gadget: Gadget, path: str) -> None:
    bob.user_permissions.add(*Permission.objects.filter(codename__in=["add_gadget", "change_gadget"]))
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob)
    assert client.post(path, FORM).status_code == 403


@pytest.mark.parametrize("path", ["/gadgets/new/", "/gadgets/team/edit/", "/gadgets/sign-in/"])
def test_its_pages_run_our_files_only_and_are_framed_by_nobody(builder: Client, gadget: Gadget, path: str) -> None:
    page = builder.get(path)
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


# --- what is kept ---


def test_bob_builds_one_from_nothing(builder: Client, bob: User) -> None:
    before = Version.current()
    look = {"density": "compact", "view": "wallboard", "max_height": "700"}
    pages = {"origins": "https://board.example.com/team?tab=2\nhttp://10.0.0.5:8080/"}
    saved = builder.post("/gadgets/new/", FORM | look | pages | {"filters": "streams=user+IS+ana", "actions": ["vote"]})
    assert saved["Location"] == "/gadgets/team/edit/"
    gadget = Gadget.objects.get()
    assert (gadget.title, gadget.filters, gadget.actions) == ("Team", "streams=user+IS+ana", ["vote"])
    assert gadget.origins == ["https://board.example.com", "http://10.0.0.5:8080"]
    assert gadget.look == {"density": "compact", "view": "wallboard", "max_height": 700}
    assert Version.current() > before
    entry = LogEntry.objects.get()
    assert (entry.user, entry.action_flag, entry.object_id) == (bob, ADDITION, str(gadget.pk))


def test_and_changes_it_with_an_entry_in_the_log(builder: Client, gadget: Gadget) -> None:
    before = Version.current()
    builder.post("/gadgets/team/edit/", FORM | {"title": "Deploys", "actions": ALL})
    gadget.refresh_from_db()
    assert (gadget.title, gadget.actions) == ("Deploys", None)
    assert Version.current() > before
    entry = LogEntry.objects.get()
    assert (entry.action_flag, "Title" in entry.get_change_message()) == (CHANGE, True)


def test_a_form_that_is_wrong_keeps_what_was_written(builder: Client) -> None:
    page = builder.post("/gadgets/new/", FORM | {"origins": "my dashboard", "title": "Half done"})
    assert "is not an origin. Write scheme and host" in page.content.decode()
    assert 'value="Half done"' in page.content.decode()
    assert not Gadget.objects.exists()


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://Wiki.example.com/pages/7#top", "https://wiki.example.com"),
        ("https://wiki.example.com:443", "https://wiki.example.com"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080"),
        ("https://bob:secret@wiki.example.com/", "https://wiki.example.com"),
    ],
)
def test_the_address_of_a_page_is_cut_to_its_origin(builder: Client, written: str, origin: str) -> None:
    builder.post("/gadgets/new/", FORM | {"origins": written})
    assert Gadget.objects.get().origins == [origin]


@pytest.mark.parametrize(
    "nonsense", ["example.com", "*", "https://*", "https://a;script-src", "https://a'", "file:///etc", "https://[x"]
)
def test_nonsense_is_no_page(builder: Client, nonsense: str) -> None:
    assert answer(builder, origins=nonsense)["errors"].keys() == {"origins"}


@pytest.mark.parametrize(
    "look", [["density"], {"density": "tight"}, {"height": 7}, {"height": True}, {"colour": "red"}]
)
def test_only_a_look_that_is_known_is_kept(gadget: Gadget, look: Any) -> None:
    gadget.look = look
    with pytest.raises(ValidationError):
        gadget.full_clean()


def test_embeds_look_as_it_was_built_unless_the_page_says_otherwise(as_nobody: Api, gadget: Gadget) -> None:
    Gadget.objects.update(look={"density": "compact", "layout": "list", "height": 500})
    usual = as_nobody.get("/embed/team/").content.decode()
    assert ' density="compact"' in usual
    assert ' layout="list"' in usual
    assert "height=" not in usual.partition("<body>")[2]
    assert ' density="comfortable"' in as_nobody.get("/embed/team/?density=comfortable").content.decode()


# --- the preview ---


def test_the_preview_lists_what_is_not_saved(builder: Client, make_activity: Any) -> None:
    make_activity(id="1", title="Fixed", project="PAY")
    make_activity(id="2", title="Moved", project="OPS")
    told = answer(builder, filters="streams=key+IS+PAY")
    assert [item["title_html"] for item in previewed(told["token"]).json()["items"]] == ["Fixed"]
    assert (told["frame"]["gadget"], told["frame"]["src"]) == ("team", "/gadgets/preview/")
    assert not Gadget.objects.exists()


def test_it_shows_what_its_maker_may_see(builder: Client, make_activity: Any) -> None:
    make_activity(Audience.of_group(Group.objects.create(name="others")), id="hidden")
    assert previewed(answer(builder)["token"]).json()["items"] == []


def test_it_offers_the_actions_that_are_ticked(builder: Client, make_activity: Any) -> None:
    make_activity()
    (item,) = previewed(answer(builder, actions=["watch"])["token"]).json()["items"]
    assert [action["key"] for action in item["actions"]] == ["watch"]


def test_but_nothing_is_done_there(builder: Client, activity: Any) -> None:
    path = f"/gadgets/preview/api/v1/activities/{activity.uid}/actions/vote/"
    pressed = Api(None, Authorization=f"Bearer {answer(builder)['token']}").post(path, {}, Idempotency_Key="k")
    assert (pressed.status_code, pressed.json()["detail"]) == (409, "This is a preview: nothing is done here.")
    assert not ActionRun.objects.exists()


def test_its_reader_filters_as_readers_will(builder: Client, make_activity: Any) -> None:
    make_activity(id="1", project="PAY", actor={"id": "ana", "displayName": "Ana Ruiz"})
    make_activity(id="2", project="OPS", actor={"id": "jun", "displayName": "Jun Kato"})
    token = answer(builder, filters="streams=key+NOT+OPS")["token"]
    sources = previewed(token, LIST.replace("activities", "filters")).json()["sources"]
    assert "key" not in {option["key"] for option in sources[0]["options"]}
    assert previewed(token, f"{LIST}?streams=key+IS+OPS").json()["items"] == []
    people = previewed(token, LIST.replace("activities", "filters/user") + "?q=ana").json()["values"]
    assert [person["value"] for person in people] == ["ana"]


@pytest.mark.parametrize("token", ["", "ad_", "ad_rubbish", "ae_rubbish"])
def test_a_forged_preview_is_over(db: None, token: str) -> None:
    assert previewed(token).status_code == 401


def test_a_preview_ends_with_the_permission(builder: Client, bob: User) -> None:
    token = answer(builder)["token"]
    assert previewed(token).status_code == 200
    bob.user_permissions.clear()
    assert previewed(token).status_code == 401


def test_a_preview_token_is_no_token_anywhere_else(builder: Client, gadget: Gadget) -> None:
    token = answer(builder, slug="other")["token"]
    assert previewed(token, "/api/v1/gadgets/team/activities/").status_code == 401
    assert previewed(token, "/api/v1/activities/").status_code == 401


def test_its_page_is_framed_by_our_own_pages_only(builder: Client) -> None:
    page = builder.get("/gadgets/preview/embed/team/?origin=http://testserver&heading=Deploys")
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self' http://testserver" in page["Content-Security-Policy"]
    body = page.content.decode()
    assert 'src="/gadgets/preview/"' in body
    assert 'heading="Deploys"' in body
    assert "oembed" not in body


def test_what_is_wrong_is_told_while_it_is_written(builder: Client) -> None:
    told = answer(builder, filters="streams=user+is+ana", title="")
    assert told["errors"] == {"filters": [told["errors"]["filters"][0]]}
    assert told["errors"]["filters"][0].startswith("streams, character 6: unknown operator")
    assert "token" not in told


def test_a_gadget_may_keep_its_own_name_while_it_is_edited(builder: Client, gadget: Gadget) -> None:
    assert answer(builder)["errors"].keys() == {"slug"}
    told = builder.post(f"/gadgets/answer/{gadget.pk}/", FORM | {"actions": ALL}).json()
    assert told["errors"] == {}


@pytest.mark.parametrize("pk", ["0", "x", "99999999999999999999999"])
def test_one_that_is_not_there_is_not_answered(builder: Client, pk: str) -> None:
    assert builder.post(f"/gadgets/answer/{pk}/", FORM).status_code == 404


def test_the_snippets_follow_the_form(builder: Client) -> None:
    texts = answer(builder, slug="deploys", height="300")["texts"]
    assert 'gadget="deploys" height="300"' in texts["html"]
    assert texts["notion"] == "http://testserver/embed/deploys/"


def test_people_are_found_as_their_names_begin(builder: Client, make_activity: Any) -> None:
    make_activity(id="1", actor={"id": "ana", "displayName": "Ana Ruiz"})
    make_activity(id="2", actor={"id": "jun", "displayName": "Jun Kato"})
    found = builder.get("/gadgets/values/user/?q=ka").json()["values"]
    assert found == [{"value": "jun", "label": "Jun Kato"}]
    assert builder.get("/gadgets/values/text/").status_code == 404


def test_the_form_offers_what_there_is_to_filter_by(builder: Client, make_activity: Any) -> None:
    for number in range(3):
        make_activity(id=str(number), project=f"P{number}")
    page = builder.get("/gadgets/new/").content.decode()
    assert '"label": "P2"' in page
    assert '"name": "Repository"' in page


def test_a_page_of_the_list_costs_the_same_however_many_filters(builder: Client, make_activity: Any) -> None:
    make_activity(project="PAY")

    def queries(filters: str) -> int:
        token = answer(builder, filters=filters)["token"]
        previewed(token)
        with CaptureQueriesContext(connection) as asked:
            assert len(previewed(token).json()["items"]) == 1
        return len(asked)

    assert queries("") == queries("streams=key+IS+PAY&streams=user+NOT+eve&streams=bots+NOT+yes") < 12
