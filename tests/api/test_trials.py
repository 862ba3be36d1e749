"""`?validate=true`: the same answers, and nothing stored."""

from __future__ import annotations

from typing import Any

import pytest

from streams.models import Activity, Application, Kind, Provider, Version
from tests.conftest import Api
from tests.documents import make_document

URL = "/api/v1/activities/"
TRIAL = f"{URL}?validate=true"
OF_ITS_OWN = {"id", "published", "updated"}


def stored() -> list[int]:
    return [model.objects.count() for model in (Activity, Application, Kind, Provider)] + [Version.current()]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "body", [make_document(), make_document(title=5), [make_document(id="1"), {"id": "2"}], {}, [], 5]
)
def test_a_trial_is_answered_like_the_post(as_bob: Api, body: Any) -> None:
    before = stored()
    trial = as_bob.post(TRIAL, body)
    assert (stored(), "Location" in trial) == (before, False)
    post = as_bob.post(URL, body)
    assert trial.status_code == post.status_code
    if "results" in post.json():
        answers = [[result | {"id": None} for result in one.json()["results"]] for one in (trial, post)]
    else:
        answers = [{name: one.json()[name] for name in one.json().keys() - OF_ITS_OWN} for one in (trial, post)]
    assert answers[0] == answers[1]


def test_a_trial_of_a_change_says_what_would_be(as_bob: Api) -> None:
    as_bob.post(URL, make_document())
    trial = as_bob.post(TRIAL, make_document(title="Other"))
    assert (trial.status_code, trial.json()["revision"], trial.json()["title_html"]) == (200, 2, "Other")
    assert Activity.objects.get().revision == 1


@pytest.mark.parametrize("value", ["", "1", "yes", "TRUE"])
def test_what_is_neither_true_nor_false_is_refused(as_bob: Api, value: str) -> None:
    response = as_bob.post(f"{URL}?validate={value}", make_document())
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "validate")
    assert not Activity.objects.exists()


def test_false_is_a_post(as_bob: Api) -> None:
    assert as_bob.post(f"{URL}?validate=false", make_document()).status_code == 201
    assert Activity.objects.exists()
