"""Each request has an id, in its answer and in the log; the log has no secret."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any

import orjson
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from django.urls import path

from streams import urls
from streams.logs import JsonFormatter, PlainFormatter, cleaned, request_id
from streams.web.answers import Answering
from streams.web.request_id import with_request_id
from tests.conftest import Api

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/activities/"


class Failing:
    """An address that breaks: as a module of addresses, with all others."""

    handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
    urlpatterns = [path("api/v1/broken/", lambda request: 1 / 0), *urls.urlpatterns]


# As `streams.wsgi` makes it, with the settings of the test.
applications: list[Any] = []


def asked(url: str = URL, **headers: str) -> tuple[str, dict[str, str], bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    said: dict[str, Any] = {}
    environ = RequestFactory().get(url, headers=named).environ
    body = applications[-1](environ, lambda status, sent, *_: said.update(status=status, headers=dict(sent)))
    return said["status"], said["headers"], b"".join(body)


@pytest.fixture(autouse=True)
def server() -> Iterator[None]:
    applications.append(with_request_id(Answering(WSGIHandler())))
    yield
    applications.clear()
    request_id.set("")


@pytest.fixture(params=[PlainFormatter, JsonFormatter])
def log(request: Any) -> Iterator[StringIO]:
    """What the server writes, in either form, at its most talkative."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(request.param())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def broken(settings: Any) -> None:
    settings.ROOT_URLCONF = Failing


def test_an_answer_has_an_id_of_its_own() -> None:
    (_, first, _), (_, second, _) = asked(), asked()
    assert re.fullmatch("[0-9a-f]{32}", first["X-Request-ID"])
    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_an_id_that_a_proxy_gave_is_kept() -> None:
    assert asked(X_Request_ID="proxy-7.a")[1]["X-Request-ID"] == "proxy-7.a"


@pytest.mark.parametrize("given", ["two words", "a\nERROR forged", "é", "x" * 129, '"', "<b>"])
def test_an_id_that_could_forge_a_line_is_not(given: str) -> None:
    assert re.fullmatch("[0-9a-f]{32}", asked(X_Request_ID=given)[1]["X-Request-ID"])


def test_an_answer_without_django_has_the_id_of_its_own_request() -> None:
    etag = asked(X_Request_ID="first")[1]["ETag"]
    status, headers, _ = asked(X_Request_ID="second", If_None_Match=etag)
    assert (status[:3], headers["X-Request-ID"]) == ("304", "second")
    assert asked(X_Request_ID="third")[1]["X-Request-ID"] == "third"


def test_a_500_of_the_api_names_the_id_and_nothing_of_the_reason(broken: None) -> None:
    status, headers, body = asked("/api/v1/broken/", X_Request_ID="mine")
    assert (status[:3], headers["Content-Type"]) == ("500", "application/problem+json")
    said = orjson.loads(body)
    assert (said["code"], said["request_id"]) == ("server_error", "mine")
    assert "ZeroDivision" not in body.decode()


def test_every_line_of_a_request_has_its_id(broken: None, log: StringIO) -> None:
    asked("/api/v1/broken/", X_Request_ID="mine")
    # The others belong to a traceback.
    lines = [line for line in log.getvalue().splitlines() if line.startswith(("20", "{")) and "/api/v1/" in line]
    assert len(lines) >= 2
    assert all("mine" in line for line in lines)
    assert "ZeroDivisionError" in log.getvalue()


def test_a_line_for_each_request_has_no_query(log: StringIO) -> None:
    asked(f"{URL}?os_username=bob&os_password=hunter2")
    (line,) = [line for line in log.getvalue().splitlines() if "streams.requests" in line]
    assert f"GET {URL} 400 in" in line
    assert "os_" not in line


def test_json_lines_are_objects_with_their_fields(broken: None) -> None:
    record = logging.LogRecord("streams.x", logging.WARNING, __file__, 1, 'He said "no"', None, None)
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        record.exc_info = sys.exc_info()
    record.provider = "source"
    request_id.set("mine")
    said = orjson.loads(JsonFormatter().format(record))
    assert {name: said[name] for name in ("level", "logger", "message", "request_id", "provider")} == {
        "level": "WARNING", "logger": "streams.x", "message": 'He said "no"', "request_id": "mine",
        "provider": "source",
    }  # fmt: skip
    assert "ZeroDivisionError" in said["exc_info"]
    assert said["time"]


SECRETS = {
    "a query": "GET /activity?maxResults=5&os_username=bob&os_password=hunter2&x=1",
    "an encoded query": "next=%2Factivity%3Fos_password%3Dhunter2",
    "a header": "Authorization: Bearer hunter2",
    "basic": "{'Authorization': 'Basic hunter2'}",
    "a dictionary": "{'api_key': 'hunter2', 'X-Gitlab-Token': 'hunter2'}",
    "json": '{"password": "hunter2"}',
    "json in json": '{\\"client_secret\\": \\"hunter2\\"}',
    "a cookie": "Cookie: sessionid=hunter2; csrftoken=hunter2",
    "an address": "https://bob:hunter2@example.com/x, postgres://hunter2@db/streams",
}


@pytest.mark.parametrize("said", SECRETS.values(), ids=SECRETS)
def test_no_line_has_a_password_or_a_token(said: str, log: StringIO) -> None:
    logging.getLogger("streams.test").error("Before %s after", said)
    assert "hunter2" not in log.getvalue()
    assert "Before" in log.getvalue()
    assert "after" in log.getvalue()


def test_no_line_has_a_secret_of_ours(settings: Any, log: StringIO) -> None:
    settings.SECRET_KEY, settings.STREAMS_METRICS_TOKEN = 'signs "it" all', "scrape-4711"
    issued = [f"{prefix}_{'x' * 43}" for prefix in ("as", "af", "ae")]
    for secret in [settings.SECRET_KEY, "scrape-4711", *issued]:
        logging.getLogger("streams.test").error("With %s in it", secret)
        asked(f"/feeds/{secret}/team.atom")
    for secret in ["signs", "scrape-4711", *issued]:
        assert secret not in log.getvalue()


def test_a_traceback_has_none_either(log: StringIO) -> None:
    try:
        raise ValueError("of https://bob:hunter2@example.com")
    except ValueError:
        logging.getLogger("streams.test").exception("It broke")
    assert "hunter2" not in log.getvalue()
    assert "ValueError" in log.getvalue()


@pytest.mark.parametrize(
    "said",
    ["project key: PAY", "Author: Ana", "provider source broke", "https://example.com/as_built/x", "as_of_yesterday"],
)
def test_ordinary_words_stay(said: str) -> None:
    assert cleaned(said) == said


def test_a_page_for_people_that_breaks_is_no_json(settings: Any, as_nobody: Api) -> None:
    class Broken(Failing):
        urlpatterns = [path("admin/broken/", lambda request: 1 / 0)]

    settings.ROOT_URLCONF = Broken
    assert asked("/admin/broken/")[1]["Content-Type"].startswith("text/html")
