"""What the door does with a delivery, whoever sends it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from streams import receiving
from streams.models import Activity, Audience, Delivery, Provider
from streams.providers.github import GitHub
from tests.conftest import Api
from tests.hooks.conftest import SECRET, Sender, signature
from tests.hooks.payloads import push

pytestmark = pytest.mark.django_db


def test_a_push_on_github_is_on_the_stream(github: Provider, sender: Sender, as_bob: Api) -> None:
    answer = sender.github("push", push("Mend refunds"))
    assert (answer.status_code, answer.json()["outcome"]) == (200, "stored")
    (item,) = as_bob.items()
    assert (item["actor"]["name"], item["verb"]["key"], item["object"]["type"]) == ("ana", "push", "changeset")
    assert item["object"]["summary"] == "Mend refunds"
    assert item["target"]["title"] == "acme/payments"
    assert item["provider"]["key"] == "github"
    assert item["actor"]["avatar"] == "https://avatars.githubusercontent.com/u/1"
    assert item["url"].startswith("https://github.com/acme/payments/commit/")


def test_whom_the_source_is_hidden_from_sees_nothing(github: Provider, sender: Sender, as_eve: Api) -> None:
    sender.github("push", push("Mend refunds"))
    assert as_eve.items() == []


def test_a_form_is_read_as_well_as_json(github: Provider, sender: Sender) -> None:
    body = urlencode({"payload": orjson.dumps(push("Ünïcode & more")).decode()}).encode()
    answer = sender.github("push", body, content_type="application/x-www-form-urlencoded")
    assert answer.json()["outcome"] == "stored"
    assert Activity.objects.get().object["summary"] == "Ünïcode &amp; more"


def test_a_ping_is_answered(github: Provider, sender: Sender) -> None:
    answer = sender.github("ping", {"zen": "Design for failure."})
    assert (answer.status_code, answer.json()["outcome"]) == (200, "skipped")
    assert "ping" in answer.json()["message"]


def test_an_unknown_event_is_acknowledged_and_counted(github: Provider, sender: Sender) -> None:
    for number in range(3):
        assert sender.github("teleport", {"action": "beamed"}, delivery=str(number)).status_code == 200
    assert Delivery.objects.filter(outcome="skipped", message="unknown event teleport").count() == 3


def test_the_address_works_without_its_last_slash(github: Provider, sender: Sender) -> None:
    body = b'{"zen": "x"}'
    headers = {"X-GitHub-Event": "ping", "X-Hub-Signature-256": f"sha256={signature(body)}"}
    answer = sender.client.post("/hooks/github", body, content_type="application/json", headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "nonsense", ""])
def test_it_answers_whatever_the_sender_accepts(accept: str, github: Provider, sender: Sender) -> None:
    assert sender.github("ping", {}, Accept=accept).status_code == 200


# --- who is refused ---


@pytest.mark.parametrize("key", ["nowhere", "source", "git hub", "x" * 100, "a%00b"])
def test_an_unknown_source_and_a_wrong_signature_look_the_same(
    key: str, github: Provider, provider: Provider, sender: Sender
) -> None:
    """`source` is one that is only polled."""
    wrong = sender.github("push", push("x"), X_Hub_Signature_256=f"sha256={signature(b'other')}")
    unknown = sender.github("push", push("x"), key=key)
    assert wrong.status_code == unknown.status_code == 404
    if key in {"nowhere", "source"}:
        assert wrong.content == unknown.content


def test_refusing_a_known_source_costs_as_many_queries_as_an_unknown_one(github: Provider, sender: Sender) -> None:
    """Its note is written at most once a minute."""
    wrong = {"X_Hub_Signature_256": "sha256=0"}
    sender.github("push", push("x"), **wrong)
    with CaptureQueriesContext(connection) as known:
        sender.github("push", push("x"), **wrong)
    with CaptureQueriesContext(connection) as unknown:
        sender.github("push", push("x"), key="nowhere", **wrong)
    assert len(known) == len(unknown) == 1


def test_a_refused_delivery_is_noted_without_what_it_said(github: Provider, sender: Sender) -> None:
    for _ in range(5):
        sender.github("push", push("Forged"), X_Hub_Signature_256="sha256=0")
    noted = Delivery.objects.get()
    assert (noted.outcome, noted.body, noted.headers) == ("refused", b"", {})
    assert Activity.objects.count() == 0


def test_a_source_that_is_off_takes_nothing(github: Provider, sender: Sender) -> None:
    Provider.objects.update(enabled=False)
    assert sender.github("push", push("x")).status_code == 404


@pytest.mark.parametrize("sent", [signature(b"{}", ""), signature(b"{}", "nobody knows this"), ""])
def test_a_source_without_a_secret_takes_nothing(sent: str, make_hook: Any, sender: Sender) -> None:
    make_hook("github", secret="")
    answer = sender.github("ping", b"{}", X_Hub_Signature_256=f"sha256={sent}")
    assert answer.status_code == 404
    assert Delivery.objects.get().message == "This source has no secret."


def test_the_secret_of_another_source_opens_nothing(github: Provider, make_hook: Any, sender: Sender) -> None:
    make_hook("github", key="other", secret="another secret")
    body = b'{"zen": "x"}'
    signed = f"sha256={signature(body, 'another secret')}"
    assert sender.github("ping", body, X_Hub_Signature_256=signed).status_code == 404
    assert sender.github("ping", body, key="other", X_Hub_Signature_256=signed).status_code == 200


def test_a_secret_of_a_lost_key_takes_nothing(github: Provider, sender: Sender, settings: Any, caplog: Any) -> None:
    settings.SECRET_KEY = "quite another key"
    for _ in range(5):
        assert sender.github("push", push("x")).status_code == 404
    assert "SECRET_KEY_FALLBACKS" in Delivery.objects.get().message
    # Strangers fill no log, either.
    assert caplog.text.count("SECRET_KEY_FALLBACKS") == 1


def test_only_post_is_answered(github: Provider, sender: Sender) -> None:
    assert [sender.client.get(f"/hooks/{key}/").status_code for key in ("github", "nowhere")] == [405, 405]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"push"', b"\xff\xfe", b'{"a": "\\ud800"}', b"[" * 100_000, b"null"]
)
def test_what_is_no_json_object_is_refused_with_the_reason(body: bytes, github: Provider, sender: Sender) -> None:
    answer = sender.github("push", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
    assert Delivery.objects.count() == 0


def test_a_body_that_is_too_large_is_not_read(github: Provider, sender: Sender, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = sender.github("push", push("x" * 2000))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


# --- once only, and kept ---


def test_the_same_delivery_again_is_collapsed(github: Provider, sender: Sender) -> None:
    first, again = sender.github("push", push("One")), sender.github("push", push("Two"))
    assert (first.json()["outcome"], again.json()["outcome"], again.status_code) == ("stored", "duplicate", 200)
    assert Activity.objects.get().object["summary"] == "One"


def test_the_same_event_under_another_delivery_id_updates_in_place(github: Provider, sender: Sender) -> None:
    sender.github("push", push("One"), delivery="d1")
    sender.github("push", push("One, as amended"), delivery="d2")
    assert (Activity.objects.get().revision, Delivery.objects.count()) == (2, 2)


def test_long_ids_that_begin_alike_are_two_deliveries(github: Provider, sender: Sender) -> None:
    ids = ["x" * 300 + end for end in "ab"]
    answers = [sender.github("ping", {}, delivery=one).json()["outcome"] for one in ids]
    assert answers == ["skipped", "skipped"]
    assert sender.github("ping", {}, delivery=ids[0]).json()["outcome"] == "duplicate"


def test_without_an_id_the_same_body_of_another_event_is_another_delivery(github: Provider, sender: Sender) -> None:
    answers = [sender.github(event, {"a": 1}, delivery="").json()["outcome"] for event in ("ping", "meta", "ping")]
    assert answers == ["skipped", "skipped", "duplicate"]


def test_two_sources_may_use_the_same_delivery_id(github: Provider, make_hook: Any, sender: Sender) -> None:
    make_hook("github", key="other")
    assert [sender.github("push", push("x"), key=key).json()["outcome"] for key in ("github", "other")] == [
        "stored",
        "stored",
    ]


def test_what_is_kept_holds_no_credential(github: Provider, sender: Sender) -> None:
    sender.github("push", push("x"), Authorization="Bearer hunter2", Cookie="sessionid=hunter2", User_Agent="Hookshot")
    kept = Delivery.objects.get()
    assert kept.headers == {
        "content-type": "application/json",
        "user-agent": "Hookshot",
        "x-github-event": "push",
        "x-github-delivery": "d1",
    }
    assert kept.payload == push("x")


def test_the_secret_is_nowhere_in_the_database_nor_in_the_log(
    github: Provider, sender: Sender, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    sender.github("push", push("x"))
    sender.github("push", push("x"), delivery="d2", X_Hub_Signature_256="sha256=0")
    stored = [*Provider.objects.values_list(), *Delivery.objects.values_list()]
    assert SECRET not in repr(stored)
    assert SECRET not in caplog.text


def test_a_backend_that_breaks_loses_no_delivery(
    github: Provider, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(GitHub, "receive", lambda *_: 1 / 0)
        answer = sender.github("push", push("x"))
        assert (answer.status_code, answer.json()["outcome"]) == (202, "failed")
    assert Delivery.objects.get().payload == push("x")
    # The sender's next attempt, once it is mended, is not taken for a replay.
    assert sender.github("push", push("x")).json()["outcome"] == "duplicate"
    assert (Delivery.objects.get().outcome, Activity.objects.count()) == ("stored", 1)


@pytest.mark.parametrize(
    ("backend", "config", "body", "outcome"),
    [
        ("webhook", {"fields": {"url": "{link}"}}, {"name": "x", "link": "\x00nope"}, (202, "failed")),
        ("jira", {}, {"webhookEvent": "jira:\x00nope", "issue": {"key": "PAY-1"}}, (200, "skipped")),
    ],
)
def test_a_character_that_no_database_takes_loses_no_delivery(
    backend: str, config: dict[str, Any], body: Any, outcome: tuple[int, str], make_hook: Any, sender: Sender
) -> None:
    """The reason repeats what was delivered."""
    make_hook(backend, **config)
    raw = orjson.dumps(body)
    proof = f"sha256={signature(raw)}"
    answer = sender.post(backend, raw, X_Hub_Signature=proof, X_Hub_Signature_256=proof)
    assert (answer.status_code, answer.json()["outcome"]) == outcome
    kept = Delivery.objects.get()
    assert (kept.outcome, kept.payload) == (outcome[1], body)
    assert "nope" in kept.message and "\x00" not in kept.message


def test_a_replay_brings_older_words_back_unless_the_later_ones_are_read_again_as_well(
    github: Provider, sender: Sender
) -> None:
    sender.github("push", push("One"), delivery="d1")
    sender.github("push", push("One, as amended"), delivery="d2")
    first, second = Delivery.objects.order_by("received", "pk")
    receiving.replay(first)
    assert Activity.objects.get().object["summary"] == "One"
    receiving.replay(second)
    assert Activity.objects.get().object["summary"] == "One, as amended"


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Changes the source while a delivery of it is read."""

    def change(**fields: Any) -> None:
        read = GitHub.receive

        def receive(self: GitHub, source: Provider, delivery: Delivery) -> Any:
            Provider.objects.filter(pk=source.pk).update(**fields)
            return read(self, source, delivery)

        monkeypatch.setattr(GitHub, "receive", receive)

    return change


