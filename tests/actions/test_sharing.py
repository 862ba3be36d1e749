"""What several actions ask of one page is asked once, and never remembered for the next page."""

from streams.actions.sharing import once, one_page


def test_on_one_page_it_is_worked_out_once() -> None:
    answers = iter([1, 2])
    with one_page([]):
        assert [once("name", lambda: next(answers)) for _ in range(2)] == [1, 1]


def test_another_page_asks_again() -> None:
    answers = iter([1, 2])
    for expected in (1, 2):
        with one_page([]):
            assert once("name", lambda: next(answers)) == expected


def test_outside_of_a_page_nothing_is_kept() -> None:
    answers = iter([1, 2])
    assert [once("name", lambda: next(answers)) for _ in range(2)] == [1, 2]


def test_a_page_that_fails_leaves_nothing_behind() -> None:
    try:
        with one_page([]):
            once("name", lambda: 1)
            raise RuntimeError
    except RuntimeError:
        assert once("name", lambda: 2) == 2
