"""Reading the stream of a product: everything, once, in order, and what is told when something is missing."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from streams import registry
from streams.models import Activity, Audience, Provider, Version, Viewer
from streams.models.activity import rel_key
from streams.providers.base import Batch, ProviderError
from streams.testing.web_server import Reply
from tests.conftest import Api
from tests.providers.asking import polled, stored
from tests.providers.product import PASSWORD, SYNDICATION, Happening, Product, first, form

NOW = int(time.time() * 1000)
MINUTE = 60_000
DAY = 24 * 60 * MINUTE


@pytest.fixture
def product() -> Iterator[Product]:
    with Product() as product:
        yield product


@pytest.fixture
def source(product: Product, team: Audience) -> Provider:
    source = Provider(key="jira", backend="atlassian", name="Jira", audience=team, config={"address": product.base})
    source.config |= {"user": "ana"}
    source.set_credentials({"password": PASSWORD})
    source.save()
    return source


def shown() -> list[str]:
    return [f"{one.object['title']}" for one in Activity.objects.newest_first() if one.object]


def backend() -> Any:
    return registry.providers()["atlassian"]


def passed(source: Provider, since: int, cursor: dict[str, Any] | None = None) -> Iterator[Batch]:
    """The history, as a back-fill stores it."""
    moment = datetime.fromtimestamp(since / 1000, UTC)
    return stored(source, backend().history(Provider.objects.get(pk=source.pk), cursor or {}, moment))


def happenings(count: int, first: int = 1, gap: int = MINUTE, newest: int = NOW) -> list[Happening]:
    """The higher the number, the later."""
    return [Happening(newest - (count - place) * gap, first + place) for place in range(count)]


def test_an_entry_is_kept_whole(product: Product, source: Provider) -> None:
    product.happenings = [Happening(1_767_323_045_678, 42)]
    polled(source)
    one = Activity.objects.select_related("kind").get()
    assert (one.kind.verb, one.kind.object_type, one.issue_key, one.project_key) == ("start", "issue", "PAY-42", "PAY")
    assert one.actor == {"name": "Ana Ruiz", "username": "ana", "url": f"{product.base}/ana",
                         "avatar": f"{product.base}/a.png?s=48"}  # fmt: skip
    assert {rel_key(rel) for rel in one.links} == {"reply-to", "watch", "issue-vote"}
    assert (one.categories, one.published.microsecond) == (["In progress", "Jira"], 678_000)
    assert one.icon == {"url": f"{product.base}/bug.png", "title": "Bug"}
    assert (one.entity, one.foreign_id) == (f"{product.base}/browse/PAY-42", "urn:uuid:42")
    assert one.title.endswith("Ana Ruiz</a> worked")


def test_the_second_poll_brings_only_what_is_new(product: Product, source: Provider) -> None:
    product.happenings = happenings(3)
    polled(source)
    before = Version.current()
    polled(source)
    assert Version.current() == before
    product.happenings.append(Happening(NOW + 1000, 4))
    polled(source)
    assert shown() == ["PAY-4", "PAY-3", "PAY-2", "PAY-1"]


def test_an_edit_updates_in_place(product: Product, source: Provider) -> None:
    product.happenings = happenings(2)
    polled(source)
    product.happenings[0].text = "worked on it"
    polled(source)
    one = Activity.objects.get(foreign_id="urn:uuid:1")
    assert one.title.endswith("worked on it") and one.revision == 2


def test_a_commit_that_is_pushed_late_is_found_within_the_hour(product: Product, source: Provider) -> None:
    product.happenings = happenings(2)
    polled(source)
    product.happenings.append(Happening(NOW - 5 * 60 * MINUTE, 9, source="source"))
    cursor = polled(source).cursor
    assert "PAY-9" not in shown()
    Provider.objects.update(cursor=cursor | {"looked": NOW - DAY})
    polled(source)
    assert shown()[-1] == "PAY-9"


def test_what_no_page_holds_is_read_on_the_way_back(product: Product, source: Provider) -> None:
    product.happenings = happenings(1, newest=NOW - 30 * MINUTE)
    polled(source)
    product.happenings += happenings(430, first=2, gap=1000)
    polled(source)
    assert shown() == [f"PAY-{number}" for number in range(431, 0, -1)]


@pytest.mark.parametrize("count", [250, 1000])
def test_many_entries_of_one_millisecond_are_all_read(product: Product, source: Provider, count: int) -> None:
    product.happenings = happenings(1, newest=NOW - 30 * MINUTE)
    polled(source)
    product.happenings += [Happening(NOW - MINUTE, number) for number in range(2, count + 1)]
    product.happenings += happenings(50, first=2000, newest=NOW - 2 * MINUTE, gap=1000)
    polled(source)
    assert Activity.objects.count() == count + 50
    assert polled(source).message == ""


def test_more_than_the_server_ever_shows_of_a_moment_is_said(product: Product, source: Provider) -> None:
    product.happenings = happenings(1, newest=NOW - 30 * MINUTE)
    polled(source)
    product.happenings += [Happening(NOW - MINUTE, number) for number in range(2, 1204)]
    after = polled(source)
    assert Activity.objects.count() == 1001
    assert "More than 1,000 things happened at" in after.message


def test_a_fetch_that_broke_off_goes_on_where_it_was(product: Product, source: Provider) -> None:
    product.happenings = happenings(1, newest=NOW - 30 * MINUTE)
    polled(source)
    product.happenings += happenings(430, first=2, gap=1000)
    fetch = stored(source, backend().fetch(source, Provider.objects.get().cursor))
    cursor = [next(fetch).cursor for _ in range(2)][-1]
    Provider.objects.update(cursor=cursor)
    product.happenings.append(Happening(NOW + 1000, 500))
    asked = len(product.pages)
    polled(source)
    assert shown() == ["PAY-500", *(f"PAY-{number}" for number in range(431, 0, -1))]
    assert "BETWEEN" in first(product.pages[asked], "streams")


def test_a_source_that_is_late_is_a_remark_and_is_read_when_it_is_back(product: Product, source: Provider) -> None:
    product.happenings = [*happenings(2, newest=NOW - 30 * MINUTE), Happening(NOW - 29 * MINUTE, 8, source="source")]
    product.missing = {"timed-out-source-list": ["FishEye"]}
    after = polled(source)
    assert (after.failures, after.state(datetime.now(UTC))) == (0, "ok")
    assert "FishEye" in after.message and "PAY-8" not in shown()
    product.happenings += happenings(3, first=20)
    assert "FishEye" in polled(source).message
    product.missing = {}
    assert polled(source).message == ""
    assert shown() == ["PAY-22", "PAY-21", "PAY-20", "PAY-8", "PAY-2", "PAY-1"]


@pytest.mark.parametrize("name", ["timed-out-source-list", "throttled-source-list", "banned-source-list"])
def test_every_list_of_missing_sources_is_read(product: Product, source: Provider, name: str) -> None:
    product.missing = {name: ["FishEye"]}
    assert "FishEye" in polled(source).message


def test_history_goes_back_and_tells_how_far(product: Product, source: Provider) -> None:
    product.happenings = happenings(350, gap=60 * MINUTE)
    polled(source)
    assert len(shown()) == 100
    since = NOW - 300 * 60 * MINUTE
    batches = list(passed(source, since))
    assert len(shown()) == 300
    read = [len(batch.documents) for batch in batches]
    assert all(abs(batch.total - 200) < 20 for batch in batches) and sum(read) >= 200
    assert list(passed(source, since, batches[-1].cursor)) == []


def test_history_goes_on_where_it_stopped(product: Product, source: Provider) -> None:
    product.happenings = happenings(350)
    polled(source)
    cursor = next(passed(source, NOW - DAY)).cursor
    assert len(shown()) == 199
    list(passed(source, NOW - DAY, cursor))
    assert shown() == [f"PAY-{number}" for number in range(350, 0, -1)]


def test_history_of_what_was_read_already_asks_nobody(product: Product, source: Provider) -> None:
    product.happenings = happenings(350)
    polled(source)
    asked = len(product.pages)
    assert list(passed(source, NOW - MINUTE)) == []
    assert len(product.pages) == asked


def test_history_waits_for_a_source_that_is_late_but_not_for_ever(product: Product, source: Provider) -> None:
    product.happenings = happenings(150)
    polled(source)
    product.missing = {"banned-source-list": ["FishEye"]}
    cursor: dict[str, Any] = {}
    for _ in range(5):
        with pytest.raises(ProviderError, match="FishEye") as caught:
            for batch in passed(source, NOW - DAY, cursor):
                cursor = batch.cursor
        assert caught.value.retry_after
    assert all("FishEye" in batch.remark for batch in passed(source, NOW - DAY, cursor))
    assert len(shown()) == 150


def test_streams_and_projects_can_be_chosen(product: Product, source: Provider) -> None:
    source.config |= {"streams": ["issues"], "projects": ["PAY", "MY_APP"]}
    source.save()
    product.happenings = [Happening(NOW, 1), Happening(NOW, 2, source="source")]
    polled(source)
    assert shown() == ["PAY-1"]
    assert product.pages[0].query["streams"] == ["key IS PAY MY\\_APP"]


def test_readers_filter_by_product(product: Product, source: Provider, as_bob: Api) -> None:
    product.happenings = [Happening(NOW, 1)]
    polled(source)
    assert len(as_bob.items("/api/v1/activities/?jira=application+IS+Jira")) == 1
    assert as_bob.items("/api/v1/activities/?jira=application+IS+Confluence") == []


def test_entries_without_an_id_are_known_again(product: Product, source: Provider) -> None:
    product.happenings = [Happening(NOW, 1, id=""), Happening(NOW - 1, 2, id=""), Happening(NOW - 1, 1, id="")]
    polled(source)
    polled(source)
    assert Activity.objects.count() == 3


@pytest.mark.parametrize("name", ["{base}/browse/PAY-1", "urn:uuid:issue-1"], ids=["its address", "its object"])
def test_entries_named_by_what_they_are_about_are_each_an_activity(
    name: str, product: Product, source: Provider
) -> None:
    """As Confluence names every edit of a page, and Jira the beginning of an issue."""
    page = name.format(base=product.base)
    product.happenings = [Happening(NOW - DAY, 1, text="began", id=page), Happening(NOW, 1, text="went on", id=page)]
    polled(source)
    polled(source)
    assert [one.title.split("</a> ")[1] for one in Activity.objects.newest_first()] == ["went on", "began"]
    product.happenings[1].text = "ended"
    polled(source)
    assert [(one.title.split("</a> ")[1], one.revision) for one in Activity.objects.newest_first()] == [
        ("ended", 2),
        ("began", 1),
    ]


def test_history_doubles_no_entry_named_by_its_page(product: Product, source: Provider) -> None:
    page = f"{product.base}/browse/PAY-1"
    product.happenings = [Happening(NOW - number * MINUTE, 1, id=page) for number in range(130)]
    polled(source)
    list(passed(source, NOW - DAY))
    assert Activity.objects.count() == 130


def test_a_clock_that_is_ahead_hides_nothing(product: Product, source: Provider) -> None:
    product.happenings = [Happening(NOW + 5 * 60 * MINUTE, 1)]
    polled(source)
    product.happenings.append(Happening(NOW, 2))
    polled(source)
    assert shown() == ["PAY-1", "PAY-2"]


HTML = "<!DOCTYPE html><html><body>Please sign in</body></html>"
CUT = HTML.replace("<!DOCTYPE html><html>", '<feed xmlns="http://www.w3.org/2005/Atom"><entry>')
BOMB = '<!DOCTYPE f [<!ENTITY a "ha">]><feed xmlns="http://www.w3.org/2005/Atom"><title>&a;</title></feed>'


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Reply(HTML), "is a web page and no feed; perhaps it wants somebody to sign in"),
        (Reply(CUT), "breaks off"),
        (Reply(BOMB), "declares entities"),
        (Reply(""), "no well-formed XML"),
        (Reply("{}"), "no feed"),
        (Reply('{"items": []}'), "no activity stream"),
        (Reply(status=401), "credentials"),
        (Reply(status=403), "forbids"),
        (Reply(status=404), "is not there"),
        (Reply(status=500), "fails"),
        (Reply(status=302, headers={"Location": "https://login.example/?os_destination=x"}), "redirects"),
    ],
)
def test_what_is_no_stream_is_said_in_plain_words(product: Product, source: Provider, answer: Reply, said: str) -> None:
    product.instead = answer
    after = polled(source)
    assert said in after.message and PASSWORD not in after.message
    assert after.failures == 1 and not Activity.objects.exists()


def test_a_rate_limit_is_obeyed(product: Product, source: Provider) -> None:
    product.instead = Reply(status=429, headers={"Retry-After": "600"})
    after = polled(source)
    assert after.throttled_until and after.throttled_until > datetime.now(UTC) + timedelta(minutes=9)
    assert after.failures == 0


def test_check_says_what_was_reached_and_as_whom(product: Product, source: Provider) -> None:
    product.happenings = [Happening(1_767_323_045_678, 1)]
    assert backend().check(source) == (
        f"Reached {product.base} as ana: 2 streams (Jira, FishEye), 2 projects, newest entry of 2026-01-02."
    )
    assert backend().keys(source) == {"PAY": "Payments", "WEB": "Website"}


@pytest.mark.parametrize(("token", "said"), [(PASSWORD, "by the token"), ("", "as nobody")])
def test_check_knows_a_token_from_nobody(product: Product, source: Provider, token: str, said: str) -> None:
    source.config = {"address": product.base}
    source.set_credentials({"token": token} if token else {})
    assert said in backend().check(source)


def test_check_refuses_a_token_that_counts_for_nothing(product: Product, source: Provider) -> None:
    source.config = {"address": product.base}
    source.set_credentials({"token": "old"})
    with pytest.raises(ProviderError, match="as if nobody had signed in"):
        backend().check(source)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"streams": ["isues"]}, "no stream isues; it has issues, source"),
        ({"projects": ["NOPE"]}, "no project NOPE; it has PAY, WEB"),
        ({"address": "jira"}, "Write an address"),
        ({"user": ""}, "A user needs a password"),
        ({"colour": "red"}, "Unknown configuration colour"),
    ],
)
def test_check_says_what_to_mend(source: Provider, config: dict[str, Any], said: str) -> None:
    source.config |= config
    with pytest.raises(ProviderError, match=said):
        backend().check(source)


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("PAY-42", ("issue", "PAY-42", "PAY")),
        ("OTHER-1", None),
        ("pay 42", None),
        ("{base}/browse/PAY-42?focusedCommentId=1", ("issue", "PAY-42", "PAY")),
        ("{base}/browse/PAY", ("project", "PAY", "PAY")),
        ("{base}/projects/PAY/issues", ("project", "PAY", "PAY")),
        ("{base}/browse/PAY-CI-512", ("job", "PAY-CI-512", "PAY")),
        ("{base}/browse/PAY-CI", ("job", "PAY-CI", "PAY")),
        ("{base}/display/DOC", ("space", "DOC", "DOC")),
        ("{base}/display/DOC/How+to", ("page", "How to", "DOC")),
        ("{base}/display/~ana", ("personal-space", "~ana", "~ana")),
        ("{base}/pages/viewpage.action?pageId=7", ("page", "7", "")),
        ("{base}/cru/CR-118", ("review", "CR-118", "CR")),
        ("{base}/changelog/web?cs=a74e68d", ("changeset", "a74e68d", "web")),
        ("{base}/secure/Dashboard.jspa", None),
        ("https://elsewhere.example/browse/PAY-42", None),
    ],
)
def test_addresses_and_keys_mean_something(product: Product, source: Provider, address: str, meant: Any) -> None:
    source.keys = {"PAY": "Payments"}
    found = backend().entity(source, address.format(base=product.base))
    assert (found and (found.type, found.key, found.project)) == meant


@pytest.fixture
def issue(product: Product, source: Provider) -> Activity:
    product.happenings = [Happening(NOW, 42)]
    polled(source)
    return Activity.objects.get()


def test_a_reply_goes_where_the_entry_says(product: Product, source: Provider, issue: Activity, bob: User) -> None:
    done = backend().reply(source, issue, "Look at <this>", Viewer.of(bob))
    asked = product.asked[-1]
    assert (done.message, asked.method) == ("Replied.", "POST")
    assert form(asked) == {
        "replyTo": f"{product.base}/plugins/servlet/streamscomments/issues/PAY-42",
        "comment": "Look at <this>\n\n— Bob Berg",
    }


@pytest.mark.parametrize(
    ("rel", "where", "said"),
    [("issue-vote", "issue-vote/PAY-42", "Voted."), ("watch", "issue-watch/PAY-42", "Watching it.")],
)
def test_a_click_is_sent_to_the_link_of_the_entry(
    product: Product, source: Provider, issue: Activity, bob: User, rel: str, where: str, said: str
) -> None:
    path = f"/jira/rest/jira-activity-stream/1.0/actions/{where}"
    product.routes[path] = Reply(status=204)
    assert backend().send(source, issue, rel, Viewer.of(bob), {}).message == said
    asked = product.asked[-1]
    assert (asked.method, asked.path, asked.headers["X-Atlassian-Token"]) == ("POST", path, "no-check")


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "unauthorized"), (403, "forbidden"), (404, "missing"), (409, "conflict"), (412, "precondition")],
)
def test_a_refusal_has_a_code(
    product: Product, source: Provider, issue: Activity, bob: User, status: int, code: str
) -> None:
    product.routes["/jira/rest/jira-activity-stream/1.0/actions/issue-vote/PAY-42"] = Reply(status=status)
    with pytest.raises(ProviderError) as caught:
        backend().send(source, issue, "issue-vote", Viewer.of(bob), {})
    assert caught.value.code == code


def test_a_login_page_is_no_success(product: Product, source: Provider, issue: Activity, bob: User) -> None:
    path = "/jira/rest/jira-activity-stream/1.0/actions/issue-vote/PAY-42"
    product.routes[path] = Reply(status=302, headers={"Location": "/jira/login.jsp"})
    product.routes["/jira/login.jsp"] = Reply(HTML)
    with pytest.raises(ProviderError) as caught:
        backend().send(source, issue, "issue-vote", Viewer.of(bob), {})
    assert caught.value.code == "unauthorized"


@pytest.mark.parametrize(
    "link", ["https://evil.example/jira/vote", "{server}/other/vote", "{server}/jira/../admin", "{server}/jiraffe/vote"]
)
def test_a_link_out_of_the_configured_address_is_never_asked(
    product: Product, source: Provider, issue: Activity, bob: User, link: str
) -> None:
    issue.links[f"{SYNDICATION}/issue-vote"] = link.format(server=product.url.rstrip("/"))
    asked = len(product.asked)
    with pytest.raises(ProviderError) as caught:
        backend().send(source, issue, "issue-vote", Viewer.of(bob), {})
    assert (caught.value.code, len(product.asked)) == ("refused_url", asked)


def test_what_the_entry_does_not_offer_is_not_asked(source: Provider, issue: Activity, bob: User) -> None:
    for rel in ("build-trigger", "alternate"):
        with pytest.raises(ProviderError) as caught:
            backend().send(source, issue, rel, Viewer.of(bob), {})
        assert caught.value.code == "not_offered"


def test_nothing_asked_or_stored_names_the_password(product: Product, source: Provider, issue: Activity) -> None:
    assert PASSWORD not in json.dumps([asked.query for asked in product.asked])
    assert PASSWORD not in json.dumps(list(Provider.objects.values()), default=str)