@pytest.fixture
def others() -> Audience:
    return Audience.of_group(Group.objects.create(name="others"))


def test_a_delivery_is_shown_to_whom_its_source_is_hidden_from_meanwhile_no_more(
    github: Provider, others: Audience, meanwhile: Any, sender: Sender, as_bob: Api
) -> None:
    meanwhile(audience=others)
    assert sender.github("push", push("x")).json()["outcome"] == "stored"
    assert (Activity.objects.get().audience, Delivery.objects.count()) == (others, 1)
    assert as_bob.items() == []


def test_a_replay_is_for_the_source_s_present_audience(
    github: Provider, others: Audience, meanwhile: Any, sender: Sender
) -> None:
    sender.github("push", push("x"))
    Activity.objects.all().delete()
    delivery = Delivery.objects.select_related("provider__audience").get()
    meanwhile(audience=others)
    assert receiving.replay(delivery).outcome == "stored"
    assert Activity.objects.get().audience == others


def test_a_source_that_is_switched_off_meanwhile_takes_nothing(
    github: Provider, meanwhile: Any, sender: Sender
) -> None:
    meanwhile(enabled=False)
    assert sender.github("push", push("x")).status_code == 404
    assert not Activity.objects.exists() and not Delivery.objects.exists()


def test_nor_does_it_take_the_second_attempt_of_what_had_failed(
    github: Provider, meanwhile: Any, sender: Sender
) -> None:
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(GitHub, "receive", lambda *_: 1 / 0)
        sender.github("push", push("x"))
    meanwhile(enabled=False)
    assert sender.github("push", push("x")).status_code == 404
    assert (Activity.objects.count(), Delivery.objects.get().outcome) == (0, "failed")


