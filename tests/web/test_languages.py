"""What readers are told is in their language, and nobody gets the page of another one."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from gadget.models import Gadget
from streams import languages
from streams.actions.base import ActionError
from streams.actions.vote import Vote
from streams.models import ActionHandler, ActionRun, Activity, Audience
from streams.performing import said
from tests.actions.test_perform import click, shown, url
from tests.conftest import Api
from tests.gadget.test_sign_in import WINDOW
from tests.gadget.test_sign_in import gadget as gadget  # noqa: F401
from tests.web.test_answers import Server

URL = "/api/v1/activities/"
GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


@pytest.fixture
def as_german_bob(bob: User) -> Api:
    return Api(bob, **GERMAN)


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("de-AT,en;q=0.5", "de"),
        ("en-US,en;q=0.9,de;q=0.8", "en"),
        ("sv,fr;q=0.5", "fr"),
        ("pt-PT", "pt-br"),
        ("pt", "pt-br"),
        ("zh-CN", "zh-hans"),
        ("zh", "zh-hans"),
        ("ar-EG", "ar"),
        ("tlh", "en"),
        ("*", "en"),
        ("", "en"),
        ("<script>;q=9", "en"),
        ("de;q=0, ja", "ja"),
        ("../de", "en"),
        ("x" * 10_000, "en"),
    ],
)
def test_whatever_is_asked_for_is_one_of_ours(asked: str, spoken: str) -> None:
    assert languages.spoken(asked) == spoken


def test_the_same_button_has_the_words_of_each_reader(as_bob: Api, as_german_bob: Api, activity: Activity) -> None:
    assert shown(as_bob)["label"] == "Vote"
    assert shown(as_german_bob)["label"] == "Abstimmen"
    assert shown(as_bob)["label"] == "Vote"


def test_a_form_and_a_question_have_them_too(as_german_bob: Api, activity: Activity) -> None:
    ActionHandler.objects.update_or_create(key="vote", defaults={"confirm": "Approve this?"})
    assert shown(as_german_bob, "comment")["input"]["properties"]["text"]["title"] == "Kommentar"
    assert shown(as_german_bob)["confirm"] == "Genehmigen?"


def test_what_an_administrator_wrote_stays_as_it_is(as_german_bob: Api, activity: Activity) -> None:
    ActionHandler.objects.update_or_create(key="vote", defaults={"label": "Thumbs up"})
    assert shown(as_german_bob)["label"] == "Thumbs up"


def test_why_a_button_is_off_is_said_in_it(as_nobody: Api, make_activity: Any) -> None:
    make_activity(Audience.public())
    items = as_nobody.get(URL, Accept_Language="ja").json()["items"]
    assert items[0]["actions"][0]["reason"] == "サインインすると利用できます"


def test_who_pressed_is_told_in_their_language_and_the_audit_in_english(as_german_bob: Api, activity: Activity) -> None:
    assert click(as_german_bob, activity).json()["message"] == "Ihre Stimme ist abgegeben"
    assert ActionRun.objects.get().message == "Your vote is in"


def test_the_same_press_again_is_told_in_whatever_language_asks(as_bob: Api, bob: User, activity: Activity) -> None:
    key = str(uuid4())
    click(as_bob, activity, key=key)
    assert click(Api(bob, Accept_Language="fr"), activity, key=key).json()["message"] == "Votre vote est enregistré"


def test_a_refusal_is_told_in_it(as_german_bob: Api, activity: Activity) -> None:
    problem = as_german_bob.delete(url(activity), Idempotency_Key=str(uuid4())).json()
    assert (problem["code"], problem["detail"]) == ("nothing_to_undo", "Es gibt nichts rückgängig zu machen.")


def test_a_failure_at_a_source_names_it(bob: User, activity: Activity) -> None:
    run = ActionRun(activity=activity, state=ActionRun.State.FAILED, code="timeout", message="whatever")
    with translation.override("es"):
        assert said(run).startswith("Repository no ha respondido a tiempo.")


def test_what_a_strangers_action_says_is_passed_on(
    as_german_bob: Api, activity: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> Any:
        raise ActionError("The moon is wrong.", code="moon")

    monkeypatch.setattr(Vote, "perform", refuse)
    assert click(as_german_bob, activity).json()["detail"] == "The moon is wrong."


def test_each_language_has_its_own_304(as_bob: Api, as_german_bob: Api, activity: Activity) -> None:
    english, german = as_bob.get(URL), as_german_bob.get(URL)
    assert english["ETag"] != german["ETag"]
    assert as_german_bob.get(URL, If_None_Match=german["ETag"]).status_code == 304
    assert as_german_bob.get(URL, If_None_Match=english["ETag"]).status_code == 200
    for response in english, german:
        assert "Accept-Language" in response["Vary"]


@pytest.fixture
def server(transactional_db: None) -> Server:
    return Server()


@pytest.mark.django_db(transaction=True)
def test_a_kept_answer_is_for_readers_of_its_language(server: Server, bob: User, activity: Activity) -> None:
    basic = {"Authorization": "Basic Ym9iOnNlY3JldA=="}
    german = server.get(URL, **basic, Accept_Language="de")
    english = server.get(URL, **basic)
    assert "Abstimmen" in german[2].decode()
    assert "Abstimmen" not in english[2].decode()
    reached = server.reached
    # However a browser spells it, it is one language, and one answer.
    assert server.get(URL, **basic, Accept_Language="de-CH,de;q=0.8") == german
    assert server.get(URL, **basic, Accept_Language="en-GB,en") == english
    assert server.get(URL, **basic, Accept_Language="tlh") == english
    assert server.get(URL, **basic, If_None_Match=german[1]["ETag"], Accept_Language="de")[0] == "304 Not Modified"
    assert server.reached == reached


def test_a_language_costs_no_query(as_bob: Api, as_german_bob: Api, activity: Activity) -> None:
    def queries(api: Api) -> int:
        with CaptureQueriesContext(connection) as captured:
            api.get(URL)
        return len(captured)

    for api in as_bob, as_german_bob:
        api.get(URL)
    assert queries(as_german_bob) == queries(as_bob)


def test_filters_are_named_in_it(bob: User, as_bob: Api, activity: Activity) -> None:
    Gadget.objects.create(slug="team", title="Team")
    path = "/api/v1/gadgets/team/filters/"
    answer = Api(bob, **GERMAN).get(path)
    options = {option["key"]: option for option in answer.json()["sources"][0]["options"]}
    assert (options["text"]["name"], options["text"]["operators"][0]["name"]) == ("Text", "enthält")
    assert [value["label"] for value in options["bots"]["values"]] == ["Ja", "Nein"]
    assert as_bob.get(path)["ETag"] != answer["ETag"]


def test_the_window_of_a_sign_in_speaks_it(as_nobody: Api, gadget: Gadget) -> None:  # noqa: F811
    page = as_nobody.get(WINDOW, Accept_Language="ar").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "تسجيل الدخول" in page
    english = as_nobody.get(WINDOW).content.decode()
    assert '<html lang="en">' in english
    assert "Sign in" in english


def test_the_page_of_a_frame_says_which_it_is(as_nobody: Api, gadget: Gadget) -> None:  # noqa: F811
    def language(query: str = "", **headers: str) -> str:
        return as_nobody.get(f"/embed/team/{query}", **headers).content.decode().split('lang="')[1].split('"')[0]

    assert language() == "en"
    assert language(Accept_Language="de-AT") == "de"
    assert language("?lang=ja", Accept_Language="de") == "ja"
    assert language("?lang=pt-PT") == "pt-br"
    assert language('?lang="><script>', Accept_Language="de") == "de"


def test_the_admin_stays_in_english(alice: User) -> None:
    page = Api(alice, **GERMAN).get("/admin/streams/provider/").content.decode()
    assert "Log out" in page
    assert "Abmelden" not in page
