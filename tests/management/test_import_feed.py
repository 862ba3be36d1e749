"""`manage.py import_feed`: what other streams and feeds hold."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError

from streams.models import Activity
from tests.conftest import Api
from tests.documents import make_document
from tests.feeds import COMMENTED, RESOLVED, body

ATLASSIAN = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:activity="http://activitystrea.ms/spec/1.0/"
 xmlns:atlassian="http://streams.atlassian.com/syndication/general/1.0"
 xmlns:usr="http://streams.atlassian.com/syndication/username/1.0"
 xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:media="http://purl.org/syndication/atommedia">
 <id>https://j.example/activity?x=1</id><title type="text">Activity</title>
 <entry>
  <id>urn:uuid:1</id><title type="html">&lt;a href="https://j.example/ana"&gt;Ana&lt;/a&gt; resolved it</title>
  <author><name>Ana Ruiz</name><email>ana@j.example</email><uri>https://j.example/ana</uri>
   <link rel="photo" href="https://j.example/a.png?s=16" media:height="16" media:width="16"/>
   <usr:username>ana</usr:username>
   <activity:object-type>http://activitystrea.ms/schema/1.0/person</activity:object-type></author>
  <published>2026-01-02T03:04:05.678Z</published><updated>2026-01-02T03:04:06.000Z</updated>
  <category term="resolved"/>
  <link href="https://j.example/browse/PAY-1" rel="alternate"/>
  <link href="https://j.example/i.png" rel="http://streams.atlassian.com/syndication/icon" title="Resolve"/>
  <link href="https://j.example/watch" rel="http://streams.atlassian.com/syndication/watch"/>
  <generator uri="https://j.example"/><atlassian:application>com.atlassian.jira</atlassian:application>
  <activity:verb>http://activitystrea.ms/schema/1.0/update</activity:verb>
  <activity:verb>http://streams.atlassian.com/syndication/verbs/jira/transition</activity:verb>
  <activity:verb>http://streams.atlassian.com/syndication/verbs/jira/resolve</activity:verb>
  <activity:object><id>https://j.example/browse/PAY-1</id><title type="text">PAY-1</title>
   <summary type="text">Refunds &lt;fail&gt;</summary><link rel="alternate" href="https://j.example/browse/PAY-1"/>
   <activity:object-type>http://streams.atlassian.com/syndication/types/issue</activity:object-type></activity:object>
 </entry>
 <entry>
  <id></id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>commit</b></div></title>
  <author><name>Bob</name></author><published>2026-01-02T03:04:05.678Z</published>
  <link href="https://j.example/c/1" rel="alternate"/><thr:in-reply-to ref="https://j.example/PAY-1"/>
 </entry>
</feed>"""

RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
 <title>News</title><link>https://news.example/</link><description>d</description>
 <item><title>1 &lt; 2 &amp;amp; more</title><link>https://news.example/1</link><guid>n1</guid><dc:creator>Ana</dc:creator>
 <pubDate>Fri, 02 Jan 2026 03:04:05 +0100</pubDate><category>red</category>
 <description>short</description>
 <content:encoded>&lt;p&gt;long &lt;script&gt;x()&lt;/script&gt;&lt;/p&gt;</content:encoded></item>
 <item><title>Two</title><guid isPermaLink="false">n2</guid></item></channel></rss>"""

JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Notes",
    "home_page_url": "https://notes.example/",
    "items": [
        {"id": "1", "url": "https://notes.example/1", "title": "A & B", "content_html": "<p>x</p>", "tags": ["red"],
         "date_published": "2026-01-02T03:04:05Z", "authors": [{"name": "Ana", "url": "https://notes.example/ana"}]},
        {"id": 2, "content_text": "1 < 2"},
    ],
}  # fmt: skip


@pytest.fixture
def load(bob: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Imports a text as Bob, and returns what was said."""

    def run(text: str | bytes, *options: str) -> str:
        file = tmp_path / "feed"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        call_command("import_feed", str(file), "--poster=bob", *options)
        return capsys.readouterr().out.strip()

    return run


