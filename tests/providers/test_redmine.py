"""What happens in a Redmine, as readers see it: in ours here, in a real one with `make test-redmine`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from streams.feed.render.sentence import plain_title
from streams.models import Audience
from streams.providers.base import Batch, Document, Entity, ProviderError
from streams.providers.redmine import Redmine as Backend
from tests.conftest import Api
from tests.peers.following import Follower, stored
from tests.peers.redmine import Redmine, source

IN_PROGRESS, RESOLVED, CLOSED, NO_STATUS = 2, 3, 5, 99


def following(peer: Redmine, user: str = "ana", **config: Any) -> Follower:
    return Follower(source(peer, user, **config))


def titles(documents: list[Document]) -> list[str]:
    """Verb and thing, of comments what they are on."""
    return [f"{one['verb']} {one['object'].get('displayName') or one['object']['objectType']}" for one in documents]


def of_issues(documents: list[Document], numbers: list[int]) -> list[Document]:
    """Without those of other tests, which the overlap may bring."""
    return [one for one in documents if int(one["entity"].rpartition("/")[2]) in numbers]


def test_an_issue_and_what_became_of_it_are_told(redmine: Redmine, team: Audience, as_bob: Api) -> None:
    number = redmine.report("Gadget flickers", description="On *every* <b>refresh</b>.")
    redmine.change(number, "bob", notes="Which browser?")
    redmine.change(number, notes="All of them.", status_id=IN_PROGRESS)
    stored(source(redmine), team)
    on_it = [item for item in as_bob.items() if item["url"].partition("#")[0] == f"{redmine.url}/issues/{number}"]
    assert sorted(plain_title(item) for item in on_it) == [
        f"Ana Ruiz posted Bug #{number} - Gadget flickers in Demo",
        f"Ana Ruiz started Bug #{number} - Gadget flickers of Demo",
        f"Bob Berg commented on Bug #{number} - Gadget flickers",
    ]
    said = {item["content_html"] for item in on_it}
    assert said == {
        "<p>On *every* &lt;b&gt;refresh&lt;/b&gt;.</p>",
        "<p>Which browser?</p>",
        "<p>All of them.</p>",
    }


def test_only_what_is_new_comes_next_time(redmine: Redmine) -> None:
    number = redmine.report("Only once")
    ci = following(redmine)
    assert ci.poll() == []
    redmine.change(number, notes="First")
    assert titles(ci.poll()) == ["post comment"]
    redmine.change(number, notes="Second")
    redmine.change(number, notes="Third")
    assert [told["content"] for told in ci.poll()] == ["<p>Second</p>", "<p>Third</p>"]
    assert ci.poll() == []


def test_when_nothing_happened_redmine_says_so(redmine: Redmine, monkeypatch: pytest.MonkeyPatch) -> None:
    # The newest second is over.
    monkeypatch.setattr("streams.providers.redmine.issues.SETTLING", timedelta(hours=-1))
    ci = following(redmine, projects=["demo"])
    ci.poll()
    answers = statuses_of_answers(monkeypatch)
    assert ci.poll() == []
    # Whose key it is, and then the issues, the news and the wiki.
    assert answers == [200, 304, 304, 304]


def statuses_of_answers(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    from streams.outbound import Outbound

    answers: list[int] = []
    get = Outbound.get

    def noted(self: Outbound, *arguments: Any, **options: Any) -> Any:
        answer = get(self, *arguments, **options)
        answers.append(answer.status)
        return answer

    monkeypatch.setattr(Outbound, "get", noted)
    return answers


@pytest.mark.parametrize(
    ("path", "verb"),
    [([RESOLVED], "resolve"), ([CLOSED], "close"), ([CLOSED, 4], "reopen"), ([4], "transition"), ([2], "start")],
)
def test_every_change_of_status_has_a_verb(redmine: Redmine, path: list[int], verb: str) -> None:
    number = redmine.report("Verbs")
    ci = following(redmine)
    for status in path:
        redmine.change(number, "admin", status_id=status)
    assert ci.poll()[-1]["verb"] == verb


def test_what_changed_is_told_field_by_field(redmine: Redmine) -> None:
    number = redmine.report("Fields", description="Old words")
    ci = following(redmine)
    ana = redmine.ask("GET", "users/current.json")["user"]["id"]
    redmine.change(number, "admin", assigned_to_id=ana, priority_id=3, done_ratio=10, description="New words")
    (told,) = ci.poll()
    assert (told["verb"], told["object"]["displayName"]) == ("update", f"Bug #{number}")
    assert sorted(told["changes"], key=lambda change: str(change["field"])) == [
        {"field": "assigned to", "to": "Ana Ruiz"},
        {"field": "description"},
        {"field": "done ratio", "from": "0", "to": "10"},
        {"field": "priority", "from": "Normal", "to": "High"},
    ]


def test_a_journal_has_the_status_that_it_came_to(redmine: Redmine) -> None:
    number = redmine.report("Then")
    ci = following(redmine)
    for status in (IN_PROGRESS, CLOSED):
        redmine.change(number, "admin", status_id=status)
    assert [told["categories"][0] for told in ci.poll()] == ["In Progress", "Closed"]


def test_closed_issues_do_not_vanish(redmine: Redmine) -> None:
    number = redmine.report("Closed at once")
    ci = following(redmine)
    redmine.change(number, "admin", status_id=CLOSED, notes="Done")
    redmine.change(number, "bob", notes="Thank you")
    assert titles(ci.poll()) == [f"close Bug #{number}", "post comment"]


def test_what_only_some_may_see_nobody_is_told(redmine: Redmine) -> None:
    number = redmine.report("In the open")
    ci = following(redmine, "admin")
    redmine.report("Secret", "admin", is_private=True)
    redmine.change(number, "admin", notes="Between us", private_notes=True)
    redmine.change(number, "admin", notes="For all")
    assert [told["content"] for told in ci.poll()] == ["<p>For all</p>"]


def test_what_the_key_may_not_see_is_not_told(redmine: Redmine) -> None:
    bob, ana = following(redmine, "bob"), following(redmine)
    redmine.report("In the vault", project_id="vault")
    assert (titles(bob.poll()), len(ana.poll())) == ([], 1)


def test_projects_may_be_chosen(redmine: Redmine) -> None:
    demo, vault = following(redmine, projects=["demo"]), following(redmine, projects=["vault"])
    redmine.report("Here")
    redmine.report("There", project_id="vault")
    assert [told["object"]["summary"] for told in demo.poll()] == ["Here"]
    assert [(told["object"]["summary"], told["project"]) for told in vault.poll()] == [("There", "vault")]
    assert Backend().keys(demo.provider) == {"demo": "Demo"}
    assert Backend().keys(source(redmine)) == {"demo": "Demo", "vault": "Vault"}


def test_a_project_that_may_not_be_seen_is_named(redmine: Redmine) -> None:
    with pytest.raises(ProviderError, match="has no project nowhere, vault that may be seen"):
        Backend().check(source(redmine, "bob", projects=["demo", "nowhere", "vault"]))


def test_news_are_told(redmine: Redmine) -> None:
    ci = following(redmine)
    redmine.announce("Version 4.2", "It is out.")
    (told,) = ci.poll()
    assert titles([told]) == ["post Version 4.2"]
    assert (told["content"], told["project"]) == ("<p>It is out.</p>", "demo")
    assert ci.poll() == []


def test_a_wiki_is_followed_where_its_project_is_named(redmine: Redmine) -> None:
    ci, other = following(redmine, projects=["demo"]), following(redmine)
    redmine.write("How_to_refund", "Ask Ana.")
    (told,) = ci.poll()
    assert (titles([told]), told["content"]) == (["post How to refund"], "<p>Ask Ana.</p>")
    assert told["url"] == f"{redmine.url}/projects/demo/wiki/How_to_refund"
    redmine.write("How_to_refund", "Ask Bob.", "Ana is away", "bob")
    (told,) = ci.poll()
    assert (titles([told]), told["summary"]) == (["update How to refund"], "Ana is away")
    assert (told["actor"]["displayName"], "content" in told) == ("Bob Berg", False)
    assert (ci.poll(), other.poll()) == ([], [])


def test_a_page_that_changes_while_it_is_read_hides_none(redmine: Redmine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.providers.redmine.issues.PAGE", 2)
    ci = following(redmine)
    numbers = [redmine.report(f"Many {place}") for place in range(5)]
    batches = ci.batches()
    told = list(next(batch for batch in batches if batch.documents).documents)
    # It leaves the first page for the last one: all behind it move up.
    redmine.change(numbers[0], notes="Meanwhile")
    told += [document for batch in batches for document in batch.documents]
    told += ci.poll()
    told = of_issues(told, numbers)
    posted = [one["object"]["summary"] for one in told if one["object"]["objectType"] == "issue"]
    assert sorted(posted) == [f"Many {place}" for place in range(5)]
    assert [one["content"] for one in told if one["object"]["objectType"] == "comment"] == ["<p>Meanwhile</p>"]


def test_a_fetch_that_dies_goes_on_where_it_was(redmine: Redmine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.providers.redmine.issues.PAGE", 2)
    ci = following(redmine)
    numbers = [redmine.report(f"Dies {place}") for place in range(5)]
    for number in numbers:
        redmine.change(number, notes="Once")
    told = list(next(batch for batch in ci.batches() if batch.documents).documents)
    told = of_issues([*told, *ci.poll()], numbers)
    assert len({one["id"] for one in told}) == len(told) == 10


def test_an_old_issue_tells_only_what_is_new_of_it(redmine: Redmine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.providers.redmine.issues.OVERLAP", timedelta(0))
    number = redmine.report("Old")
    redmine.change(number, notes="Long ago")
    later = redmine.report("Later")
    while redmine.issue(later)["created_on"] == redmine.issue(number)["updated_on"]:
        later = redmine.report("A second later")
    ci = following(redmine)
    # As if it had been too old for the first poll.
    ci.cursor["issues"] |= {"seen": {}, "again": []}
    redmine.change(number, notes="Today")
    told = [one for one in ci.poll() if one["url"].startswith(f"{redmine.url}/issues/{number}#")]
    assert [one["content"] for one in told] == ["<p>Today</p>"]


def past(redmine: Redmine, since: datetime, cursor: dict[str, Any] | None = None) -> Iterator[Batch]:
    return Backend().history(source(redmine), cursor or {}, since)


def test_history_is_everything_and_resumable(redmine: Redmine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.providers.redmine.issues.PAGE", 2)
    for place in range(3):
        redmine.change(redmine.report(f"Past {place}"), notes="Once")
    redmine.announce("Long ago", "It was.")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    batches = list(past(redmine, yesterday))
    whole = [document["id"] for batch in batches for document in batch.documents]
    assert len(whole) == len(set(whole))
    assert {document["object"]["objectType"] for batch in batches for document in batch.documents} == {
        "issue",
        "comment",
        "article",
    }
    rest = [document["id"] for batch in past(redmine, yesterday, batches[0].cursor) for document in batch.documents]
    assert [document["id"] for document in batches[0].documents] + rest == whole
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert [document for batch in past(redmine, tomorrow) for document in batch.documents] == []


def test_the_page_of_an_issue_is_recognised_by_its_looks(redmine: Redmine) -> None:
    page, entity = f"{redmine.url}/issues/42", Backend().entity
    for address in (page, f"{page}/", f"{page}#note-3"):
        assert entity(source(redmine), address) == Entity("issue", "#42", page)
    for other in (f"{redmine.url}/issues", f"{page}/edit", "https://example.com/issues/42", "PAY-42", "#42"):
        assert entity(source(redmine), other) is None
