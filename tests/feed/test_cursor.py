import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.feed.cursor import Cursor, InvalidCursor

moments = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, st.integers(1, 2**63 - 1))
def test_a_cursor_survives_the_url(published: datetime, pk: int) -> None:
    cursor = Cursor(published, pk)
    assert Cursor.decode(cursor.encode()) == cursor


@given(st.text())
def test_any_other_text_is_refused_or_a_cursor(text: str) -> None:
    with contextlib.suppress(InvalidCursor):
        assert isinstance(Cursor.decode(text), Cursor)


@pytest.mark.parametrize("text", ["", "x", "AAAA", "é", "f" * 500, "__________________8"])
def test_rubbish_is_refused(text: str) -> None:
    with pytest.raises(InvalidCursor):
        Cursor.decode(text)
