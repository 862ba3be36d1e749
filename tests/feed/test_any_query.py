"""Whatever anybody types: a page or a refusal, never an error of ours."""

from __future__ import annotations

from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from streams.models import Activity
from tests.conftest import Api
from tests.examples import examples
from tests.feed.test_filters import URL
from tests.feed.test_grammar import QUERIES

LIKELY = st.builds(
    lambda name, option, operator, values: f"{name}={option}+{operator}+{quote(values)}",
    st.sampled_from(["streams", "source", "thirdparty"]),
    st.sampled_from(
        ["user", "key", "issue-key", "text", "category", "bots", "mine", "update-date", "activity", "provider_name"]
    ),
    st.sampled_from(["IS", "NOT", "CONTAINS", "DOES_NOT_CONTAIN", "BEFORE", "AFTER", "BETWEEN"]),
    st.text(st.characters(codec="utf-8"), max_size=12) | st.integers().map(str) | st.just("1 2 3 4"),
)


@examples(150)
@given(st.one_of(QUERIES, LIKELY, st.lists(LIKELY, max_size=4).map("&".join)))
def test_any_query_at_all_is_answered_or_refused(as_bob: Api, activity: Activity, text: str) -> None:
    assert as_bob.get(f"{URL}?{text}").status_code in {200, 400}
