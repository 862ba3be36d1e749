"""The cast: Alice owns and administers, Bob may read, Eve may not. And how they ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import caches
from django.test import Client

from gadget import use
from streams import memory
from streams.models import Activity, Audience, Provider, Viewer
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish
from streams.testing.web_server import WebServer
from tests.documents import make_document

PEERS = ["tests.peers.buildbot", "tests.peers.jenkins", "tests.peers.redmine"]
pytest_plugins = ["tests.databases", "tests.examples", "tests.threads", *PEERS]

VENDOR = "application/vnd.atl.streams.thirdparty+json"


@pytest.fixture(autouse=True)
def plain_http(settings: Any) -> None:
    """Tests speak HTTP; production redirects it to HTTPS. Hashing a password 30 times over would be all they do."""
    settings.SECURE_SSL_REDIRECT = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Each client is an application of its own, and would first read all static files.
    settings.WHITENOISE_AUTOREFRESH = True
    # A cache of its own for each test; clearing it would clear the one of the tests beside it as well.
    caches["default"].key_prefix = uuid4().hex
    memory.forget()
    use.forget()


@pytest.fixture
def sample_static(settings: Any) -> None:
    """The static files of the sample plugin are served, too."""
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, Path(__file__).parent / "sample_plugin/static"]


@pytest.fixture
def alice(db: None) -> User:
    return User.objects.create_superuser("alice", password="secret", first_name="Alice", last_name="Adler")


@pytest.fixture
def bob(db: None) -> User:
    user = User.objects.create_user("bob", password="secret", first_name="Bob", last_name="Berg")
    user.groups.add(Group.objects.get_or_create(name="team")[0])
    return user


@pytest.fixture
def eve(db: None) -> User:
    return User.objects.create_user("eve", password="secret")


@pytest.fixture
def team(db: None) -> Audience:
    """The audience that Bob belongs to and Eve does not."""
    return Audience.of_group(Group.objects.get_or_create(name="team")[0])


@pytest.fixture
def provider(team: Audience) -> Provider:
    """A source that the team may see."""
    return Provider.objects.create(key="source", backend="git", name="Repository", audience=team)


@pytest.fixture
def make_activity(provider: Provider) -> Any:
    """Publish one document from the team's source, or for another audience, and return the activity."""

    def make(audience: Audience | None = None, **fields: Any) -> Activity:
        source = Source(Door.PROVIDER, provider, audience or provider.audience)
        receipt = publish([make_document(generator=None, **fields)], source)[0]
        assert receipt.activity, receipt.problems
        return receipt.activity

    return make


@pytest.fixture
def activity(make_activity: Any) -> Activity:
    return make_activity()


class Api:
    """A person's HTTP client: JSON in, JSON out."""

    def __init__(self, user: User | None = None, **headers: str) -> None:
        self.client = Client(headers=headers)
        if user:
            self.client.force_login(user)

    def get(self, url: str, **headers: str) -> Any:
        return self.client.get(url, headers=_named(headers))

    def post(self, url: str, data: Any = None, content_type: str = "application/json", **headers: str) -> Any:
        body = data if isinstance(data, bytes | str) else orjson.dumps(data)
        return self.client.post(url, body, content_type=content_type, headers=_named(headers))

    def delete(self, url: str, **headers: str) -> Any:
        return self.client.delete(url, headers=_named(headers))

    def items(self, url: str = "/api/v1/activities/") -> list[dict[str, Any]]:
        return self.get(url).json()["items"]


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture
def as_alice(alice: User) -> Api:
    return Api(alice)


@pytest.fixture
def as_bob(bob: User) -> Api:
    return Api(bob)


@pytest.fixture
def as_eve(eve: User) -> Api:
    return Api(eve)


@pytest.fixture
def as_nobody(db: None) -> Api:
    return Api()


@pytest.fixture
def viewer_bob(bob: User, team: Audience) -> Viewer:
    return Viewer.of(bob)


@pytest.fixture
def server() -> Iterator[WebServer]:
    """A peer on loopback; a test gives it its routes."""
    with WebServer() as server:
        yield server
