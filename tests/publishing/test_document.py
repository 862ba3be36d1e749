"""What a document may say, and how what is wrong with it is named."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.models import Activity
from streams.publishing.document import Door, parse, term_key
from streams.publishing.problems import InvalidDocument
from tests.documents import GENERATOR, make_document

LONG = "x" * 256
DEEP: Any = [None]
for _ in range(300):
    DEEP = [DEEP]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = [
    "id", "url", "verb", "title", "summary", "content", "published", "actor", "object", "target", "generator", "icon",
    "links", "categories", "project", "entity", "audience", "changes", "field", "from", "to",
    "user", "application", "displayName", "objectType", "image", "uri",
]  # fmt: skip
PART = st.dictionaries(st.sampled_from(NAMES), JSON, max_size=5)
DOCUMENT = JSON | st.dictionaries(st.sampled_from(NAMES), JSON | PART, max_size=10)


def read(door: Door = Door.OWN, **fields: Any) -> Activity:
    return parse(make_document(**fields), door).activity


def problems(door: Door = Door.OWN, **fields: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidDocument) as refused:
        parse(make_document(**fields), door)
    return [(problem.field, problem.code) for problem in refused.value.problems]


@given(DOCUMENT, st.sampled_from(Door))
def test_any_value_is_read_or_refused(value: object, door: Door) -> None:
    try:
        parse(value, door)
    except InvalidDocument as error:
        assert error.problems


@pytest.mark.parametrize("value", [None, True, 1, 1.5, "", "text", [], [{}], b"{}"])
def test_only_an_object_is_a_document(value: object) -> None:
    with pytest.raises(InvalidDocument, match="must be a JSON object"):
        parse(value, Door.OWN)


@pytest.mark.parametrize("value", [2**64, object(), "\ud800", {1: 2}, {"\ud800": 1}, DEEP])
def test_what_is_no_plain_json_is_refused(value: object) -> None:
    with pytest.raises(InvalidDocument, match="must be plain JSON"):
        parse(make_document(title=value), Door.OWN)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"colour": "red"}, [("colour", "unknown_field")]),
        ({"colour": None, "Title": "x"}, [("Title", "unknown_field")]),
        ({"object": {"colour": "red"}}, [("object.colour", "unknown_field")]),
        ({"actor": {"image": {"alt": "x"}}}, [("actor.image.alt", "unknown_field")]),
        ({"id": None}, [("id", "missing")]),
        ({"id": ""}, [("id", "missing")]),
        ({"id": "\x00"}, [("id", "missing")]),
        ({"id": 7}, [("id", "not_a_text")]),
        ({"id": LONG}, [("id", "too_long")]),
        ({"id": None, "colour": 1}, [("id", "missing"), ("colour", "unknown_field")]),
        ({"id": None, "url": f"https://x.example/{LONG}"}, [("id", "missing")]),
        ({"url": "x.example"}, [("url", "invalid_url")]),
        ({"url": f"https://x.example/{'x' * 2000}"}, [("url", "too_long")]),
        ({"verb": "a/b"}, [("verb", "invalid_term")]),
        ({"verb": True}, [("verb", "not_a_text")]),
        ({"title": 5}, [("title", "not_a_text")]),
        ({"title": ["x"]}, [("title", "not_a_text")]),
        ({"title": LONG}, [("title", "too_long")]),
        ({"title": "<b></b>" * 1000}, [("title", "too_long")]),
        ({"summary": LONG}, [("summary", "too_long")]),
        ({"content": "x" * 5001}, [("content", "too_long")]),
        ({"content": {}}, [("content", "not_a_text")]),
        ({"actor": "ana"}, [("actor", "not_an_object")]),
        ({"actor": ["ana"]}, [("actor", "not_an_object")]),
        ({"actor": {"id": LONG}}, [("actor.id", "too_long")]),
        ({"actor": {"url": "javascript:alert(1)"}}, [("actor.url", "invalid_url")]),
        ({"actor": {"image": {"url": "data:image/png,x"}}}, [("actor.image.url", "invalid_url")]),
        ({"object": []}, [("object", "not_an_object")]),
        ({"object": {"url": "javascript:alert(1)"}}, [("object.url", "invalid_url")]),
        ({"object": {"url": 5}}, [("object.url", "not_a_text")]),
        ({"object": {"objectType": "a/b"}}, [("object.objectType", "invalid_term")]),
        ({"object": {"displayName": LONG}}, [("object.displayName", "too_long")]),
        ({"target": {"id": False}}, [("target.id", "not_a_text")]),
        ({"generator": None}, [("generator", "missing")]),
        ({"generator": "x"}, [("generator", "not_an_object")]),
        ({"generator": {}}, [("generator.displayName", "missing"), ("generator.id", "missing")]),
        ({"generator": GENERATOR | {"displayName": " "}}, [("generator.displayName", "missing")]),
        ({"generator": GENERATOR | {"displayName": LONG}}, [("generator.displayName", "too_long")]),
        ({"generator": GENERATOR | {"id": "deploys"}}, [("generator.id", "invalid_url")]),
        ({"icon": "https://x.example/i.png"}, [("icon", "not_an_object")]),
        ({"icon": {"width": 1.5}}, [("icon.width", "not_a_number")]),
        ({"icon": {"width": True, "height": -1}}, [("icon.width", "not_a_number"), ("icon.height", "not_a_number")]),
        ({"links": {"self": "nowhere"}}, [("links.self", "invalid_url")]),
        ({"links": {"a\x00b": "https://x.example"}}, [("links", "invalid_links")]),
        ({"links": {str(n): "https://x.example" for n in range(51)}}, [("links", "invalid_links")]),
        ({"links": []}, [("links", "not_an_object")]),
        ({"categories": "red"}, [("categories", "not_a_list")]),
        ({"categories": ["red", 5]}, [("categories.1", "not_a_text")]),
        ({"categories": [LONG]}, [("categories.0", "too_long")]),
        ({"categories": ["x"] * 51}, [("categories", "not_a_list")]),
        ({"changes": {}}, [("changes", "not_a_list")]),
        ({"changes": [{"field": "x"}] * 51}, [("changes", "not_a_list")]),
        ({"changes": [None, "x"]}, [("changes.0", "not_an_object"), ("changes.1", "not_an_object")]),
        ({"changes": [{"to": "x"}, {"field": " "}]}, [("changes.0.field", "missing"), ("changes.1.field", "missing")]),
        (
            {"changes": [{"field": "x", "from": 5, "old": 1}]},
            [("changes.0.old", "unknown_field"), ("changes.0.from", "not_a_text")],
        ),
        ({"changes": [{"field": "x", "to": LONG}]}, [("changes.0.to", "too_long")]),
        ({"project": 5}, [("project", "not_a_text")]),
        ({"entity": LONG}, [("entity", "too_long")]),
        (
            {"title": 5, "url": "x", "verb": 7},
            [("url", "invalid_url"), ("verb", "not_a_text"), ("title", "not_a_text")],
        ),
    ],
)
def test_every_problem_is_named(fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert problems(**fields) == expected


def test_a_thousand_unknown_fields_are_not_all_listed() -> None:
    assert len(problems(**{f"x{n}": n for n in range(1000)})) == 50


def test_a_null_is_an_absent_field() -> None:
    document = make_document() | {"url": None, "content": None, "object": None, "icon": None, "categories": None}
    assert parse(document, Door.OWN).activity.object is None


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({"title": "x" * 255}, 255),
        ({"title": f"<b>{'x' * 255}</b>"}, 255),
        ({"title": "&amp;" * 255}, 255),
        ({"title": f"<script>{LONG}</script>x"}, 1),
    ],
)
def test_a_title_is_as_long_as_what_is_seen_of_it(fields: dict[str, Any], seen: int) -> None:
    title = read(**fields).title
    assert len(title.replace("<b>", "").replace("</b>", "").replace("&amp;", "&")) == seen


def test_the_longest_texts_fit() -> None:
    activity = read(id="i" * 255, content="c" * 5000, summary="s" * 255, verb="v" * 255, entity="e" * 255)
    assert len(activity.content) == 5000


def test_addresses_are_longer_on_our_own_door() -> None:
    url = "https://x.example/" + "x" * 1900
    assert read(url=url).url == url
    assert problems(Door.COMPATIBLE, url=url) == [("url", "too_long")]


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-11-23T21:00:00Z", (2026, 11, 23, 21)),
        ("2026-11-23T21:00:00.123+02:00", (2026, 11, 23, 19, 0, 0, 123000)),
        ("2026-11-23T21:00", (2026, 11, 23, 21)),
        ("2026-11-23", (2026, 11, 23)),
        (1_388_534_400_000, (2014, 1, 1)),
        (1_388_534_400_000.0, (2014, 1, 1)),
        ("1388534400000", (2014, 1, 1)),
    ],
)
def test_dates(value: object, moment: tuple[int, ...]) -> None:
    assert read(published=value).published == datetime(*moment, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    "value",
    [
        "yesterday", "", "2026-13-01", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z",
        "2026-11-23T21:00:00+99:99", "21:00", "1e12", "-1", "9" * 5000,
        -1, 0, 10**18, 2**63, 1e308, float("nan"), float("inf"), 1_388_534_400, "1388534400", 253_402_300_799_999,
        True, [], {}, [2026, 11, 23],
    ],
)  # fmt: skip
def test_absurd_dates_are_refused(value: object) -> None:
    assert problems(published=value) == [("published", "invalid_date")]


def test_a_source_may_report_very_old_things() -> None:
    assert read(Door.PROVIDER, published=0).published == datetime(1970, 1, 1, tzinfo=UTC)


def test_a_document_need_not_say_when() -> None:
    assert read().published is None


@pytest.mark.parametrize(("alias", "name"), [("application", "generator"), ("user", "actor")])
def test_aliases(alias: str, name: str) -> None:
    document = make_document()
    document[alias] = document.pop(name)
    parsed = parse(document, Door.OWN)
    assert parsed.generator == (GENERATOR["id"], GENERATOR["displayName"])
    assert parsed.activity.actor["username"] == "ana"


def test_the_alias_of_a_nested_address() -> None:
    assert read(object={"uri": "https://x.example/1"}).object["url"] == "https://x.example/1"


def test_the_proper_name_wins_over_its_alias() -> None:
    assert read(user={"id": "eve"}).actor["username"] == "ana"


@pytest.mark.parametrize("target", [{}, {"url": ""}, {"url": None, "id": ""}, {"displayName": "<b></b>"}])
def test_an_empty_target_is_none(target: dict[str, Any]) -> None:
    assert read(target=target).target is None


def test_a_target_may_be_a_bare_key() -> None:
    assert read(target={"url": "ONE-1"}).target["url"] == "ONE-1"


@pytest.mark.parametrize(
    ("identifier", "url"), [("https://x.example/1", "https://x.example/1"), ("http-job-5", ""), ("build 512", "")]
)
def test_an_id_that_is_an_address_is_where_the_activity_leads(identifier: str, url: str) -> None:
    assert read(id=identifier).url == url


@pytest.mark.parametrize(
    ("verb", "key"),
    [
        ("post", "post"),
        ("http://activitystrea.ms/schema/1.0/post", "post"),
        ("https://x.example/verbs/jira/start/", "start"),
        ("did it", "did it"),
        ("v" * 255, "v" * 64),
    ],
)
def test_the_key_of_a_verb(verb: str, key: str) -> None:
    assert term_key(verb) == key


def test_changes_are_texts() -> None:
    changes = [
        {"field": "<b>status</b>", "from": " Open\x00", "to": "<script>x</script>Done & <i>dusted</i>"},
        {"field": "x"},
    ]
    assert read(changes=changes).changes == [
        {"field": "status", "from": "Open", "to": "Done & dusted"},
        {"field": "x", "from": None, "to": None},
    ]


@pytest.mark.parametrize("tag", ["<a>", "<b>", "<a href=https://x.example>x</a>"])
def test_what_is_stored_of_html_passes_again(tag: str) -> None:
    for count in (10, 50, 800):
        try:
            title = read(title=f"x{tag}" * count).title
        except InvalidDocument:
            continue
        assert read(title=title).title == title


def test_a_verb_is_kept_as_given_and_is_post_when_missing() -> None:
    assert [read(verb="https://x.example/ship").verb, read().verb, read(verb=" ").verb] == [
        "https://x.example/ship",
        "post",
        "post",
    ]


def test_the_compatible_door_ignores_what_the_contract_does_not_know() -> None:
    activity = read(Door.COMPATIBLE, colour=1, links="x", categories=5, project=[], entity={}, summary=7)
    assert (activity.links, activity.categories, activity.project_key, activity.summary) == ({}, [], "", "")


def test_the_digest_is_of_the_whole_document_in_any_order() -> None:
    document = make_document()
    turned = dict(reversed(document.items()))
    assert parse(document, Door.OWN).activity.digest == parse(turned, Door.OWN).activity.digest
    assert read(Door.COMPATIBLE, colour=1).digest != read(Door.COMPATIBLE, colour=2).digest
