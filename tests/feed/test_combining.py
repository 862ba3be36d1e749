from streams.feed.combining import both
from streams.feed.grammar import Condition, Filter, Notice
from streams.feed.meaning import Choice, choice, choices


def users(*names: str, operator: str = "IS") -> Condition:
    return Condition("streams", "user", operator, names)


def categories(*names: str) -> Filter:
    return Filter((Condition("streams", "category", "IS", names),))


def chosen(*filters: Filter, option: str = "user") -> frozenset[str] | None:
    return choice(both(*filters).conditions, option).only


def test_sources_must_be_in_both() -> None:
    assert both(Filter(providers=frozenset("ab")), Filter(providers=frozenset("bc"))).providers == {"b"}
    assert both(Filter(), Filter(providers=frozenset("bc"))).providers == {"b", "c"}
    assert both(Filter(), Filter()).providers is None


def test_a_query_never_widens_what_a_stream_chose() -> None:
    assert chosen(Filter((users("ana", "bob"),)), Filter((users("bob", "eve"),))) == {"bob"}
    assert chosen(Filter((users("ana"),)), Filter((users("bob"),))) == frozenset()


def test_values_of_one_filter_still_add_up() -> None:
    one = Filter((users("ana"), users("bob")))
    assert chosen(one, Filter((users("ana", "bob"),))) == {"ana", "bob"}


def test_what_one_leaves_out_the_other_cannot_bring_back() -> None:
    assert chosen(Filter((users("ana", operator="NOT"),)), Filter((users("ana", "bob"),))) == {"bob"}


def test_issue_keys_agree_whatever_their_case() -> None:
    keys = [Filter((Condition("streams", "issue-key", "IS", (key,)),)) for key in ("pay-1", "PAY-1")]
    assert chosen(*keys, option="issue-key") == {"PAY-1"}


def test_of_several_values_each_filter_may_ask_for_another() -> None:
    wanted = both(both(categories("payments"), categories("bug")), categories("done", "open"))
    assert choices(wanted.conditions, "category") == [
        Choice(frozenset(values)) for values in (["payments"], ["bug"], ["done", "open"])
    ]


def test_warnings_of_both_are_told() -> None:
    notice = Notice("streams", "incomplete", "…")
    assert both(Filter(warnings=(notice,)), Filter(warnings=(notice,))).warnings == (notice, notice)
