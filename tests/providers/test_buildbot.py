"""What a real Buildbot built, as readers see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pytest

from streams.feed.render.sentence import plain_title
from streams.models import Activity, Audience, Provider
from streams.providers.base import Batch, Document, Entity, ProviderError
from streams.providers.buildbot import Buildbot as Backend
from tests.conftest import Api
from tests.peers.buildbot import Buildbot
from tests.peers.following import Follower, provider_of, stored

pytestmark = pytest.mark.peer
ANA = "Ana Ruiz <ana@example.test>"


def source(peer: Buildbot, secrets: dict[str, str] | None = None, **config: Any) -> Provider:
    return provider_of("buildbot", secrets, **{"address": peer.url, "scheduler": "force", **config})


def following(peer: Buildbot, **config: Any) -> Follower:
    return Follower(source(peer, **config))


@pytest.fixture(scope="module")
def morning(buildbot: Buildbot) -> dict[str, dict[str, Any]]:
    """What was built before anybody asked, by what we call it, as Buildbot tells it."""
    requests = {
        "passed": buildbot.force("good", branch="main", revision="abc"),
        "again": buildbot.force("good", branch="main", revision="abc"),
        "other": buildbot.force("good", branch="main", revision="def"),
        "failed": buildbot.force("bad"),
        "for Ana": buildbot.force("bad", username=ANA, reason="Is it mended?", ticket="DEMO-1"),
    }
    pushed = buildbot.commit(ANA, "Mend <refunds>\n\nAt last.", "c0ffee" + 34 * "0")
    return {name: buildbot.ended(request) for name, request in requests.items()} | {"pushed": pushed}


@pytest.fixture(scope="module")
def told(buildbot: Buildbot, morning: dict[str, dict[str, Any]]) -> dict[str, Document]:
    """The same as documents."""
    documents = {document["url"]: document for document in all_of(source(buildbot, properties=["ticket"]))}
    return {name: documents[page(buildbot, build)] for name, build in morning.items()}


@pytest.fixture(autouse=True)
def slow_builds_wait(buildbot: Buildbot) -> None:
    buildbot.wait()


def all_of(provider: Provider) -> list[Document]:
    return [document for batch in Backend().fetch(provider, {}) for document in batch.documents]


def page(peer: Buildbot, build: dict[str, Any]) -> str:
    return f"{peer.url}/#/builders/{build['builderid']}/builds/{build['number']}"


def titled(document: Document) -> str:
    return str(document["object"]["displayName"])


def test_a_build_that_passed_is_told(morning: dict[str, Any], told: dict[str, Document]) -> None:
    build, passed = morning["passed"], told["passed"]
    assert (passed["verb"], titled(passed)) == ("finish", f"build {build['number']}")
    assert (passed["target"]["displayName"], passed["project"]) == ("good", "good")
    assert passed["categories"] == ["success", "main"]
    assert passed["published"] == datetime.fromtimestamp(build["complete_at"], UTC).isoformat()


def test_a_build_that_failed_says_what_failed(told: dict[str, Document]) -> None:
    assert (told["failed"]["verb"], told["failed"]["categories"]) == ("fail", ["failure"])
    assert "failed" in told["failed"]["summary"]


def test_whom_it_is_for_did_not_fail_it(told: dict[str, Document]) -> None:
    assert told["for Ana"]["actor"]["displayName"] == "Ana Ruiz"
    assert told["for Ana"]["title"].endswith("</a> of bad failed, for Ana Ruiz")


def test_what_nobody_asked_for_buildbot_did_as_a_bot(
    buildbot: Buildbot, morning: dict[str, Any], team: Audience, as_bob: Api
) -> None:
    stored(source(buildbot), team)
    (item,) = (item for item in as_bob.items() if item["url"] == page(buildbot, morning["failed"]))
    assert plain_title(item) == f"Buildbot failed build {morning['failed']['number']} of bad"
    assert Activity.objects.get(uid=item["id"]).is_bot


def test_every_build_is_accepted_by_the_stream(buildbot: Buildbot, told: dict[str, Document], team: Audience) -> None:
    stored(source(buildbot), team)
    assert set(Activity.objects.values_list("url", flat=True)) == {document["url"] for document in told.values()}


def test_e_mail_addresses_stay_where_they_are(told: dict[str, Document]) -> None:
    assert "Ana Ruiz" in str(told)
    assert "example.test" not in str(told)


def test_the_commits_in_a_build_are_its_content(told: dict[str, Document]) -> None:
    pushed = told["pushed"]
    assert pushed["content"] == "<ul><li><code>c0ffee0000</code> Mend &lt;refunds&gt; (Ana Ruiz)</li></ul>"
    assert pushed["title"].endswith("</a> of good succeeded, with changes of Ana Ruiz")


def test_only_the_properties_that_were_named_are_shown(buildbot: Buildbot, told: dict[str, Document]) -> None:
    assert told["for Ana"]["content"] == "<p>Reason: Is it mended?<br>ticket: DEMO-1</p>"
    assert "DEMO-1" not in str(all_of(source(buildbot)))
    assert str(buildbot.folder) not in str(told)


def test_builds_of_the_same_source_are_one_entity(told: dict[str, Document]) -> None:
    assert told["passed"]["id"] != told["again"]["id"]
    assert told["passed"]["entity"] == told["again"]["entity"] != told["other"]["entity"]


def test_links_lead_to_where_people_open_it(buildbot: Buildbot, told: dict[str, Document]) -> None:
    documents = all_of(source(buildbot, link_address="https://ci.example.com/bb/"))
    assert all(document["url"].startswith("https://ci.example.com/bb/#/builders/") for document in documents)


def test_the_page_of_a_build_is_recognised_by_its_looks(buildbot: Buildbot, told: dict[str, Document]) -> None:
    provider = source(buildbot)
    (batch,) = Backend().fetch(provider, {})
    provider.cursor = batch.cursor
    failed = told["failed"]
    entity = Backend().entity(provider, failed["url"])
    assert entity == Entity("job", failed["object"]["id"], failed["url"], "bad")
    assert Backend().entity(provider, f"{buildbot.url}.evil/#/builders/1/builds/1") is None
    assert Backend().entity(provider, "PAY-42") is None


def test_builders_may_be_chosen(buildbot: Buildbot, told: dict[str, Document]) -> None:
    provider = source(buildbot, builders=["b*", "slow?one"])
    assert {document["project"] for document in all_of(provider)} == {"bad"}
    assert set(Backend().keys(provider)) == {"bad", "slow one"}


def test_a_misspelt_builder_is_named(buildbot: Buildbot) -> None:
    with pytest.raises(ProviderError, match="has no builder godo; mend or remove it"):
        Backend().check(source(buildbot, builders=["good", "godo"]))


def test_nothing_new_is_nothing_told(buildbot: Buildbot, told: dict[str, Document]) -> None:
    ci = following(buildbot)
    assert list(ci.batches()) == []


def test_a_build_is_told_when_it_begins_and_changes_in_place(buildbot: Buildbot) -> None:
    ci = following(buildbot)
    request = buildbot.force("slow one")
    buildbot.begun(request)
    (begun,) = ci.poll()
    assert (begun["verb"], ci.poll()) == ("start", [])
    buildbot.go()
    buildbot.ended(request)
    (ended,) = ci.poll()
    assert (ended["verb"], ended["id"]) == ("finish", begun["id"])
    assert ci.cursor["open"] == []


def test_a_build_that_ended_by_an_older_clock_is_not_missed(buildbot: Buildbot) -> None:
    ci = following(buildbot)
    request = buildbot.force("slow one")
    build = buildbot.begun(request)["buildid"]
    ci.poll()
    buildbot.go()
    buildbot.ended(request)
    # As if the newest build had ended by the clock of another master, an hour ahead.
    ci.cursor = {**ci.cursor, "since": ci.cursor["since"] + 3600}
    assert ci.cursor["open"] == [build]
    assert [told["verb"] for told in ci.poll()] == ["finish"]


def test_many_builds_in_one_second_all_come_once(buildbot: Buildbot, monkeypatch: pytest.MonkeyPatch) -> None:
    ci = following(buildbot)
    monkeypatch.setattr("streams.providers.buildbot.server.PAGE", 2)
    requests = [buildbot.force("good") for _ in range(5)]
    numbers = [f"build {buildbot.ended(request)['number']}" for request in requests]
    assert sorted(map(titled, ci.poll())) == sorted(numbers)
    assert ci.poll() == []


def test_a_fetch_that_dies_goes_on_where_it_was(buildbot: Buildbot, monkeypatch: pytest.MonkeyPatch) -> None:
    ci = following(buildbot)
    monkeypatch.setattr("streams.providers.buildbot.server.PAGE", 2)
    for request in [buildbot.force("good") for _ in range(3)]:
        buildbot.ended(request)
    first = next(iter(ci.batches())).documents
    rest = ci.poll()
    assert len({document["id"] for document in [*first, *rest]}) == len([*first, *rest]) == 3


def past(provider: Provider, since: datetime, cursor: dict[str, Any] | None = None) -> Iterator[Batch]:
    return Backend().history(provider, cursor or {}, since)


def test_history_is_everything_newest_first_and_resumable(buildbot: Buildbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.providers.buildbot.server.PAGE", 2)
    provider, since = source(buildbot, builders=["good"]), datetime.now(UTC) - timedelta(days=1)
    whole = [document["id"] for batch in past(provider, since) for document in batch.documents]
    first, second = islice(past(provider, since), 2)
    rest = [document["id"] for batch in past(provider, since, second.cursor) for document in batch.documents]
    assert [document["id"] for document in [*first.documents, *second.documents]] + rest == whole
    assert len(set(whole)) == len(whole) == len(buildbot.get("builders/good/builds?complete=true")["builds"])
    assert list(past(provider, datetime.now(UTC) + timedelta(hours=1))) == []
