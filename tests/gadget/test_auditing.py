"""From which page somebody pressed: what the audit says, and what Eve cannot make it say."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gadget import tokens
from gadget.models import Gadget
from streams.models import AccessToken, ActionRun, Activity
from tests.actions.test_perform import url
from tests.admin.conftest import Console
from tests.conftest import Api

PAGE = "https://dashboard.example.com"
OURS = "http://testserver"


@pytest.fixture
def gadget(db: None) -> Gadget:
    Gadget.objects.create(slug="other", title="Other", origins=["https://other.example.com"])
    return Gadget.objects.create(slug="team", title="Team", origins=[PAGE, "https://intranet.example.com:8443"])


@pytest.fixture
def framed(bob: User, gadget: Gadget) -> Api:
    return Api(None, Authorization=f"Bearer {tokens.mint(gadget, bob)[0]}")


def audited(api: Api, activity: Activity, **headers: str) -> tuple[str, str]:
    response = api.post(url(activity), {}, Idempotency_Key="k", **headers)
    assert response.status_code == 200
    run = ActionRun.objects.get()
    return run.origin, run.gadget


@pytest.mark.parametrize("page", [PAGE, "https://intranet.example.com:8443"])
def test_a_framed_gadget_says_which_page_is_around_it(framed: Api, activity: Activity, page: str) -> None:
    assert audited(framed, activity, Origin=OURS, Embedding_Origin=page) == (page, "team")


def test_without_a_frame_the_browser_says_it(framed: Api, activity: Activity) -> None:
    assert audited(framed, activity, Origin="https://wiki.example.com") == ("https://wiki.example.com", "team")


@pytest.mark.parametrize(
    "told",
    [
        "https://evil.example", "https://other.example.com", "https://dashboard.example.com/", PAGE + ".evil.example",
        PAGE + "@evil.example", "HTTPS://DASHBOARD.example.com", PAGE + "," + PAGE, "the boss's own page", "null", "*",
        "<script>alert(1)</script>", "x" * 9_000,
    ],
)  # fmt: skip
def test_eve_cannot_name_a_page_that_is_not_the_gadget_s(framed: Api, activity: Activity, told: str) -> None:
    assert audited(framed, activity, Origin=OURS, Embedding_Origin=told) == (OURS, "team")


@pytest.mark.parametrize(
    "origin", ["the boss's own page", "https://a b", "https://x.example/path", "javascript:x", "https://x@y"]
)
def test_nor_write_what_is_no_origin(framed: Api, activity: Activity, origin: str) -> None:
    assert audited(framed, activity, Origin=origin, Embedding_Origin=origin) == ("", "team")


def test_a_credential_of_no_gadget_names_no_page_either(bob: User, gadget: Gadget, activity: Activity) -> None:
    secret = AccessToken.issue(bob, "script", ["act"])[1]
    api = Api(None, Authorization=f"Bearer {secret}")
    assert audited(api, activity, Origin=OURS, Embedding_Origin=PAGE) == (OURS, "")


def test_a_session_neither(as_bob: Api, gadget: Gadget, activity: Activity) -> None:
    assert audited(as_bob, activity, Embedding_Origin=PAGE) == ("", "")


def test_from_a_page_that_hides_its_origin_nothing_is_pressed(framed: Api, activity: Activity) -> None:
    assert framed.post(url(activity), {}, Idempotency_Key="k", Origin="null").status_code == 403
    assert not ActionRun.objects.exists()


def test_nor_in_a_gadget_that_is_gone(framed: Api, gadget: Gadget, activity: Activity) -> None:
    gadget.delete()
    assert framed.post(url(activity), {}, Idempotency_Key="k", Origin=OURS).status_code == 401
    assert not ActionRun.objects.exists()


def test_to_look_the_page_up_costs_one_query(framed: Api, activity: Activity) -> None:
    def queries(key: str, **headers: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            framed.post(url(activity, "watch"), {}, Idempotency_Key=key, **headers)
        return len(captured)

    queries("warm")
    assert queries("1", Embedding_Origin=PAGE) == queries("2") + 1


def test_an_administrator_reads_it_of_the_run(framed: Api, activity: Activity, alice: User) -> None:
    audited(framed, activity, Origin=OURS, Embedding_Origin=PAGE)
    page = Console(alice).open("actionrun", ActionRun.objects.get().pk).content.decode()
    assert PAGE in page
    assert "Page:" in page
    assert "Gadget:" in page
