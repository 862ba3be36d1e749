"""Whatever Eve asks, and by whichever door: nothing tells her that there is something she may not see."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.db import transaction
from hypothesis import Phase, given
from hypothesis import strategies as st

from streams import memory
from streams.feed import planning, query
from streams.models import Activity, Audience, FeedLink, Provider, Stream, Version
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish
from tests.conftest import Api
from tests.documents import make_document
from tests.examples import examples
from tests.feeds import FORMS

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
REST = "/rest/activity-stream/1.0"
PEOPLE, PROJECTS, VERBS, TYPES = ["ana", "eve", "zed"], ["PAY", "HIDDEN"], ["post", "conceal"], ["file", "issue"]
APPLICATIONS = ["https://open.example@Open", "https://hidden.example@Hidden"]
SOURCES = ["open", "thirdparty", "secret", "nowhere"]

SETS = st.sampled_from(["IS", "NOT"])
FILTERS = st.one_of(
    st.tuples(st.just("streams"), st.builds("user {} {}".format, SETS, st.sampled_from(PEOPLE))),
    st.tuples(st.just("streams"), st.builds("key {} {}".format, SETS, st.sampled_from(PROJECTS))),
    st.tuples(st.just("streams"), st.builds("category {} {}".format, SETS, st.sampled_from(["red", "black"]))),
    st.tuples(st.just("streams"), st.builds("issue-key {} {}".format, SETS, st.sampled_from(["PAY-1", "HIDDEN-1"]))),
    st.tuples(st.just("streams"), st.sampled_from(["text CONTAINS secret", "bots IS no", "mine NOT yes"])),
    st.tuples(
        st.sampled_from(SOURCES),
        st.builds("activity {} {}:{}".format, SETS, st.sampled_from(TYPES), st.sampled_from(VERBS)),
    ),
    st.tuples(st.just("thirdparty"), st.builds("provider_name {} {}".format, SETS, st.sampled_from(APPLICATIONS))),
    st.tuples(st.just("providers"), st.lists(st.sampled_from(SOURCES), min_size=1, max_size=3).map(" ".join)),
)
HIDDEN = st.fixed_dictionaries(
    {
        "verb": st.sampled_from(VERBS),
        "project": st.sampled_from(PROJECTS),
        "actor": st.sampled_from(PEOPLE).map(lambda name: {"id": name}),
        "object": st.sampled_from(TYPES).map(lambda kind: {"objectType": kind, "displayName": "HIDDEN-1"}),
        "categories": st.sampled_from([["black"], ["red"]]),
    }
)


@pytest.fixture
def world(bob: User, team: Audience) -> dict[str, Audience]:
    """Six activities that Eve may see, of two sources."""
    members = Audience.members()
    audiences = {"open": members, "hidden": team}
    Provider.objects.create(key="open", backend="git", name="Open", audience=members)
    for n in range(6):
        _publish(members, ["open", "thirdparty"][n % 2], 0, id=str(n), project="PAY", categories=["red"])
    return audiences


@pytest.fixture
def link(eve: User) -> str:
    """Eve's private address of a stream that everybody may use."""
    stream = Stream.objects.create(slug="saved", name="Saved", audience=Audience.public())
    return f"/feeds/{FeedLink.issue(stream, eve)[1]}/saved.atom"


def _publish(audience: Audience, key: str, application: int, **fields: Any) -> None:
    defaults = {"backend": "git", "name": key.title(), "audience": audience}
    provider = (
        Provider.thirdparty() if key == "thirdparty" else Provider.objects.get_or_create(key=key, defaults=defaults)[0]
    )
    door = Door.OWN if key == "thirdparty" else Door.PROVIDER
    generator, name = APPLICATIONS[application].split("@")
    document = make_document(generator={"id": generator, "displayName": name} if door is Door.OWN else None)
    (receipt,) = publish([document | fields], Source(door, provider, audience))
    assert receipt.outcome == "created", receipt.problems


def seen_by(api: Api, link: str, asked: list[tuple[str, str]]) -> dict[str, tuple[int, dict[str, str], bytes]]:
    """Every answer: status, headers and body."""
    text = urlencode(asked)
    Stream.objects.update(query=text)
    urls = [f"/api/v1/activities.{form}?limit=3&{text}" for form in FORMS]
    urls += [f"/activity?maxResults=3&{text}", f"{REST}/config", f"{REST}/validate?title=x&numofentries=1&keys=HIDDEN"]
    urls += ["/api/v1/streams/", "/api/v1/streams/saved/activities/", "/api/v1/streams/saved/activities.csv", link]
    answers = {url: api.get(url) for url in urls}
    return {url: (one.status_code, dict(one.items()), _timeless(one.getvalue())) for url, one in answers.items()}


def _timeless(body: bytes) -> bytes:
    """Without the moment that an empty RSS feed carries."""
    return re.sub(b"<lastBuildDate>.*?</lastBuildDate>", b"", body)


def _after(write: Callable[[], None], look: Callable[[], Any]) -> Any:
    """What is seen in a world in which this was written, and which is over afterwards."""
    caches["default"].key_prefix = uuid4().hex
    with transaction.atomic():
        write()
        seen = look()
        transaction.set_rollback(True)
    # The other world may have the same version.
    memory.forget()
    return seen


# Small limits bring out what otherwise shows on large streams only. Not shrunk: that would take minutes.
@examples(15, phases=[Phase.reuse, Phase.generate])
@given(
    sizes=st.sampled_from([(3, 2), (query.BUDGET, planning.MAX_BRANCHES)]),
    asked=st.lists(FILTERS, max_size=3),
    hidden=st.lists(st.tuples(st.sampled_from(["secret", "open", "thirdparty"]), HIDDEN), min_size=1, max_size=4),
)
def test_eve_is_answered_to_the_byte_as_if_it_were_not_there(
    as_eve: Api,
    link: str,
    world: dict[str, Audience],
    sizes: tuple[int, int],
    asked: list[tuple[str, str]],
    hidden: list[tuple[str, dict[str, Any]]],
) -> None:
    def write_hidden() -> None:
        for n, (key, fields) in enumerate(hidden):
            _publish(world["hidden"], key, 1, id=f"h{n}", title="Secret", **fields)

    def write_elsewhere() -> None:
        for _ in hidden:
            with transaction.atomic():
                Version.bump()

    with (
        patch.object(query, "BUDGET", sizes[0]),
        patch.object(planning, "MAX_BRANCHES", sizes[1]),
        patch("streams.feed.render.atom.timezone.now", lambda: NOW),
    ):
        without, with_it = (
            _after(write, lambda: seen_by(as_eve, link, asked)) for write in (write_elsewhere, write_hidden)
        )
    for url, answer in without.items():
        assert with_it[url] == answer, url


def test_the_test_itself_would_notice(as_eve: Api, link: str, world: dict[str, Audience]) -> None:
    before = seen_by(as_eve, link, [])
    _publish(world["open"], "open", 0, id="new", project="WEB")
    after = seen_by(as_eve, link, [])
    unchanged = {url for url, answer in before.items() if after[url] == answer}
    assert unchanged == {f"{REST}/validate?title=x&numofentries=1&keys=HIDDEN", "/api/v1/streams/"}
    assert Activity.objects.count() == 7
