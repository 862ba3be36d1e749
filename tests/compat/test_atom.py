"""The original's Atom: namespaces, prefixes, order and shapes (contract.md §1.6 and §1.7)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from streams import service
from streams.models import Activity, Audience, Provider
from tests.conftest import Api
from tests.documents import GENERATOR, make_document
from tests.feeds import ANA, COMMENTED, ISSUE, NS, RESOLVED, find, names, parsed, texts, values

STANDARD = "http://activitystrea.ms/schema/1.0/"
SYNDICATION = "http://streams.atlassian.com/syndication/"


@pytest.fixture
def entry(as_bob: Api, make_activity: Any) -> Any:
    """Show one document as an entry."""

    def show(query: str = "", **fields: Any) -> Any:
        make_activity(**fields)
        return find(parsed(as_bob.get(f"/activity?{query}")), "atom:entry[1]")

    return show


# --- the feed ---


def test_trap_namespaces_have_exactly_these_prefixes(as_bob: Api, activity: Activity) -> None:
    start = as_bob.get("/activity").content.decode()
    for prefix, uri in NS.items():
        assert f'xmlns="{uri}"' if prefix == "atom" else f'xmlns:{prefix}="{uri}"' in start


def test_the_feed_says_what_it_is_in_the_original_s_order(as_bob: Api, activity: Activity) -> None:
    feed = parsed(as_bob.get("/activity"))
    assert names(feed) == ["id", "link", "title", "atlassian:timezone-offset", "updated", "entry"]


def test_bug_an_empty_feed_has_an_updated_and_an_author_too(as_bob: Api) -> None:
    feed = parsed(as_bob.get("/activity"))
    assert names(feed) == ["id", "link", "title", "atlassian:timezone-offset", "updated", "author"]
    assert texts(feed, "atom:author/atom:name") == ["Activity Streams"]


def test_the_feed_was_updated_when_its_latest_entry_was(as_bob: Api, make_activity: Any) -> None:
    for hour in (3, 5, 4):
        make_activity(id=str(hour), published=f"2026-01-02T{hour:02}:00:00Z")
    assert texts(parsed(as_bob.get("/activity")), "atom:updated") == ["2026-01-02T05:00:00.000Z"]


@pytest.mark.parametrize(("zone", "offset"), [("Europe/Madrid", "+0100"), ("UTC", "+0000")])
def test_the_time_zone_is_an_offset(as_bob: Api, make_activity: Any, zone: str, offset: str) -> None:
    make_activity(published="2026-01-02T03:00:00Z")
    with timezone.override(zone):
        feed = parsed(as_bob.get("/activity"))
    assert texts(feed, "//atlassian:timezone-offset")[-1] == offset


def test_sources_that_are_late_or_failing_are_named(as_bob: Api, provider: Provider, team: Audience) -> None:
    Provider.objects.filter(pk=provider.pk).update(failures=1)
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    Provider.objects.create(key="old", backend="git", name="Old", audience=team, last_ok=long_ago)
    feed = parsed(as_bob.get("/activity"))
    assert texts(feed, "atlassian:timed-out-source-list/atlassian:activity-source") == ["Old"]
    assert texts(feed, "atlassian:banned-source-list/atlassian:activity-source") == ["Repository"]


def test_only_sources_that_were_asked_for_are_named(as_bob: Api, provider: Provider, team: Audience) -> None:
    """contract.md §1.4: those that the query leaves out are no candidates."""
    Provider.objects.create(key="wiki", backend="git", name="Wiki", audience=team, failures=1)
    lists = "atlassian:banned-source-list/atlassian:activity-source"
    assert texts(parsed(as_bob.get("/activity?providers=wiki")), lists) == ["Wiki"]
    assert texts(parsed(as_bob.get("/activity?providers=source")), lists) == []
    assert texts(parsed(as_bob.get("/activity?providers=wiki&module=source")), lists) == []


def test_nobody_is_not_told_of_failing_sources(as_nobody: Api, provider: Provider) -> None:
    Provider.objects.filter(pk=provider.pk).update(failures=1, audience=Audience.public())
    assert b"banned-source-list" not in as_nobody.get("/activity").content


# --- an entry ---


def test_the_order_of_an_entry(entry: Any) -> None:
    assert names(entry(**COMMENTED, summary="Short")) == [
        "id", "title", "summary", "content", "author", "published", "updated", "category", *["link"] * 4,
        "thr:in-reply-to", "generator", "atlassian:application", "activity:verb", "activity:object", "activity:target",
        "atlassian:timezone-offset",
    ]  # fmt: skip


def test_bug_every_entry_has_an_id_of_its_own(as_bob: Api, make_activity: Any) -> None:
    shown = make_activity(id="no-address"), make_activity(id="another", object=None)
    ids = texts(parsed(as_bob.get("/activity")), "atom:entry/atom:id")
    assert sorted(ids) == sorted(f"urn:uuid:{activity.uid}" for activity in shown)


def test_trap_times_have_three_digits_of_milliseconds_and_a_z(entry: Any) -> None:
    shown = entry(published="2026-01-02T04:04:05+01:00")
    for name in ("published", "updated"):
        (text,) = texts(shown, f"atom:{name}")
        assert text == "2026-01-02T03:04:05.000Z"
        assert datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")  # noqa: DTZ007  (as clients do)


def test_trap_there_are_two_links_at_least_and_the_icon_has_a_title(entry: Any) -> None:
    shown = entry(id="bare", object=None)
    links = shown.findall("{*}link")
    assert len(links) >= 2
    (icon,) = [link for link in links if link.get("rel") == f"{SYNDICATION}icon"]
    assert icon.get("title") and icon.get("href").startswith("http://testserver/static/")


def icon_of(entry: Any) -> tuple[str, str]:
    (icon,) = entry.findall(f"{{*}}link[@rel='{SYNDICATION}icon']")
    return icon.get("title"), icon.get("href").removeprefix("http://testserver")


def test_the_icon_of_what_a_program_posted_is_called_by_its_application(as_alice: Api) -> None:
    """contract.md §4.5: also where it has a picture of its own."""
    for number, icon in enumerate([None, {"url": "https://x.example/i.png"}]):
        as_alice.post("/api/v1/activities/", make_document(id=str(number), icon=icon))
    entries = parsed(as_alice.get("/activity")).findall("{*}entry")
    assert {icon_of(entry) for entry in entries} == {
        (GENERATOR["displayName"], "/static/streams/icon.svg"),
        (GENERATOR["displayName"], "https://x.example/i.png"),
    }


@pytest.mark.parametrize(("thing", "title"), [(ISSUE, "issue"), (None, "Repository")])
def test_the_icon_of_a_source_is_called_by_what_it_is_about(entry: Any, thing: Any, title: str) -> None:
    assert icon_of(entry(object=thing))[0] == title


def test_an_icon_that_says_what_it_shows_is_called_by_that(entry: Any) -> None:
    """contract.md §1.7: such as the type of the issue."""
    assert icon_of(entry(object=ISSUE, icon={"url": "https://x.example/bug.png", "title": "Bug"}))[0] == "Bug"


def test_the_links_of_the_source_come_along(entry: Any) -> None:
    shown = entry(**(RESOLVED | {"links": {f"{SYNDICATION}build-trigger": "https://ci.example/trigger"}}))
    assert values(shown, f"atom:link[@rel='{SYNDICATION}build-trigger']/@href") == ["https://ci.example/trigger"]
    assert values(shown, "atom:link[@rel='alternate']/@href") == [ISSUE["url"]]


@pytest.mark.parametrize("rel", ["alternate", "self", "two words", "", "a/../b", "?", "<b>"])
def test_a_second_alternate_and_what_is_no_rel_are_left_out(entry: Any, rel: str) -> None:
    """RFC 4287 §4.2.7.2: a rel is a name or an IRI."""
    links = {rel: "https://x.example/"}
    rels = values(entry(**(RESOLVED | {"links": links})), "atom:link/@rel")
    assert [rel.removeprefix(SYNDICATION) for rel in rels] == ["alternate", "icon", "reply-to", "issue-vote", "watch"]


def test_trap_verbs_are_the_chain_from_root_to_leaf(entry: Any) -> None:
    assert texts(entry(**RESOLVED), "activity:verb") == [
        f"{STANDARD}update",
        f"{SYNDICATION}verbs/jira/transition",
        f"{SYNDICATION}verbs/jira/resolve",
    ]


@pytest.mark.parametrize(
    ("verb", "kind", "chain"),
    [
        (None, "file", [f"{STANDARD}post"]),
        ("commit", "file", ["commit"]),
        ("https://x.example/ship", "file", ["https://x.example/ship"]),
        ("vote", "issue", [f"{STANDARD}like", f"{SYNDICATION}verbs/jira/vote"]),
        ("close", "review", [f"{STANDARD}update", f"{SYNDICATION}verbs/crucible/close"]),
        (f"{SYNDICATION}verbs/jira/stop", "issue", [
            f"{STANDARD}update", f"{SYNDICATION}verbs/jira/transition", f"{SYNDICATION}verbs/jira/stop"]),
    ],
)  # fmt: skip
def test_verbs(entry: Any, verb: str | None, kind: str, chain: list[str]) -> None:
    assert texts(entry(verb=verb, object={"objectType": kind}), "activity:verb") == chain


def test_trap_an_issue_s_object_has_the_key_as_title_and_its_summary_as_text(entry: Any) -> None:
    thing = find(entry(**RESOLVED), "activity:object")
    assert names(thing) == ["id", "title", "summary", "link", "activity:object-type"]
    assert texts(thing, "atom:title") == ["PAY-42"]
    assert texts(thing, "atom:summary") == ["Refunds & fees"]
    assert texts(thing, "activity:object-type") == [f"{SYNDICATION}types/issue"]
    assert "browse/PAY-42" in values(thing, "atom:link[@rel='alternate']/@href")[0]


def test_trap_a_comment_s_object_has_no_title_and_its_target_is_the_issue(entry: Any) -> None:
    shown = entry(**COMMENTED)
    assert names(find(shown, "activity:object")) == ["id", "link", "activity:object-type"]
    assert texts(shown, "activity:object/activity:object-type") == [f"{STANDARD}comment"]
    assert texts(shown, "activity:target/atom:title") == ["PAY-42"]
    assert values(shown, "thr:in-reply-to/@ref") == [ISSUE["id"]]


@pytest.mark.parametrize(
    ("given", "iri"), [("https://x.example/types/pizza", None), ("pizza", None), ("page", f"{SYNDICATION}types/page")]
)
def test_object_types(entry: Any, given: str, iri: str | None) -> None:
    shown = entry(object={"objectType": given, "displayName": "x"})
    assert texts(shown, "activity:object/activity:object-type") == [iri or given]


def test_the_author(entry: Any) -> None:
    author = find(entry(**RESOLVED), "atom:author")
    assert names(author) == ["name", "uri", "link", "link", "usr:username", "activity:object-type"]
    assert texts(author, "usr:username") == ["ana"]
    assert values(author, "atom:link[@rel='photo']/@href") == [f"{ANA['image']['url']}?s={size}" for size in (16, 48)]
    assert values(author, "atom:link/@media:height") == values(author, "atom:link/@media:width") == ["16", "48"]


def test_a_picture_that_has_a_size_is_asked_for_in_another(entry: Any) -> None:
    avatar = {"url": "https://jira.example/avatar?s=48&id=7"}
    author = find(entry(actor=ANA | {"image": avatar}), "atom:author")
    assert values(author, "atom:link[@rel='photo']/@href") == [
        f"https://jira.example/avatar?s={size}&id=7" for size in (16, 48)
    ]


def test_an_author_without_an_account_is_a_name_and_a_picture(entry: Any) -> None:
    author = find(entry(actor={"displayName": "Somebody Else"}), "atom:author")
    assert names(author) == ["name", "link", "link"]


def test_an_entry_without_an_actor_still_has_an_author(entry: Any) -> None:
    assert texts(entry(actor=None), "atom:author/atom:name") == ["Repository"]


def test_bug_no_e_mail_address_is_published(as_bob: Api, bob: Any, entry: Any) -> None:
    bob.email = "bob@example.com"
    bob.save()
    entry(actor={"id": "bob", "displayName": "Bob Berg"})
    assert b"@example.com" not in as_bob.get("/activity").content


def test_the_title_is_the_source_s_own(entry: Any) -> None:
    assert texts(entry(), "atom:title[@type='html']") == ["Deployed <b>payments 4.2</b>"]


def test_a_title_that_the_source_left_out_is_a_sentence(entry: Any) -> None:
    author = f'<a href="{ANA["url"]}" class="activity-item-user activity-item-author">Ana Ruiz</a>'
    thing = f'<a href="{ISSUE["url"]}">PAY-42 - Refunds &amp; fees</a>'
    assert texts(entry(**RESOLVED), "atom:title") == [f"{author} resolved {thing}"]


def test_a_comment_s_title_says_what_it_is_on(entry: Any) -> None:
    shown = entry(**(COMMENTED | {"object": {"objectType": "comment", "id": "c1"}}))
    assert re.sub("<[^>]+>", "", texts(shown, "atom:title")[0]) == "Ana Ruiz commented on PAY-42 - Refunds &amp; fees"


@pytest.mark.parametrize("key", ["issues", "wiki", "builds"])
def test_the_application_is_what_clients_know(as_bob: Api, provider: Provider, make_activity: Any, key: str) -> None:
    Provider.objects.filter(pk=provider.pk).update(key=key)
    provider.refresh_from_db()
    make_activity()
    names = {"issues": "com.atlassian.jira", "wiki": "com.atlassian.confluence", "builds": "com.atlassian.bamboo"}
    assert texts(parsed(as_bob.get("/activity")), "//atlassian:application") == [names[key]]


def test_a_third_party_s_application_is_its_generator(as_bob: Api, bob: Any) -> None:
    service.post_all([make_document()], bob)
    assert texts(parsed(as_bob.get("/activity")), "//atlassian:application") == [GENERATOR["id"]]


def test_trap_characters_that_xml_cannot_hold_never_break_the_feed(as_bob: Api, activity: Activity) -> None:
    broken = activity.rendered.replace("Ana Ruiz", "Ana\\u0000\\u0008\\u001b\\ufffe Ruiz")
    Activity.objects.update(rendered=broken)
    feed = parsed(as_bob.get("/activity?title=%00%08%1b%EF%BF%BEStream"))
    assert texts(feed, "atom:title") == ["Stream"]
    assert texts(feed, "atom:entry/atom:author/atom:name") == ["Ana Ruiz"]
