"""Many documents in one request."""

from typing import Any

import orjson
import pytest

from streams.models import Activity
from streams.rendering import render
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


# --- JSON Lines ---


def lines(*texts: bytes | dict[str, Any]) -> bytes:
    return b"\n".join(text if isinstance(text, bytes) else orjson.dumps(text) for text in texts)


@pytest.mark.parametrize(
    "content_type", ["application/jsonl", "application/x-ndjson", "application/jsonl; charset=utf-8"]
)
def test_a_document_a_line(as_bob: Api, content_type: str) -> None:
    body = lines(make_document(id="1"), make_document(id="2"), b"")
    assert results(as_bob.post(URL, body, content_type)) == [(201, "created")] * 2


@pytest.mark.parametrize("broken", [b"{", b'{"id": "\xff"}', b"NaN", b"[1,", b"{} {}", b"\x00", b"[" * 2000])
def test_a_broken_line_is_named_and_costs_no_other(as_bob: Api, broken: bytes) -> None:
    body = lines(make_document(id="1"), b"", broken, make_document(id="2"))
    shown = as_bob.post(URL, body, "application/jsonl").json()["results"]
    assert [(one["line"], one["index"], one["outcome"]) for one in shown] == [
        (1, 0, "created"),
        (3, 1, "refused"),
        (4, 2, "created"),
    ]
    assert [error["code"] for error in shown[1]["errors"]] == ["not_json"]
    assert Activity.objects.count() == 2


def test_windows_ends_and_a_byte_order_mark_are_fine(as_bob: Api) -> None:
    body = b"\xef\xbb\xbf" + lines(make_document(id="1")) + b"\r\n" + lines(make_document(id="2")) + b"\r\n\r\n"
    assert results(as_bob.post(URL, body, "application/jsonl")) == [(201, "created")] * 2


def test_too_many_lines_are_refused_whole(as_bob: Api, settings: Any) -> None:
    settings.STREAMS_MAX_BATCH = 2
    refused = as_bob.post(URL, lines(*[make_document(id=str(n)) for n in range(3)]), "application/jsonl")
    assert (refused.status_code, refused.json()["code"]) == (400, "batch_too_large")
    assert not Activity.objects.exists()


@pytest.mark.parametrize("body", [b"\n", b" \r\n\n"])
def test_blank_lines_are_no_documents(as_bob: Api, body: bytes) -> None:
    assert results(as_bob.post(URL, body, "application/jsonl")) == []


def test_what_we_export_is_no_document_but_is_told_apart(as_bob: Api, activity: Activity) -> None:
    exported = as_bob.get("/api/v1/activities.jsonl").getvalue()
    assert results(as_bob.post(URL, exported, "application/jsonl")) == [(400, "refused")]


@pytest.mark.parametrize("form", ["list", "lines"])
def test_after_a_crash_a_retry_completes_the_batch_without_doubles(
    as_bob: Api, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    documents = [make_document(id=str(n)) for n in range(5)]
    body = lines(*documents) if form == "lines" else orjson.dumps(documents)
    content_type = "application/jsonl" if form == "lines" else "application/json"
    as_bob.client.raise_request_exception = False
    with monkeypatch.context() as crashing:
        crashing.setattr("streams.publishing.publish.render", crash_at(3))
        assert as_bob.post(URL, body, content_type).status_code == 500
    assert not Activity.objects.exists()
    for outcome in ("created", "unchanged"):
        assert [name for _, name in results(as_bob.post(URL, body, content_type))] == [outcome] * 5
    assert Activity.objects.count() == 5


def crash_at(place: int) -> Any:
    """A rendering that works so many times."""
    turns = iter(range(place))

    def rendering(activity: Activity) -> str:
        next(turns)
        return render(activity)

    return rendering
