"""The fast path finds what the contract says, whatever is asked of whatever is stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from streams import memory
from streams.feed import query
from streams.feed.cursor import Cursor
from streams.feed.grammar import Condition, Filter
from streams.feed.page import Feed
from streams.feed.query import BUDGET
from streams.models import Activity, Audience, Provider, Version, Viewer
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish
from tests.documents import make_document
from tests.examples import examples
from tests.feed.naive import matching

START = datetime(2026, 11, 1, tzinfo=UTC)
PEOPLE = ["ana", "bob", "jun_o", "ci-bot", "renovate[bot]"]
PROJECTS = ["PAY", "OPS", "A B", None]
ISSUES = ["PAY-1", "PAY-2", "OPS-9"]
VERBS = ["post", "resolve", "push"]
TYPES = ["issue", "file", None]
CATEGORIES = ["ui", "bug", ", ", 'say "hi"', "é"]
WORDS = ["Import", "STRASSE", "straße", "50%", "a_b", "<b>bold</b>ly", ""]
GENERATORS = [("https://one.example", "One"), ("https://two.example/x@y", "Two @ home")]


def one_of(values: Any) -> Any:
    return st.lists(st.sampled_from(values), min_size=0, max_size=3).map(tuple)


def conditions(source: str, option: str, values: Any, operators: Any = ("IS", "NOT")) -> Any:
    return st.builds(Condition, st.just(source), st.just(option), st.sampled_from(operators), one_of(values))


ACTIVITIES = [f"{kind or ''}:{verb}" for kind in TYPES for verb in VERBS] + ["NOT", "*", "issue:nothing"]
DATES = [str(int((START + timedelta(minutes=m)).timestamp() * 1000)) for m in range(0, 12)]
PAIRS = st.lists(st.tuples(st.sampled_from(DATES), st.sampled_from(DATES)), max_size=3).map(lambda ps: sum(ps, ()))
CONDITIONS = st.one_of(
    conditions("streams", "user", [*PEOPLE, "nobody", "jun o"]),
    conditions("streams", "key", ["PAY", "OPS", "A B", "OR"]),
    conditions("streams", "issue-key", [*ISSUES, "pay-1"]),
    conditions("streams", "category", [*CATEGORIES, "none"]),
    conditions("streams", "bots", ["yes", "no", "perhaps"]),
    conditions("streams", "mine", ["yes", "no"]),
    conditions(
        "streams", "text", ["import", "strasse", "%", "_", "boldly", "b>", "zzz"], ("CONTAINS", "DOES_NOT_CONTAIN")
    ),
    conditions("streams", "update-date", DATES, ("BEFORE", "AFTER")),
    st.builds(Condition, st.just("streams"), st.just("update-date"), st.just("BETWEEN"), PAIRS),
    conditions("source", "activity", ACTIVITIES),
    conditions("source", "result", [*CATEGORIES, "none"]),
    conditions("thirdparty", "activity", ACTIVITIES),
    conditions("thirdparty", "provider_name", ["https://one.example@One", "One", "https://two.example/x@y@Two @ home"]),
)
PROVIDERS = st.one_of(st.none(), st.frozensets(st.sampled_from(["source", "thirdparty", "nowhere"])))
FILTERS = st.builds(Filter, st.lists(CONDITIONS, max_size=3).map(tuple), PROVIDERS)

DOCUMENTS = st.fixed_dictionaries(
    {
        "actor": st.sampled_from(PEOPLE),
        "project": st.sampled_from(PROJECTS),
        "issue": st.sampled_from([*ISSUES, None]),
        "verb": st.sampled_from(VERBS),
        "type": st.sampled_from(TYPES),
        "categories": st.lists(st.sampled_from(CATEGORIES), max_size=2, unique=True),
        "title": st.sampled_from(WORDS),
        "content": st.sampled_from(WORDS),
        "minute": st.integers(0, 10),
        "micro": st.sampled_from([0, 400, 999]),
        "generator": st.sampled_from([None, *GENERATORS]),
        "audience": st.integers(0, 2),
    }
)


@pytest.fixture
def audiences(team: Audience) -> list[Audience]:
    """Everybody's, the team's, and one that nobody here belongs to."""
    return [Audience.public(), team, Audience.objects.create(kind=Audience.Kind.GROUP)]


def store(documents: list[dict[str, Any]], audiences: list[Audience], provider: Provider) -> None:
    for number, facts in enumerate(documents):
        moment = START + timedelta(minutes=facts["minute"], microseconds=facts["micro"])
        name = facts["generator"]
        document = make_document(
            id=f"x{number}",
            title=facts["title"],
            content=facts["content"],
            verb=facts["verb"],
            published=moment.isoformat(),
            actor={"id": facts["actor"], "displayName": facts["actor"]},
            object=facts["type"] and {"objectType": facts["type"], "id": f"thing {number}"},
            target=facts["issue"] and {"objectType": "issue", "displayName": facts["issue"]},
            categories=facts["categories"],
            project=facts["project"],
            generator=name and {"id": name[0], "displayName": name[1]},
        )
        door = Door.OWN if name else Door.PROVIDER
        source = Source(door, Provider.thirdparty() if name else provider, audiences[facts["audience"]])
        assert not publish([document], source)[0].problems


def walk(viewer: Viewer, wanted: Filter, limit: int) -> list[int]:
    """The keys on all pages, one after the other; a page may be short, and even empty, and the next one go on."""
    found, cursor = [], None
    for _ in range(1000):
        feed = Feed(viewer, limit, cursor, wanted)
        assert len(feed.activities) <= limit
        found += [row.pk for row in feed.activities]
        if feed.next_cursor is None:
            return found
        cursor = Cursor.decode(feed.next_cursor)
    raise AssertionError("the pages never end")


def test_a_kind_that_appears_while_a_page_is_read_is_known(viewer_bob: Viewer, make_activity: Any) -> None:
    make_activity(id="1")
    before = Version.now()
    assert len(Feed(viewer_bob, 3, version=before).activities) == 1
    make_activity(id="2", verb="invent")
    assert [row.kind.verb for row in Feed(viewer_bob, 3, version=before).activities] == ["invent", "post"]


@examples(30)
@given(st.lists(DOCUMENTS, max_size=12), st.lists(FILTERS, min_size=1, max_size=8), st.sampled_from([1, 3, BUDGET]))
def test_it_finds_what_the_contract_says(
    viewer_bob: Viewer, provider: Provider, audiences: list[Audience], documents: Any, filters: Any, budget: int
) -> None:
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(query, "BUDGET", budget)
        # What is rolled back gives its version numbers to the next example.
        memory.forget()
        store(documents, audiences, provider)
        stored = list(Activity.objects.whole())
        for viewer in (viewer_bob, Viewer.anonymous()):
            for wanted in filters:
                expected = [one.pk for one in matching(stored, wanted, viewer)]
                assert walk(viewer, wanted, 3) == expected
        transaction.set_rollback(True)
