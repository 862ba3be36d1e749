"""Whatever a server answers to a press, each source that acts tells it by a code for programs and words for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from streams import registry
from streams.actions.saying import SENTENCES
from streams.models import Activity, Audience, Provider, Viewer
from streams.outbound.connecting import Patience
from streams.providers.base import Done, ProviderError
from streams.testing.web_server import Asked, Raw, Reply, WebServer

# Where each keeps its server's address, what else it has to know, and the folder of its API.
SOURCES: dict[str, tuple[str, dict[str, Any], dict[str, str], str]] = {
    "github": ("url", {"repositories": ["acme/payments"]}, {"token": "t"}, ""),
    "gitlab": ("url", {"repositories": ["acme/payments"]}, {"token": "t"}, "/api/v4"),
    "gitea": ("url", {"repositories": ["acme/payments"]}, {"token": "t"}, "/api/v1"),
    "bitbucket": ("url", {"repositories": ["acme/payments"]}, {"token": "t"}, "/2.0"),
    "atlassian": ("address", {}, {}, ""),
    "buildbot": ("address", {"scheduler": "force"}, {}, ""),
    "jenkins": ("address", {"username": "ana"}, {"token": "t"}, ""),
    "redmine": ("address", {"switch_user": True}, {"key": "k"}, ""),
}
ANSWERS: dict[str, Any] = {
    "unauthorized": Reply({}, 401),
    "forbidden": Reply({}, 403),
    "missing": Reply({}, 404),
    "conflict": Reply({}, 409),
    "precondition": Reply({}, 412),
    "rate_limited": Reply({}, 429, {"Retry-After": "30"}),
    "rejected": Reply({}, 422),
    "broken": Reply({}, 503),
    "not_readable": Raw([b""]),
}
# Where a source knows better what an answer means.
BETTER = {("redmine", "precondition"): {"unknown_user"}}


class Refusing(WebServer):
    """Answers everything alike."""

    reply: Any = None

    def answer(self, asked: Asked) -> Any:
        self.asked.append(asked)
        return self.reply() if callable(self.reply) else self.reply


@pytest.fixture
def refusing() -> Iterator[Refusing]:
    with Refusing() as server:
        yield server


def source(name: str, server: Refusing, team: Audience) -> Provider:
    address, config, secrets, folder = SOURCES[name]
    url = f"{server.url.rstrip('/')}{folder}"
    row = Provider(key=name, backend=name, name=name.title(), audience=team, config={address: url, **config})
    row.set_credentials(secrets)
    row.save()
    return row


def press(row: Provider, rel: str, activity: Activity, viewer: Viewer) -> Done:
    backend = registry.providers()[row.backend]
    if rel == "reply-to":
        return backend.reply(row, activity, "On it", viewer)
    if rel == "transition":
        return backend.choose(row, activity, rel, "2", viewer)
    return backend.send(row, activity, rel, viewer, {})


def test_every_source_that_acts_is_in_the_table() -> None:
    assert {name for name, backend in registry.providers().items() if backend.rels} == SOURCES.keys()


@pytest.mark.parametrize("code", ANSWERS)
@pytest.mark.parametrize("name", SOURCES)
def test_an_answer_that_is_none_is_a_code_and_a_sentence(
    name: str, code: str, refusing: Refusing, team: Audience, make_activity: Any, viewer_bob: Viewer
) -> None:
    row, refusing.reply = source(name, refusing, team), ANSWERS[code]
    told = refusals(row, refusing, make_activity, viewer_bob)
    assert refusing.asked
    better = BETTER.get((name, code), set())
    assert {one.code for one in told} - {"not_offered"} == (better or {code})
    assert {one.code for one in told} <= {code, "not_offered", *better}


@pytest.mark.parametrize("name", SOURCES)
def test_a_server_that_is_down_is_a_code_and_a_sentence(
    name: str, team: Audience, make_activity: Any, viewer_bob: Viewer
) -> None:
    with Refusing() as gone:
        row = source(name, gone, team)
    told = refusals(row, gone, make_activity, viewer_bob)
    assert {one.code for one in told} - {"not_offered"} == {"unreachable"}


@pytest.mark.parametrize("name", SOURCES)
def test_a_server_that_hangs_is_a_code_and_a_sentence(
    name: str, refusing: Refusing, team: Audience, make_activity: Any, viewer_bob: Viewer, monkeypatch: Any
) -> None:
    monkeypatch.setattr("streams.outbound.client.Patience", lambda _: Patience(0.2))
    row, refusing.reply = source(name, refusing, team), lambda: Reply(refusing.hang())
    told = refusals(row, refusing, make_activity, viewer_bob)
    assert {one.code for one in told} - {"not_offered"} == {"timeout"}


def refusals(row: Provider, server: Refusing, make_activity: Any, viewer: Viewer) -> list[ProviderError]:
    """What each press on an activity that carries every link of its source came to, each a sentence."""
    thing = f"{server.url.rstrip('/')}{SOURCES[row.backend][3]}/repos/acme/payments/issues/1"
    rels = registry.providers()[row.backend].rels
    about = {"objectType": "issue", "id": "issues/1", "url": thing}
    activity = make_activity(object=about, links=dict.fromkeys(rels, thing))
    told = []
    for rel in rels:
        with pytest.raises(ProviderError) as caught:
            press(row, rel, activity, viewer)
        told.append(caught.value)
    sentences = [SENTENCES[one.code].format(row.name) if one.code in SENTENCES else str(one) for one in told]
    assert not [sentence for sentence in sentences if sentence[-1] not in ".!?…"]
    return told
