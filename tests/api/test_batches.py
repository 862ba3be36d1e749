"""Many documents in one request."""

from typing import Any

from streams.models import Activity
from tests.conftest import Api
from tests.documents import make_document

URL = "/api/v1/activities/"


def results(response: Any) -> list[tuple[int, str]]:
    assert response.status_code == 200, response.content
    return [(result["status"], result["outcome"]) for result in response.json()["results"]]


def test_each_document_has_a_result(as_bob: Api) -> None:
    as_bob.post(URL, [make_document(id="1"), make_document(id="2")])
    documents = [make_document(id="1"), make_document(id="2", title="x"), make_document(id="3"), {"id": "4"}]
    assert results(as_bob.post(URL, documents)) == [
        (200, "unchanged"),
        (200, "updated"),
        (201, "created"),
        (400, "refused"),
    ]


def test_a_bad_document_is_named_and_the_good_ones_are_stored(as_bob: Api) -> None:
    good, bad = as_bob.post(URL, [make_document(), make_document(id="2", title=5)]).json()["results"]
    assert (good["index"], good["id"], good["errors"]) == (0, str(Activity.objects.get().uid), [])
    assert (bad["index"], bad["id"]) == (1, None)
    assert bad["errors"] == [{"field": "title", "code": "not_a_text", "message": "title must be a text"}]


def test_what_is_no_document_is_refused_in_its_place(as_bob: Api) -> None:
    assert results(as_bob.post(URL, [None, 5, "x", [make_document()], {}])) == [(400, "refused")] * 5


def test_an_id_twice_is_one_activity(as_bob: Api) -> None:
    first, second = as_bob.post(URL, [make_document(), make_document(title="x")]).json()["results"]
    assert (first["outcome"], second["outcome"], first["id"]) == ("created", "updated", second["id"])


def test_an_empty_batch_is_fine(as_bob: Api) -> None:
    assert results(as_bob.post(URL, [])) == []


def test_a_batch_that_is_too_long_is_refused_whole(as_bob: Api, settings: Any) -> None:
    settings.STREAMS_MAX_BATCH = 2
    assert results(as_bob.post(URL, [make_document(id=str(n)) for n in range(2)])) == [(201, "created")] * 2
    refused = as_bob.post(URL, [make_document(id=str(n)) for n in range(3)])
    assert (refused.status_code, refused.json()["code"]) == (400, "batch_too_large")
    assert Activity.objects.count() == 2