def stored(**fields: Any) -> Activity:
    return Activity.objects.select_related("kind", "application", "poster").get(**fields)


def test_an_atlassian_stream(load: Any) -> None:
    assert load(ATLASSIAN) == "Done: 2 created, 0 updated, 0 unchanged, 0 refused."
    issue = stored(foreign_id="urn:uuid:1")
    assert (issue.kind.verb, issue.kind.object_type, issue.issue_key) == ("resolve", "issue", "PAY-1")
    assert (issue.actor["name"], issue.actor_username, issue.poster) == ("Ana Ruiz", "ana", User.objects.get())
    assert issue.object and (issue.object["title"], issue.object["summary"]) == ("PAY-1", "Refunds &lt;fail&gt;")
    assert (issue.title, issue.categories) == (
        '<a href="https://j.example/ana" rel="noopener noreferrer nofollow">Ana</a> resolved it',
        ["resolved"],
    )
    assert issue.links == {"http://streams.atlassian.com/syndication/watch": "https://j.example/watch"}
    assert issue.icon and issue.application and issue.published.microsecond == 678000
    assert (issue.icon["url"], issue.application.display_name) == ("https://j.example/i.png", "com.atlassian.jira")
    assert "ana@j.example" not in json.dumps(list(Activity.objects.values()), default=str)


def test_an_entry_without_an_id_is_known_again(load: Any) -> None:
    load(ATLASSIAN)
    assert load(ATLASSIAN) == "Done: 0 created, 0 updated, 2 unchanged, 0 refused."
    commit = stored(url="https://j.example/c/1")
    assert commit.target and (commit.title, commit.target["url"]) == ("A <b>commit</b>", "https://j.example/PAY-1")
    assert commit.application and commit.application.generator_id == "https://j.example/activity?x=1"


def test_our_own_atom_comes_back_as_it_was(load: Any, as_bob: Api, make_activity: Any) -> None:
    made = {activity.kind.verb: activity for activity in (make_activity(**RESOLVED), make_activity(**COMMENTED))}
    load(body(as_bob.get("/activity")))
    for copy in Activity.objects.filter(source__startswith="application:").select_related("kind"):
        original = made[copy.kind.verb]
        assert (copy.kind.object_type, copy.actor["username"], copy.published) == (
            original.kind.object_type,
            original.actor["username"],
            original.published,
        )
        assert copy.object and original.object and copy.object["url"] == original.object["url"]
        assert (copy.target is None, copy.content) == (original.target is None, original.content)


def test_rss(load: Any) -> None:
    assert load(RSS).startswith("Done: 2 created")
    item = stored(foreign_id="n1")
    assert item.application and (item.title, item.application.display_name) == ("1 &lt; 2 &amp; more", "News")
    assert (item.content.strip(), item.url, item.categories) == ("<p>long </p>", "https://news.example/1", ["red"])
    assert (item.actor["name"], item.published.hour) == ("Ana", 2)


def test_rss_that_is_not_well_formed(load: Any) -> None:
    assert load(RSS.replace("<description>short", "<description>this & that")).startswith("Done: 2 created")


def test_a_collection_that_only_links_says_where_to(load: Any) -> None:
    outbox = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "type": "OrderedCollection",
        "first": "https://a.example/1",
    }
    with pytest.raises(CommandError, match="import https://a.example/1 instead"):
        load(json.dumps(outbox))


def test_a_json_feed(load: Any) -> None:
    assert load(json.dumps(JSON_FEED)).startswith("Done: 2 created")
    first, second = stored(foreign_id="1"), stored(foreign_id="2")
    assert (first.title, first.actor["name"], first.categories) == ("A &amp; B", "Ana", ["red"])
    assert second.content == "1 &lt; 2"


