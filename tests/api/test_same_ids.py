"""One filter, the same activities in every form and at every door."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.models import Audience, Stream, Version
from tests.conftest import Api
from tests.examples import examples
from tests.feeds import FORMS, body, ids

URL = "/api/v1/activities"
PEOPLE, PROJECTS = ["ana", "bob_b", "eve"], ["PAY", "WEB"]
FILTERS = st.one_of(
    st.builds(
        "streams=user {} {}".format, st.sampled_from(["IS", "NOT"]), st.sampled_from(["ana", r"bob\_b", "ana eve"])
    ),
    st.builds("streams=key {} {}".format, st.sampled_from(["IS", "NOT"]), st.sampled_from(["PAY", "WEB", "NONE"])),
    st.builds("streams=category {} {}".format, st.sampled_from(["IS", "NOT"]), st.sampled_from(["red", "blue red"])),
    st.builds("streams=text {} {}".format, st.sampled_from(["CONTAINS", "DOES_NOT_CONTAIN"]), st.sampled_from("12")),
    st.builds("streams=update-date {} {}".format, st.sampled_from(["BEFORE", "AFTER"]), st.just(1767323100000)),
    st.builds("source=activity {} {}".format, st.sampled_from(["IS", "NOT"]), st.sampled_from(["file:post", "x:y"])),
    st.sampled_from(["providers=source", "providers=source nobody", "streams=mine IS no", "streams=bots IS no"]),
)


@pytest.fixture
def mixture(make_activity: Any) -> list[str]:
    """The ids of twelve activities of all sorts, newest first."""
    made = [
        make_activity(
            id=str(n),
            title=f"Number {n}",
            actor={"id": PEOPLE[n % 3], "displayName": "Somebody"},
            project=PROJECTS[n % 2],
            categories=[["red"], ["blue"], []][n % 3],
            verb=["post", "update"][n % 2],
            published=f"2026-01-02T03:{n // 2:02}:00Z",
        )
        for n in range(12)
    ]
    return [f"urn:uuid:{activity.uid}" for activity in reversed(made)]


@examples(40)
@given(filters=st.lists(FILTERS, max_size=3, unique=True), limit=st.integers(1, 13), place=st.integers(0, 3))
def test_every_form_has_the_same_ids_whatever_the_filter(
    as_bob: Api, mixture: list[str], filters: list[str], limit: int, place: int
) -> None:
    asked = [tuple(text.split("=", 1)) for text in filters]
    whole = ids("json", body(as_bob.get(f"{URL}/?{urlencode([*asked, ('limit', 100)])}")))
    assert whole == [one for one in mixture if one in whole]
    asked.append(("limit", str(limit)))
    if 0 < place < len(whole):
        start = as_bob.get(f"{URL}/?{urlencode([*asked[:-1], ('limit', place)])}").json()["next"]
        asked.append(("cursor", parse_qs(urlsplit(start).query)["cursor"][0]))
        whole = whole[place:]
    for form in FORMS:
        assert ids(form, body(as_bob.get(f"{URL}.{form}?{urlencode(asked)}"))) == whole[:limit], form


@examples(20)
@given(filters=st.lists(FILTERS, max_size=3, unique=True))
def test_the_compatible_door_and_a_saved_stream_have_the_same_ids_too(
    as_bob: Api, mixture: list[str], filters: list[str]
) -> None:
    query = urlencode([tuple(text.split("=", 1)) for text in filters])
    expected = ids("json", body(as_bob.get(f"{URL}/?limit=100&{query}")))
    Stream.objects.update_or_create(
        slug="saved", defaults={"name": "Saved", "query": query, "audience": Audience.public()}
    )
    Version.bump()
    assert ids("atom", body(as_bob.get(f"/activity?maxResults=100&{query}"))) == expected
    assert ids("rss", body(as_bob.get("/api/v1/streams/saved/activities.rss?limit=100"))) == expected
