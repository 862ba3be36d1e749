"""Which issue or project a posted target means (contract.md §4.6), and what becomes a link."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from streams import service
from streams.autolinks import linked
from streams.models import Activity, Audience, Provider
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish
from streams.sanitizing import BLOCK_TAGS, block_html, visible_length
from tests.documents import make_document
from tests.test_sanitizing import HOSTILE, assert_harmless

BROWSE = "https://jira.example/browse/PAY-42"
ISSUE = {"objectType": "issue", "id": BROWSE, "displayName": "PAY-42", "summary": "Refunds fail", "url": BROWSE}


@pytest.fixture
def issue(make_activity: Any) -> Activity:
    """PAY-42 of the project PAY, which the team may see."""
    return make_activity(id="event", object=ISSUE, project="PAY", url=BROWSE)


def post(user: User, url: str, door: Door = Door.OWN, **fields: Any) -> Activity:
    document = make_document(target={"url": url}, **fields)
    receipt = service.post_all([document], user, door)[0]
    assert receipt.activity, receipt.problems
    return receipt.activity


@pytest.mark.parametrize("door", [Door.OWN, Door.COMPATIBLE])
@pytest.mark.parametrize("url", ["PAY-42", "pay-42", BROWSE, f"{BROWSE}/"])
def test_a_key_or_an_address_means_the_issue(bob: User, issue: Activity, door: Door, url: str) -> None:
    posted = post(bob, url, door)
    assert posted.target == {
        "type": "issue", "id": BROWSE, "title": "PAY-42", "summary": "Refunds fail", "url": BROWSE
    }  # fmt: skip
    assert (posted.issue_key, posted.project_key) == ("PAY-42", "PAY")


def test_who_may_see_the_issue_may_see_what_is_posted_on_it(bob: User, issue: Activity, team: Audience) -> None:
    assert post(bob, "PAY-42").audience == team


def test_the_widest_audience_of_the_issue_counts(bob: User, issue: Activity, make_activity: Any) -> None:
    make_activity(id="another", object=ISSUE, audience=Audience.public())
    assert post(bob, "PAY-42").audience == Audience.members()


def test_a_document_that_names_an_audience_keeps_it(bob: User, issue: Activity) -> None:
    assert post(bob, "PAY-42", audience={"person": "bob"}).audience == Audience.of_person(bob)


def test_what_eve_may_not_see_is_for_her_as_if_it_did_not_exist(eve: User, issue: Activity) -> None:
    hidden, missing = post(eve, "PAY-42", id="1"), post(eve, "NO-1", id="2")
    assert hidden.target and missing.target
    assert hidden.target | {"url": ""} == missing.target | {"url": ""}
    assert (hidden.target["url"], hidden.project_key, hidden.audience) == ("PAY-42", "", missing.audience)


def test_another_address_is_another_issue(bob: User, issue: Activity) -> None:
    posted = post(bob, "https://elsewhere.example/browse/PAY-42")
    assert posted.target and posted.target["title"] is None


@pytest.mark.parametrize("url", ["PAY", "https://jira.example/projects/PAY", "https://jira.example/browse/PAY/"])
def test_a_key_or_an_address_means_the_project(bob: User, issue: Activity, url: str) -> None:
    posted = post(bob, url)
    assert posted.target and (posted.target["type"], posted.target["title"]) == ("project", "PAY")
    assert posted.project_key == "PAY"


def test_the_project_of_an_issue_that_nobody_has_heard_of(bob: User, issue: Activity) -> None:
    posted = post(bob, "PAY-99")
    assert posted.target and (posted.target["title"], posted.target["url"]) == (None, "PAY-99")
    assert posted.project_key == "PAY"


def test_a_document_names_its_project_itself(bob: User, issue: Activity) -> None:
    assert post(bob, "PAY-42", project="OTHER").project_key == "OTHER"


def test_a_post_is_no_evidence_of_where_an_issue_is(bob: User, eve: User) -> None:
    evil = ISSUE | {"id": "https://evil.example/1", "url": "https://evil.example/1"}
    service.post_all([make_document(object=evil, project="PAY")], eve)
    posted = post(bob, "PAY-42", id="2")
    assert posted.target and (posted.target["url"], posted.project_key) == ("PAY-42", "")


def test_a_source_knows_what_it_reports_on(bob: User, issue: Activity, provider: Provider) -> None:
    source = Source(Door.PROVIDER, provider, provider.audience, bob)
    receipt = publish([make_document(generator=None, target={"url": "PAY-42"})], source)[0]
    assert receipt.activity and receipt.activity.target and receipt.activity.target["url"] == "PAY-42"


def test_posting_again_changes_no_meaning(bob: User, issue: Activity) -> None:
    first, second = post(bob, "PAY-42"), post(bob, BROWSE)
    assert (second.uid, second.target) == (first.uid, first.target)


def test_a_batch_asks_for_all_keys_at_once(bob: User, issue: Activity) -> None:
    def cost(count: int) -> int:
        documents = [make_document(id=f"{count}.{n}", target={"url": f"PAY-{40 + n}"}) for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            service.post_all(documents, User.objects.get(pk=bob.pk))
        return sum("INSERT INTO" not in query["sql"] for query in queries)

    # The first makes an application and a kind known, the second remembers them.
    cost(1), cost(2)
    assert cost(3) == cost(30)


# --- links ---


def test_the_issue_and_the_actor_are_links_where_they_are_read(alice: User, issue: Activity, team: Audience) -> None:
    assert team.group
    alice.groups.add(team.group)
    actor = {"id": "ana", "displayName": "Ana Ruiz", "url": "https://x.example/ana"}
    posted = post(alice, "PAY-42", actor=actor, title="Ana Ruiz fixed <b>PAY-42</b>, not PAY-421")
    rel = 'rel="noopener noreferrer nofollow"'
    assert orjson.loads(posted.rendered)["title_html"] == (
        f'<a href="https://x.example/ana" {rel}>Ana Ruiz</a> fixed '
        f'<b><a href="{BROWSE}" {rel}>PAY-42</a></b>, not PAY-421'
    )
    assert posted.title == "Ana Ruiz fixed <b>PAY-42</b>, not PAY-421"


def test_what_sources_report_is_left_alone(make_activity: Any) -> None:
    title = orjson.loads(make_activity(object=None, target=ISSUE, title="PAY-42").rendered)["title_html"]
    assert title == "PAY-42"


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://x.example/KEY-1" rel="noopener noreferrer nofollow">KEY-1</a>',
        '<a title="KEY-1 > KEY-1" rel="noopener noreferrer nofollow">x</a>',
        "<code>KEY-1</code> <pre>KEY-1</pre>",
        "XKEY-1 KEY-10 KEY-1-2 &KEY-1;",
    ],
)
def test_these_are_no_mentions(html: str) -> None:
    assert linked(html, {"KEY-1": "https://x.example/"}) == html


def test_a_name_is_escaped_as_its_text_is() -> None:
    assert ">A&amp;B &lt;i&gt;</a>" in linked("by A&amp;B &lt;i&gt; today", {"A&B <i>": "https://x.example/?a=1&b=2"})


class Text(HTMLParser):
    """What is shown."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.shown = ""
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.shown += data


@given(
    st.lists(st.sampled_from([*HOSTILE, "<b>", "</b>", "KEY-1", "<a href='https://x.example'>", "</a>", "&", " "])).map(
        "".join
    ),
    st.sampled_from(["KEY-1", "b", "a", "&", "lt", "x.example", "<"]),
)
def test_linking_shows_the_same_and_is_harmless(text: str, word: str) -> None:
    clean = block_html(text)
    links = linked(clean, {word: "https://x.example/?a=1&b=2"})
    assert_harmless(links, BLOCK_TAGS)
    assert visible_length(links) == visible_length(clean)
    assert Text(links).shown == Text(clean).shown