def test_activity_streams_of_both_versions(load: Any, as_bob: Api) -> None:
    collection = {"totalItems": 1, "items": [make_document(colour="red", object={"id": "7", "colour": 1})]}
    assert load(json.dumps(collection)).startswith("Done: 1 created")
    assert stored().actor_username == "ana"
    written = body(as_bob.get("/api/v1/activities.as2"))
    assert load(written).startswith("Done: 1 created")
    assert load(written).startswith("Done: 0 created, 0 updated, 1 unchanged")


def test_it_takes_what_is_new_and_leaves_the_rest(load: Any) -> None:
    load(json.dumps(JSON_FEED))
    more = JSON_FEED | {"items": [*JSON_FEED["items"], {"id": "3", "title": "New"}]}  # type: ignore[misc]
    assert load(json.dumps(more)) == "Done: 1 created, 0 updated, 2 unchanged, 0 refused."


def test_long_articles_are_cut_off(load: Any) -> None:
    item = {"id": "1", "title": "t" * 300, "content_html": f"<p>{'<b>word</b> ' * 3000}</p><script>x</script>"}
    load(json.dumps(JSON_FEED | {"items": [item]}))
    activity = stored()
    assert (len(activity.title), activity.content.endswith("…</p>")) == (255, True)


def test_a_trial_stores_nothing(load: Any) -> None:
    assert load(ATLASSIAN, "--validate") == "Would be: 2 created, 0 updated, 0 unchanged, 0 refused."
    assert not Activity.objects.exists()


def test_bad_entries_are_named(load: Any, capsys: Any) -> None:
    with pytest.raises(CommandError, match="2 of 3"):
        load(json.dumps(JSON_FEED | {"items": [5, {"id": "1"}, {"id": "2", "url": "nowhere"}]}))
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == ["entry 1", "entry 3"]


def test_nesting_beyond_reason_is_refused_by_name(load: Any, capsys: Any) -> None:
    deep = '{"title":' + "[" * 500 + "]" * 500 + "}"
    with pytest.raises(CommandError, match="1 of 1"):
        load(deep, "--application=X", "--application-id=https://x.example")
    assert "must be plain JSON" in capsys.readouterr().err


BOMB = '<!DOCTYPE f [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss version="2.0"><channel/></rss>'
THIEF = '<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed xmlns="http://www.w3.org/2005/Atom">&x;</feed>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "declares entities"),
        (THIEF, "declares entities"),
        ("<feed", "no well-formed XML"),
        ("", "no well-formed XML"),
        ("<html/>", "no feed"),
        ("{", "not valid JSON"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>', "does not say what wrote it"),
        (json.dumps({"id": "1", "title": "x"}), "does not say what wrote it"),
    ],
)
def test_what_is_no_feed_is_one_clear_line(load: Any, text: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        load(text)
    assert not Activity.objects.exists()


def test_the_application_may_be_named_here(load: Any) -> None:
    load(json.dumps({"id": "1"}), "--application=Old tool", "--application-id=https://old.example")
    application = stored().application
    assert application and (application.display_name, application.generator_id) == ("Old tool", "https://old.example")


def test_a_document_is_what_the_door_takes(load: Any) -> None:
    """What is imported passes the same cleaning as what is posted."""
    load(json.dumps(JSON_FEED | {"items": [{"id": "1", "content_html": "<img src=x onerror=alert(1)><b>x</b>"}]}))
    assert orjson.loads(stored().rendered)["content_html"] == "<b>x</b>"


def test_a_pipe(bob: User, capsys: pytest.CaptureFixture[str]) -> None:
    source, sink = os.pipe()
    with open(sink, "wb") as pipe:
        pipe.write(RSS.encode())
    call_command("import_feed", f"/dev/fd/{source}", "--poster=bob")
    os.close(source)
    assert capsys.readouterr().out.startswith("Done: 2 created")
