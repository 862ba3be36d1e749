"""What is answered without Django: the same request again, as long as nothing was written."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from gadget import tokens
from gadget.models import Gadget
from streams.models import AccessToken, Activity, Audience, Provider, Stream, Version
from streams.models.stream import FeedLink
from streams.service import delete
from streams.web import answers
from streams.web.answers import Answering
from streams.web.authentication import BasicAuthentication
from tests.conftest import Api
from tests.threads import InThreads

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/v1/activities/"


class Server:
    """The WSGI application as a web server runs it; it counts what reaches Django."""

    def __init__(self) -> None:
        self.reached = 0
        self._django = WSGIHandler()
        self._application = Answering(self._counted)

    def get(self, url: str, method: str = "GET", **headers: str) -> tuple[str, dict[str, str], bytes]:
        environ = RequestFactory().generic(method, url, headers=_named(headers)).environ
        said: dict[str, Any] = {}
        body = self._application(environ, lambda status, sent, *_: said.update(status=status, headers=dict(sent)))
        return said["status"], said["headers"], b"".join(body)

    def _counted(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.reached += 1
        return self._django(environ, start_response)


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def server(db: None) -> Server:
    return Server()


@pytest.fixture
def let_pass(monkeypatch: Any) -> Any:
    """So many seconds, in no time."""

    def let_pass(seconds: int) -> None:
        later, moment = time.time() + seconds, timezone.now() + timedelta(seconds=seconds)
        monkeypatch.setattr(time, "time", lambda: later)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return let_pass


@pytest.fixture
def token(bob: User) -> AccessToken:
    token, token.secret = AccessToken.issue(bob, "Reader", ["read"])  # type: ignore[attr-defined]
    return token


@pytest.fixture
def credentials(bob: User, token: Any) -> dict[str, dict[str, str]]:
    client = Client()
    client.force_login(bob)
    grant, _ = tokens.mint(Gadget.objects.create(slug="team", title="Team"), bob)
    return {
        "nobody": {},
        "token": {"Authorization": f"Bearer {token.secret}"},
        "password": {"Authorization": "Basic Ym9iOnNlY3JldA=="},
        "session": {"Cookie": f"sessionid={client.cookies['sessionid'].value}"},
        "embed token": {"Authorization": f"Bearer {grant}"},
    }


def test_an_unchanged_poll_never_reaches_django(
    server: Server, activity: Activity, credentials: Any, django_assert_num_queries: Any
) -> None:
    for name, headers in credentials.items():
        url = "/api/v1/gadgets/team/activities/" if name == "embed token" else URL
        etag = server.get(url, **headers)[1]["ETag"]
        reached = server.reached
        with django_assert_num_queries(0):
            status, sent, body = server.get(url, If_None_Match=etag, **headers)
        assert (status, sent["ETag"], body, server.reached) == ("304 Not Modified", etag, b"", reached), name
        assert sent["X-Poll-Interval"] == "30"
        assert "Content-Type" not in sent


def test_a_page_that_is_asked_for_again_is_the_same_page(server: Server, activity: Activity, credentials: Any) -> None:
    headers = credentials["token"]
    assert server.get(URL, **headers) == server.get(URL, **headers)
    assert server.reached == 1


def test_a_poll_that_django_answered_with_304_is_answered_from_then_on(server: Server, activity: Activity) -> None:
    etag = Server().get(URL)[1]["ETag"]
    assert [server.get(URL, If_None_Match=etag)[0] for _ in range(2)] == ["304 Not Modified"] * 2
    assert server.reached == 1
    assert server.get(URL)[0] == "200 OK"


def test_every_form_of_a_page_is_answered_so(server: Server, activity: Activity) -> None:
    for form in ("atom", "rss", "jsonfeed", "as2"):
        etag = server.get(f"/api/v1/activities.{form}")[1]["ETag"]
        reached = server.reached
        assert server.get(f"/api/v1/activities.{form}", If_None_Match=etag)[0] == "304 Not Modified"
        assert server.reached == reached


def test_the_compatible_feed_is_answered_so(server: Server, activity: Activity) -> None:
    etag = server.get("/activity")[1]["ETag"]
    assert server.get("/activity", If_None_Match=etag)[0] == "304 Not Modified"
    assert server.reached == 1


def test_a_write_is_seen_at_once(server: Server, make_activity: Any, credentials: Any) -> None:
    headers = credentials["token"]
    before = server.get(URL, **headers)
    activity = make_activity()
    assert server.get(URL, If_None_Match=before[1]["ETag"], **headers)[0] == "200 OK"
    delete(activity.uid)
    assert server.get(URL, **headers)[2] == before[2]
    assert server.reached == 3


def test_a_reader_is_never_given_another_one_s_page(
    server: Server, activity: Activity, credentials: Any, eve: User
) -> None:
    assert b"payments" in server.get(URL, **credentials["token"])[2]
    _, secret = AccessToken.issue(eve, "Eve", ["read"])
    for headers in ({}, {"Authorization": f"Bearer {secret}"}, {"Cookie": "sessionid=guess"}):
        assert b"payments" not in server.get(URL, **headers)[2]


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        (f"{URL}?limit=1", {}),
        (URL, {"Accept": "application/atom+xml"}),
        (URL, {"Origin": "https://dashboard.example.com"}),
        (URL, {"Host": "localhost"}),
    ],
)
def test_another_request_is_another_answer(server: Server, activity: Activity, url: str, headers: Any) -> None:
    server.get(URL)
    server.get(url, **headers)
    assert server.reached == 2


@pytest.mark.parametrize("path", ["/api/v1/\u4e2d/", "/api/v1/\udc80/"])
def test_an_address_of_any_characters_has_a_name(path: str) -> None:
    assert answers._name({"PATH_INFO": path}) != answers._name({"PATH_INFO": "/api/v1/"})


def test_a_page_is_never_given_with_the_headers_of_another(
    server: Server, make_activity: Any, monkeypatch: Any
) -> None:
    """Another thread may keep a later page while this one asks for the version."""
    make_activity(id="1", audience=Audience.public())
    server.get(URL)
    version = answers.committed()

    def asked_meanwhile() -> int | None:
        monkeypatch.undo()
        make_activity(id="2", title="A much longer title", audience=Audience.public())
        server.get(URL)
        return version

    monkeypatch.setattr(answers, "committed", asked_meanwhile)
    _, headers, body = server.get(URL)
    assert (int(headers["Content-Length"]), b"much longer" in body) == (len(body), True)


def test_nothing_but_get_is_answered_so(server: Server, activity: Activity) -> None:
    server.get(URL)
    server.get(URL, method="HEAD")
    server.get(URL, method="OPTIONS")
    assert server.reached == 3


@pytest.mark.parametrize("url", ["/api/v1/activities/?limit=0", "/api/v1/activities.csv", "/activity?maxResults=-1"])
def test_errors_and_exports_are_never_kept(server: Server, activity: Activity, url: str) -> None:
    assert server.get(url)[0] == server.get(url)[0]
    assert server.reached == 2


# --- credentials that end ---


def test_a_revoked_token_is_refused_at_once(server: Server, activity: Activity, credentials: Any, token: Any) -> None:
    etag = server.get(URL, **credentials["token"])[1]["ETag"]
    token.revoke()
    assert server.get(URL, If_None_Match=etag, **credentials["token"])[0] == "401 Unauthorized"


def test_an_expired_token_is_refused_at_once(server: Server, activity: Activity, bob: User, let_pass: Any) -> None:
    _, secret = AccessToken.issue(bob, "Short", ["read"], timezone.now() + timedelta(seconds=20))
    headers = {"Authorization": f"Bearer {secret}"}
    etag = server.get(URL, **headers)[1]["ETag"]
    let_pass(21)
    assert server.get(URL, If_None_Match=etag, **headers)[0] == "401 Unauthorized"


def test_an_embed_token_is_refused_when_it_ends(server: Server, credentials: Any, settings: Any, let_pass: Any) -> None:
    url = "/api/v1/gadgets/team/activities/"
    etag = server.get(url, **credentials["embed token"])[1]["ETag"]
    let_pass(settings.STREAMS_EMBED_TOKEN_SECONDS + 1)
    assert server.get(url, If_None_Match=etag, **credentials["embed token"])[0] == "401 Unauthorized"


def test_a_session_ends_with_the_logout(server: Server, activity: Activity, bob: User) -> None:
    client = Client()
    client.force_login(bob)
    headers = {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}
    etag = server.get(URL, **headers)[1]["ETag"]
    client.logout()
    status, _, body = server.get(URL, If_None_Match=etag, **headers)
    assert (status, b"payments" in body) == ("200 OK", False)


@pytest.mark.parametrize("credential", ["token", "session", "password"])
def test_somebody_who_is_dismissed_reads_nothing_more(
    server: Server, activity: Activity, bob: User, credentials: Any, credential: str
) -> None:
    etag = server.get(URL, **credentials[credential])[1]["ETag"]
    bob.is_active = False
    bob.save()
    assert b"payments" not in server.get(URL, If_None_Match=etag, **credentials[credential])[2]


def test_somebody_who_leaves_the_group_reads_nothing_more(
    server: Server, activity: Activity, bob: User, credentials: Any
) -> None:
    etag = server.get(URL, **credentials["token"])[1]["ETag"]
    bob.groups.clear()
    status, _, body = server.get(URL, If_None_Match=etag, **credentials["token"])
    assert (status, b"payments" in body) == ("200 OK", False)


def test_a_write_does_not_check_a_password_again(
    server: Server, bob: User, make_activity: Any, monkeypatch: Any
) -> None:
    """It is made to take long; after every write it would take longer than all pages of a busy stream."""
    checked: list[str] = []
    check = BasicAuthentication.authenticate_credentials

    def counted(self: BasicAuthentication, userid: str, *args: Any, **kwargs: Any) -> Any:
        checked.append(userid)
        return check(self, userid, *args, **kwargs)

    monkeypatch.setattr(BasicAuthentication, "authenticate_credentials", counted)
    headers = {"Authorization": "Basic Ym9iOnNlY3JldA=="}
    for title in ("one", "two", "three"):
        make_activity(id=title, title=title)
        assert title.encode() in server.get(URL, **headers)[2]
    assert checked == ["bob"]
    bob.set_password("another")
    bob.save()
    assert server.get(URL, **headers)[0] == "401 Unauthorized"


def test_the_first_activity_of_a_group_is_seen_by_whoever_reads_already(
    server: Server, bob: User, credentials: Any, make_activity: Any
) -> None:
    make_activity(id="earlier")
    headers = credentials["token"]
    server.get(URL, **headers)
    group = Group.objects.create(name="new")
    bob.groups.add(group)
    assert b"theirs" not in server.get(URL, **headers)[2]
    make_activity(id="theirs", title="theirs", audience=Audience.of_group(group))
    assert b"theirs" in server.get(URL, **headers)[2]


def test_a_feed_link_is_gone_once_it_is_revoked(server: Server, activity: Activity, bob: User, team: Any) -> None:
    stream = Stream.objects.create(slug="all", name="All", owner=bob, audience=team)
    link, secret = FeedLink.issue(stream, bob)
    url = f"/feeds/{secret}/all.atom"
    etag = server.get(url)[1]["ETag"]
    assert server.get(url, If_None_Match=etag)[0] == "304 Not Modified"
    link.revoke()
    assert server.get(url, If_None_Match=etag)[0] == "404 Not Found"


# --- what changes by itself ---


def test_a_source_that_falls_silent_is_told(server: Server, provider: Provider, as_bob: Api, let_pass: Any) -> None:
    Provider.objects.filter(pk=provider.pk).update(last_ok=timezone.now() - timedelta(seconds=80))
    Version.bump()
    headers = {"Cookie": f"sessionid={as_bob.client.cookies['sessionid'].value}"}
    etag = server.get(URL, **headers)[1]["ETag"]
    let_pass(11)
    status, _, body = server.get(URL, If_None_Match=etag, **headers)
    assert status == "200 OK"
    assert b'"state":"late"' in body


def test_a_database_that_does_not_answer_leaves_it_to_django(
    server: Server, activity: Activity, monkeypatch: Any
) -> None:
    etag = server.get(URL)[1]["ETag"]
    connection.close()
    with monkeypatch.context() as patched:
        patched.setattr(Version, "CURRENT", "SELECT nothing FROM nowhere")
        assert answers.committed() is None
    assert answers.committed() == Version.current()
    assert server.get(URL, If_None_Match=etag)[0] == "304 Not Modified"


def test_what_is_not_committed_is_not_seen(activity: Activity, in_threads: InThreads) -> None:
    version = answers.committed()
    with transaction.atomic():
        Version.bump()
        assert in_threads(lambda _: answers.committed(), [None]) == [version]
    assert in_threads(lambda _: answers.committed(), [None]) == [version + 1]


def test_pages_make_room_for_others_and_are_still_known(server: Server, activity: Activity, monkeypatch: Any) -> None:
    monkeypatch.setattr(answers, "MOST_BYTES", 100)
    etag = server.get(URL)[1]["ETag"]
    assert server.get(URL, If_None_Match=etag)[0] == "304 Not Modified"
    assert server.get(URL)[0] == "200 OK"
    assert server.reached == 2
