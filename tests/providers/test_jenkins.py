"""What Jenkins built, asked for and delivered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from streams import polling
from streams.feed.render.sentence import plain_title
from streams.models import Activity, Audience
from streams.providers.base import Entity
from streams.providers.jenkins import Jenkins as Backend
from streams.testing.web_server import Reply
from tests.conftest import Api
from tests.hooks.conftest import SECRET, Sender
from tests.peers.following import Follower, provider_of, stored
from tests.peers.jenkins import START, Jenkins, source


def following(peer: Jenkins, **config: Any) -> Follower:
    return Follower(source(peer, **config))


def titles(documents: list[Any]) -> list[str]:
    return [f"{document['verb']} {document['object']['id']}" for document in documents]


def test_what_was_built_is_told(jenkins: Jenkins, team: Audience, as_bob: Api) -> None:
    jenkins.build("payments", "FAILURE", culprits=[{"fullName": "Ben Ode"}])
    stored(source(jenkins), team)
    (item,) = as_bob.items()
    assert plain_title(item) == "Jenkins failed build 1 of Payments"
    assert (item["summary_html"], item["categories"]) == ("Ben Ode", ["failure"])
    assert item["url"] == f"{jenkins.url}/job/payments/1/"
    assert item["published"] == "2026-01-02T03:04:35.000Z"
    assert Activity.objects.get().project_key == "payments"


@pytest.mark.parametrize(
    ("result", "verb"),
    [("SUCCESS", "finish"), ("UNSTABLE", "fail"), ("FAILURE", "fail"), ("ABORTED", "stop"), ("NOT_BUILT", "stop")],
)
def test_every_result_has_a_verb(jenkins: Jenkins, result: str, verb: str) -> None:
    ci = following(jenkins)
    jenkins.build("payments", result)
    (told,) = ci.poll()
    assert (told["verb"], told["categories"]) == (verb, [result.lower()])


def test_why_it_ran_and_its_commits_are_the_content(jenkins: Jenkins) -> None:
    ci = following(jenkins)
    causes = {"causes": [{"shortDescription": "Started by an SCM change"}]}
    branch = {"lastBuiltRevision": {"branch": [{"name": "refs/remotes/origin/main"}]}}
    commit = {"commitId": "c0ffee" + 34 * "0", "msg": "Mend <refunds>", "author": {"fullName": "Ana Ruiz"}}
    jenkins.build("payments", actions=[{}, causes, branch], changeSets=[{"items": [commit]}])
    (told,) = ci.poll()
    assert told["content"].startswith("<p>Started by an SCM change</p><ul><li><code>c0ffee0000</code> Mend &lt;refunds")
    assert told["categories"] == ["success", "main"]


def test_jobs_in_folders_are_found(jenkins: Jenkins) -> None:
    jenkins.job("team/service a/main")
    ci = following(jenkins)
    jenkins.build("team/service a/main")
    (told,) = ci.poll()
    assert (told["object"]["id"], told["project"]) == ("team/service a/main#1", "team/service a/main")
    assert told["url"] == f"{jenkins.url}/job/team/job/service%20a/job/main/1/"


def test_when_nothing_happened_one_request_is_made(jenkins: Jenkins) -> None:
    jenkins.build("payments")
    ci = following(jenkins)
    jenkins.server.asked.clear()
    assert list(ci.batches()) == []
    assert len(jenkins.server.asked) == 1


def test_a_build_is_told_when_it_starts_and_when_it_ends(jenkins: Jenkins) -> None:
    ci = following(jenkins)
    causes = {"causes": [{"userId": "bob", "userName": "Bob Berg"}]}
    build = jenkins.build("payments", None, actions=[causes])
    (begun,) = ci.poll()
    assert (begun["verb"], begun["actor"]["displayName"]) == ("start", "Bob Berg")
    assert list(ci.batches()) == []
    jenkins.end(build, "SUCCESS")
    (ended,) = ci.poll()
    assert (ended["verb"], ended["actor"]["displayName"]) == ("finish", "Jenkins")
    assert list(ci.batches()) == []


def test_one_that_ran_and_was_deleted_is_forgotten(jenkins: Jenkins) -> None:
    ci = following(jenkins)
    jenkins.build("payments", None)
    ci.poll()
    jenkins.jobs["payments"]["allBuilds"].clear()
    assert ci.poll() == []
    assert ci.cursor["jobs"]["payments"]["open"] == []


def test_many_builds_between_two_polls_all_come_once(jenkins: Jenkins, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.providers.jenkins.reading.PAGE", 2)
    jenkins.build("payments")
    ci = following(jenkins)
    for _ in range(5):
        jenkins.build("payments")
    assert titles(ci.poll()) == [f"finish payments#{number}" for number in (6, 5, 4, 3, 2)]
    assert ci.poll() == []


def test_a_fetch_that_dies_goes_on_where_it_was(jenkins: Jenkins, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.providers.jenkins.reading.PAGE", 2)
    jenkins.build("payments")
    ci = following(jenkins)
    for _ in range(4):
        jenkins.build("payments")
    first = next(iter(ci.batches())).documents
    assert {*titles(list(first)), *titles(ci.poll())} == {f"finish payments#{number}" for number in (2, 3, 4, 5)}


def test_a_renamed_job_tells_no_more_than_the_last_minute_twice(jenkins: Jenkins) -> None:
    for _ in range(3):
        jenkins.build("payments")
    ci = following(jenkins)
    jenkins.jobs["refunds"] = jenkins.jobs.pop("payments") | {"fullName": "refunds", "displayName": "Refunds"}
    for _ in range(3):
        jenkins.build("refunds")
    assert titles(ci.poll()) == ["finish refunds#6", "finish refunds#5", "finish refunds#4", "finish refunds#3"]
    assert set(ci.cursor["jobs"]) == {"refunds"}


def test_a_job_that_was_made_anew_begins_anew(jenkins: Jenkins) -> None:
    for _ in range(3):
        jenkins.build("payments")
    ci = following(jenkins)
    jenkins.job("payments")
    jenkins.build("payments")
    assert titles(ci.poll()) == ["finish payments#1"]


def test_a_job_that_goes_while_it_is_asked_costs_the_others_nothing(jenkins: Jenkins) -> None:
    jenkins.job("refunds")
    ci = following(jenkins)
    jenkins.build("payments")
    jenkins.build("refunds")
    answer = jenkins.server.answer

    def gone(asked: Any) -> Any:
        return Reply("<h1>Not Found</h1>", 404) if asked.path.startswith("/job/payments/") else answer(asked)

    jenkins.server.answer = gone  # type: ignore[method-assign]
    assert titles(ci.poll()) == ["finish refunds#1"]


def test_history_goes_back_to_the_day_that_was_asked_for(jenkins: Jenkins, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.providers.jenkins.reading.PAGE", 2)
    jenkins.job("refunds")
    for _ in range(5):
        jenkins.build("payments")
        jenkins.build("refunds")
    since = datetime.fromtimestamp(START / 1000, UTC) + timedelta(minutes=4)
    batches = list(Backend().history(source(jenkins), {}, since))
    names = [name for batch in batches for name in titles(list(batch.documents))]
    assert sorted(names) == [f"finish {job}#{number}" for job in ("payments", "refunds") for number in (3, 4, 5)]
    again = Backend().history(source(jenkins), batches[0].cursor, since)
    rest = [name for batch in again for name in titles(list(batch.documents))]
    assert [*titles(list(batches[0].documents)), *rest] == names


def test_jobs_may_be_chosen(jenkins: Jenkins) -> None:
    for name in ("team/a", "team/b", "other"):
        jenkins.job(name)
        jenkins.build(name)
    provider = source(jenkins, jobs=["team/*"])
    told = [document for batch in Backend().fetch(provider, {}) for document in batch.documents]
    assert titles(told) == ["finish team/a#1", "finish team/b#1"]
    assert Backend().keys(provider) == {"team/a": "A", "team/b": "B"}


def test_the_page_of_a_build_is_recognised_by_its_looks(jenkins: Jenkins) -> None:
    url, entity = f"{jenkins.url}/job/team/job/service%20a/18/", Backend().entity
    assert entity(source(jenkins), url) == Entity("job", "team/service a#18", url, "team/service a")
    for other in (f"{jenkins.url}/job/team/", f"{jenkins.url}/view/all/18/", "https://example.com/job/a/18/", "PAY-42"):
        assert entity(source(jenkins), other) is None


def delivery(build: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": "payments",
        "display_name": "Payments",
        "url": "job/payments/",
        "build": {
            "full_url": build["url"],
            "number": build["number"],
            "phase": "FINALIZED",
            "status": build["result"],
            "timestamp": build["timestamp"],
        },
    }


@pytest.mark.parametrize("polled_first", [True, False])
def test_what_is_delivered_and_asked_for_is_one_activity(jenkins: Jenkins, team: Audience, polled_first: bool) -> None:
    provider = source(jenkins)
    provider.set_secret(SECRET)
    build = jenkins.build("payments") if polled_first else {}
    provider = stored(provider, team)
    build = build or jenkins.build("payments")
    answer = Sender().post("peer", delivery(build), Authorization=f"Bearer {SECRET}")
    assert answer.status_code == 200, answer.content
    polling.poll(provider)
    assert Activity.objects.get().links == {"build-trigger": f"{jenkins.url}/job/payments/build"}


def test_one_that_only_delivers_is_never_asked() -> None:
    provider = provider_of("jenkins")
    assert (Backend().is_asked(provider), provider.interval) == (False, None)
    assert list(Backend().fetch(provider, {})) == []
    assert Backend().check(provider) == "Nothing to ask: it delivers by itself."