def test_what_is_kept_of_a_source_that_is_off_can_be_replayed(github: Provider, sender: Sender) -> None:
    sender.github("push", push("x"))
    Activity.objects.all().delete()
    Provider.objects.update(enabled=False)
    receiving.replay(Delivery.objects.select_related("provider__audience").get())
    assert Activity.objects.count() == 1


def test_a_document_that_is_refused_is_said(github: Provider, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GitHub, "receive", lambda *_: [{"id": "1", "colour": "red"}, {"id": "2"}])
    sender.github("push", push("x"))
    kept = Delivery.objects.get()
    assert (kept.outcome, len(kept.activities)) == ("stored", 1)
    assert kept.message.startswith("document 1 of 2 was refused: colour: unknown field")


def test_hostile_texts_reach_no_reader_as_html(github: Provider, sender: Sender, as_bob: Api) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    body = push(f"{evil}\n\n{evil}", evil)
    body["sender"] |= {"html_url": "javascript:alert(1)", "avatar_url": "data:text/html,x", "login": evil}
    assert sender.github("push", body).json()["outcome"] == "stored"
    (item,) = as_bob.items()
    shown = str(item["object"]["summary"]) + item["content_html"] + item["title_html"] + item["summary_html"]
    assert "<script" not in shown
    assert "<img" not in shown
    assert (item["actor"]["url"], item["actor"]["avatar"]) == (None, None)


