from streams.feed.combining import both
from streams.feed.grammar import Condition, Filter, Notice


def users(*names: str, operator: str = "IS") -> Condition:
    return Condition("streams", "user", operator, names)


def test_sources_must_be_in_both() -> None:
    assert both(Filter(providers=frozenset("ab")), Filter(providers=frozenset("bc"))).providers == {"b"}
    assert both(Filter(), Filter(providers=frozenset("bc"))).providers == {"b", "c"}
    assert both(Filter(), Filter()).providers is None


def test_a_query_never_widens_what_a_stream_chose() -> None:
    assert both(Filter((users("ana", "bob"),)), Filter((users("bob", "eve"),))).conditions == (users("bob"),)
    assert both(Filter((users("ana"),)), Filter((users("bob"),))).conditions == (users(),)


def test_values_of_one_filter_still_add_up() -> None:
    one = Filter((users("ana"), users("bob")))
    assert both(one, Filter((users("ana", "bob"),))).conditions == (users("ana", "bob"),)


def test_issue_keys_agree_whatever_their_case() -> None:
    keys = [Filter((Condition("streams", "issue-key", "IS", (key,)),)) for key in ("pay-1", "PAY-1")]
    assert both(*keys).conditions[0].values == ("PAY-1",)


def test_all_else_must_hold_as_it_is() -> None:
    one, other = users("ana", operator="NOT"), Condition("source", "activity", "IS", ("file:post",))
    assert both(Filter((one,)), Filter((other,))).conditions == (one, other)


def test_warnings_of_both_are_told() -> None:
    notice = Notice("streams", "incomplete", "…")
    assert both(Filter(warnings=(notice,)), Filter(warnings=(notice,))).warnings == (notice, notice)
