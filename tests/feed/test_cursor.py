import contextlib
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from streams.feed.cursor import Cursor, InvalidCursor

moments = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, st.integers(1, 2**63 - 1))
def test_a_cursor_survives_the_url(published: datetime, pk: int) -> None:
    cursor = Cursor(published, pk)
    assert Cursor.decode(cursor.encode()) == cursor


@given(moments, moments, st.integers(1, 2**62))
def test_two_cursors_do_not_tell_how_much_lies_between_them(one: datetime, other: datetime, pk: int) -> None:
    """Keys are counted up, over what is hidden, too."""
    assume(one != other)
    first, second = (int.from_bytes(b64decode(Cursor(at, pk).encode() + "==", b"-_")[8:]) for at in (one, other))
    assert pk not in {first, second} and first != second


def test_a_cursor_of_another_secret_is_no_error_of_ours(settings: Any) -> None:
    text = Cursor(datetime(2026, 11, 1, tzinfo=UTC), 7).encode()
    for secret in range(20):
        settings.SECRET_KEY = f"another {secret}"
        with contextlib.suppress(InvalidCursor):
            assert 0 <= Cursor.decode(text).pk < 2**63


@given(st.text())
def test_any_other_text_is_refused_or_a_cursor(text: str) -> None:
    with contextlib.suppress(InvalidCursor):
        assert isinstance(Cursor.decode(text), Cursor)


@pytest.mark.parametrize("text", ["", "x", "AAAA", "é", "f" * 500, "__________________8"])
def test_rubbish_is_refused(text: str) -> None:
    with pytest.raises(InvalidCursor):
        Cursor.decode(text)
