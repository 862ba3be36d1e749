"""The embedded page, its tokens and who may frame it."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils import timezone

from gadget import bundle, tokens
from gadget.models import Gadget
from streams.models import AccessToken, ActionHandler, Activity, Audience, Reaction, Version
from tests.actions.test_perform import click
from tests.conftest import Api

PAGE = "/api/v1/gadgets/team/activities/"


@pytest.fixture
def gadget(db: None) -> Gadget:
    return Gadget.objects.create(slug="team", title="Team activity", origins=["https://dashboard.example.com"])


@pytest.fixture
def bob_embedded(gadget: Gadget, bob: User) -> Api:
    """Bob on somebody's dashboard."""
    return _with_token(gadget, bob)


def _with_token(gadget: Gadget, user: User) -> Api:
    return Api(None, Authorization=f"Bearer {tokens.mint(gadget, user)[0]}")


def test_a_person_on_a_dashboard_sees_what_is_theirs(bob_embedded: Api, activity: Activity) -> None:
    assert [item["id"] for item in bob_embedded.items(PAGE)] == [str(activity.uid)]


def test_a_stranger_on_a_dashboard_sees_nothing_of_it(gadget: Gadget, eve: User, activity: Activity) -> None:
    assert _with_token(gadget, eve).items(PAGE) == []


def test_a_gadget_without_a_token_shows_what_is_public(as_nobody: Api, gadget: Gadget, make_activity: Any) -> None:
    make_activity(id="hidden")
    public = make_activity(Audience.public(), id="public")
    assert [item["id"] for item in as_nobody.items(PAGE)] == [str(public.uid)]


def test_an_embed_token_acts_for_its_person(bob_embedded: Api, activity: Activity) -> None:
    assert click(bob_embedded, activity).json()["action"]["state"] == "done"


def test_an_embed_token_reads_nothing_but_its_gadget(bob_embedded: Api, activity: Activity) -> None:
    Gadget.objects.create(slug="other", title="Other")
    assert bob_embedded.get("/api/v1/activities/").status_code == 403
    assert bob_embedded.get("/api/v1/gadgets/other/activities/").json()["code"] == "wrong_gadget"


def test_a_gadget_limits_the_actions_of_its_tokens(gadget: Gadget, bob: User, activity: Activity) -> None:
    gadget.actions = ["watch"]
    embedded = _with_token(gadget, bob)
    assert [action["key"] for action in embedded.items(PAGE)[0]["actions"]] == ["watch"]
    assert click(embedded, activity, "vote").status_code == 403


def test_an_action_that_the_gadget_no_longer_offers_ends_for_tokens_that_are_out(
    gadget: Gadget, bob_embedded: Api, activity: Activity
) -> None:
    assert bob_embedded.items(PAGE)[0]["actions"] != []
    gadget.actions = []
    gadget.save()
    Version.bump(settles=True)
    assert bob_embedded.items(PAGE)[0]["actions"] == []
    assert click(bob_embedded, activity, "vote").status_code == 403


def test_what_locked_filters_leave_out_is_not_there_to_be_acted_on(
    gadget: Gadget, bob_embedded: Api, make_activity: Any
) -> None:
    """Nor to be found out about: bob may see it elsewhere, and a page that embeds this gadget may not."""
    issue = {"objectType": "issue", "id": "i", "displayName": "SEC-7"}
    shown, secret = make_activity(id="1", project="PAY"), make_activity(id="2", project="SEC", object=issue)
    gadget.filters = "streams=key+IS+PAY"
    gadget.save()
    Version.bump(settles=True)
    assert click(bob_embedded, shown).status_code == 200
    assert click(bob_embedded, secret).status_code == 404
    for key in ("SEC-7", "SEC-8"):
        assert bob_embedded.post(f"/rest/jira-activity-stream/1.0/actions/issue-vote/{key}", "").status_code == 404
    assert not Reaction.objects.filter(entity=secret.entity).exists()