@pytest.mark.parametrize("count", [1, 20])
def test_a_delivery_costs_the_same_however_much_it_tells(count: int, github: Provider, sender: Sender) -> None:
    sender.github("push", push("warm up"), delivery="d0")
    with CaptureQueriesContext(connection) as queries:
        sender.github("push", push(*(f"Commit {number}" for number in range(count))), delivery="d1")
    # One of them only where it tells of an activity that is stored already.
    assert len(queries) <= 15, [query["sql"][:80] for query in queries]


def test_a_source_was_heard_of_when_it_last_delivered(github: Provider, sender: Sender) -> None:
    sender.github("push", push("x"))
    assert Provider.objects.get().last_ok == Delivery.objects.get().received


def test_a_source_that_was_late_is_told_to_be_fine_with_its_next_delivery(
    make_hook: Any, sender: Sender, as_bob: Api
) -> None:
    make_hook("github", repositories=["acme/payments"])
    # Of a kind that is known: a new one moves the settings.
    sender.github("push", push("w"), delivery="d0")
    Provider.objects.update(last_ok=timezone.now() - timedelta(days=1))
    told = [as_bob.get("/api/v1/activities/").json()["sources"][0]["state"]]
    sender.github("push", push("x"))
    told.append(as_bob.get("/api/v1/activities/").json()["sources"][0]["state"])
    assert told == ["late", "ok"]


def test_what_is_read_again_was_heard_long_ago(github: Provider, sender: Sender) -> None:
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(GitHub, "receive", lambda *_: 1 / 0)
        sender.github("push", push("x"))
    sender.github("push", push("y"), delivery="d2")
    heard = Provider.objects.get().last_ok
    assert sender.github("push", push("x")).json()["outcome"] == "duplicate"
    assert Delivery.objects.get(delivery_id="d1").outcome == "stored"
    assert Provider.objects.get().last_ok == heard


def test_the_door_has_a_name() -> None:
    assert reverse("hook", args=["github"]) == "/hooks/github/"
