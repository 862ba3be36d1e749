"""The same post with the same Idempotency-Key is answered as the first time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from streams.models import Activity, KeptAnswer
from streams.models.answer import PRUNED
from tests.conftest import Api
from tests.documents import make_document
from tests.threads import InThreads

URL = "/api/v1/activities/"


def post(api: Api, document: Any, key: str = "one", **options: Any) -> Any:
    return api.post(URL, document, Idempotency_Key=key, **options)


def test_the_same_key_and_body_get_the_same_answer(as_bob: Api) -> None:
    first = post(as_bob, make_document())
    as_bob.post(URL, make_document(title="Meanwhile"))
    again = post(as_bob, make_document())
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    assert Activity.objects.get().title == "Meanwhile"


def test_a_batch_gets_the_same_answer_too(as_bob: Api) -> None:
    batch = [make_document(id="1"), {"bad": 1}]
    first, again = post(as_bob, batch), post(as_bob, batch)
    assert again.json() == first.json()
    assert first.json()["results"][0]["outcome"] == "created"


def test_another_body_with_the_key_is_refused(as_bob: Api) -> None:
    post(as_bob, make_document())
    other = post(as_bob, make_document(title="Other"))
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert Activity.objects.get().revision == 1


def test_the_same_body_in_another_form_is_another_request(as_bob: Api) -> None:
    post(as_bob, make_document())
    assert post(as_bob, make_document(), content_type="application/x-ndjson").status_code == 422


def test_another_persons_key_is_another_key(as_bob: Api, as_eve: Api) -> None:
    post(as_bob, make_document())
    assert post(as_eve, make_document(id="2")).status_code == 201


def test_what_was_refused_may_be_mended_under_the_same_key(as_bob: Api) -> None:
    assert post(as_bob, make_document(title=5)).status_code == 400
    assert post(as_bob, make_document(title="5")).status_code == 201


def test_a_trial_keeps_no_answer(as_bob: Api) -> None:
    as_bob.post(f"{URL}?validate=true", make_document(), Idempotency_Key="one")
    assert not KeptAnswer.objects.exists()
    assert post(as_bob, make_document()).status_code == 201


def test_without_a_key_nothing_is_kept(as_bob: Api) -> None:
    as_bob.post(URL, make_document())
    assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize("key", ["", "k" * 256, "\x7f"])
def test_what_is_no_key_is_refused(as_bob: Api, key: str) -> None:
    response = post(as_bob, make_document(), key)
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "Idempotency-Key")
    assert not Activity.objects.exists()


def test_answers_are_kept_for_a_day_and_cleared_away_a_few_at_a_time(as_bob: Api, bob: User) -> None:
    def make(hours: int, count: int) -> None:
        moment = timezone.now() - timedelta(hours=hours)
        KeptAnswer.objects.bulk_create(
            KeptAnswer(user=bob, key=f"{hours}.{n}", created=moment, fingerprint="") for n in range(count)
        )

    make(23, 3)
    make(25, PRUNED + 5)
    post(as_bob, make_document())
    assert KeptAnswer.objects.count() == 3 + 5 + 1
    post(as_bob, make_document(), "two")
    assert KeptAnswer.objects.count() == 3 + 2


def test_nothing_is_kept_where_storing_breaks(as_bob: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    as_bob.client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr("streams.publishing.publish.render", lambda activity: 1 / 0)
        assert post(as_bob, make_document()).status_code == 500
    assert not KeptAnswer.objects.exists()
    assert post(as_bob, make_document()).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_of_twins_one_stores_and_the_others_answer_the_same(bob: User, in_threads: InThreads) -> None:
    api = [Api(bob) for _ in range(4)]
    answers = in_threads(lambda one: post(one, make_document()), api)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Activity.objects.count() == KeptAnswer.objects.count() == 1