@pytest.mark.parametrize("spoil", [lambda token: token[:-2] + "xx", lambda token: "ae_", lambda token: "rubbish"])
def test_a_forged_token_is_refused_in_words(gadget: Gadget, bob: User, spoil: Any) -> None:
    response = Api(None, Authorization=f"Bearer {spoil(tokens.mint(gadget, bob)[0])}").get(PAGE)
    assert (response.status_code, response.json()["code"]) == (401, "invalid_token")
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_token_ends(gadget: Gadget, bob: User, monkeypatch: Any) -> None:
    token, expires = tokens.mint(gadget, bob)
    assert expires - timezone.now() < timedelta(minutes=11)
    monkeypatch.setattr("django.core.signing.time.time", lambda: expires.timestamp() + 1)
    assert tokens.read(token) is None


def test_a_person_who_was_dismissed_is_refused_at_once(bob_embedded: Api, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert bob_embedded.get(PAGE).status_code == 401


@pytest.mark.parametrize("query", ["format=atom", "format=csv", "colour=red"])
def test_a_gadget_has_one_form(bob_embedded: Api, query: str) -> None:
    assert bob_embedded.get(f"{PAGE}?{query}").status_code == 400


def test_an_unchanged_poll_by_token_is_304(bob_embedded: Api, activity: Activity) -> None:
    assert bob_embedded.get(PAGE, If_None_Match=bob_embedded.get(PAGE)["ETag"]).status_code == 304


def test_a_host_s_server_mints_a_token_for_its_reader(gadget: Gadget, alice: User, bob: User) -> None:
    _, secret = AccessToken.issue(alice, "dashboard", ["embed"])
    host = Api(None, Authorization=f"Bearer {secret}")
    answer = host.post("/api/v1/gadgets/team/tokens/", {"username": "bob"})
    assert answer.status_code == 201
    grant = tokens.read(answer.json()["token"])
    assert grant and (grant.user_id, grant.gadget) == (bob.pk, "team")


@pytest.mark.parametrize(("scopes", "permitted", "status"), [(["embed"], False, 403), (["read"], True, 403)])
def test_minting_needs_the_scope_and_the_permission(
    gadget: Gadget, bob: User, scopes: list[str], permitted: bool, status: int
) -> None:
    if permitted:
        bob.user_permissions.add(Permission.objects.get(codename="mint_tokens"))
    _, secret = AccessToken.issue(bob, "dashboard", scopes)
    answer = Api(None, Authorization=f"Bearer {secret}").post("/api/v1/gadgets/team/tokens/", {"username": "bob"})
    assert answer.status_code == status


@pytest.mark.parametrize(
    "body", [{}, {"username": "nobody"}, [], {"username": ["bob"]}, {"username": None}, {"username": "b\0b"}]
)
def test_a_token_is_minted_for_somebody_who_exists(gadget: Gadget, as_alice: Api, body: Any) -> None:
    answer = as_alice.post("/api/v1/gadgets/team/tokens/", body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "username"


def test_the_page_names_who_may_frame_it(as_nobody: Api, gadget: Gadget) -> None:
    page = as_nobody.get("/embed/team/?origin=https://dashboard.example.com")
    assert "frame-ancestors 'self' https://dashboard.example.com" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    assert b'host-origin="https://dashboard.example.com"' in page.content


def test_a_page_that_is_not_on_the_list_is_not_talked_to(as_nobody: Api, gadget: Gadget) -> None:
    page = as_nobody.get('/embed/team/?origin=https://evil.example"><script>')
    assert b"evil" not in page.content
    assert "evil" not in page["Content-Security-Policy"]


def test_the_page_runs_no_inline_script_or_style(as_nobody: Api, gadget: Gadget) -> None:
    page = as_nobody.get("/embed/team/").content.decode()
    assert "<script>" not in page
    assert "<style" not in page
    assert "onload" not in page


def test_the_page_waits_for_one_file_which_is_named_after_its_content(as_nobody: Api, gadget: Gadget) -> None:
    scripts = re.findall(r'<script src="([^"]+)"', as_nobody.get("/embed/team/").content.decode())
    assert scripts == ["/static/gadget/v1/frame.js", f"/static/{bundle.element()}"]
    assert finders.find(bundle.element())


def test_only_a_wall_waits_for_its_looks_too(as_nobody: Api, gadget: Gadget, monkeypatch: Any) -> None:
    monkeypatch.setattr(bundle, "part", "gadget/v1/chunks/{}-12345678.js".format)
    looks = b'<link rel="modulepreload" href="/static/gadget/v1/chunks/wallboard-12345678.js">'
    assert looks in as_nobody.get("/embed/team/?view=wallboard").content
    assert b"modulepreload" not in as_nobody.get("/embed/team/").content


def test_the_page_is_called_what_it_shows(as_nobody: Api, gadget: Gadget) -> None:
    assert b"<title>Team activity</title>" in as_nobody.get("/embed/team/").content
    assert b"<title>Deploys</title>" in as_nobody.get("/embed/team/?heading=Deploys").content


def test_a_bundle_that_was_not_built_says_how(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(finders, "find", lambda path: str(tmp_path))
    with pytest.raises(ImproperlyConfigured, match="make bundle"):
        bundle.part.__wrapped__("gadget")


@pytest.mark.parametrize(("style", "cleaned"), [("original", True), ("module", False)])
def test_only_scripts_for_the_original_may_write_html_and_it_is_cleaned(
    as_nobody: Api, gadget: Gadget, style: str, cleaned: bool
) -> None:
    ActionHandler.objects.create(key="build", script="sample/build-trigger.js", script_style=style)
    policy = as_nobody.get("/embed/team/")["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert ("trusted-types lit-html activity-streams default;" in policy) is cleaned


def test_every_other_page_refuses_to_be_framed(as_alice: Api) -> None:
    assert as_alice.get("/admin/")["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/embed/nothing/", "/api/v1/gadgets/nothing/activities/"])
def test_there_is_no_gadget_of_that_name(as_alice: Api, path: str) -> None:
    assert as_alice.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/demo/", "/demo/token/"])
def test_the_demo_is_not_there_in_production(as_nobody: Api, gadget: Gadget, path: str) -> None:
    assert as_nobody.get(path).status_code == 404


@pytest.mark.parametrize(
    "origin", ["example.com", "https://example.com/", "https://example.com/x", "ftp://example.com", "*", 7, "https://"]
)
def test_only_origins_are_allowed_as_pages(gadget: Gadget, origin: Any) -> None:
    gadget.origins = [origin]
    with pytest.raises(ValidationError):
        gadget.full_clean()


def test_other_origins_may_ask_the_api_but_never_with_cookies(as_nobody: Api, gadget: Gadget) -> None:
    response = as_nobody.get(PAGE, Origin="https://dashboard.example.com")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert "etag" in response["Access-Control-Expose-Headers"].lower()


@pytest.mark.parametrize(("asked", "limit"), [("5", 5), ("500", 20), ("0", 20), ("-3", 20), ("many", 20), ("", 20)])
def test_a_page_may_ask_for_fewer_items_but_not_for_more(
    as_nobody: Api, gadget: Gadget, asked: str, limit: int
) -> None:
    assert f'limit="{limit}"' in as_nobody.get(f"/embed/team/?limit={asked}").content.decode()


def test_a_page_may_give_it_another_heading_which_is_only_text(as_nobody: Api, gadget: Gadget) -> None:
    page = as_nobody.get('/embed/team/?heading="><script>alert(1)</script>').content.decode()
    assert "&quot;&gt;&lt;script&gt;" in page
    assert "<script>" not in page


def test_a_reader_is_named_the_same_and_nobody_else_is(gadget: Gadget, bob: User, eve: User, as_nobody: Api) -> None:
    names = [_with_token(gadget, person).get(PAGE)["X-Reader"] for person in (bob, bob, eve)]
    assert names[0] == names[1]
    assert len({*names, as_nobody.get(PAGE)["X-Reader"], "bob", str(bob.pk)}) == 5
    opaque = Api(None, Authorization=f"Bearer {tokens.mint(gadget, bob)[0]}", Origin="null")
    assert opaque.get(PAGE)["X-Reader"] != names[0]
