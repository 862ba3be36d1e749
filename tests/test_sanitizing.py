from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams import sanitizing
from streams.sanitizing import BLOCK_TAGS, CLASSES, INLINE_TAGS, block_html, inline_html, is_web_url, name, plain

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<img src=x onerror=alert(1)>",
    "<b onmouseover=alert(1)>b</b>",
    "<b style='position:fixed;inset:0'>b</b>",
    "<a href='javascript:alert(1)'>a</a>",
    "<a href='JaVaScRiPt:alert(1)'>a</a>",
    "<a href=' java\tscript:alert(1)'>a</a>",
    "<a href='java&#1;script:alert(1)'>a</a>",
    "<a href='&#106;avascript:alert(1)'>a</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "<a href='vbscript:x'>a</a>",
    "<a href='/logout'>a</a>",
    "<a href='//evil.example'>a</a>",
    "<a href='https://bank.example@evil.example'>a</a>",
    "<a href='https://bank.example\\@evil.example'>a</a>",
    "<a href='https:evil.example'>a</a>",
    "<svg onload=alert(1)><use href='data:image/svg+xml,x'/></svg>",
    "<svg><p><style><g title='</style><img src onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src=x><base href=//evil.example><meta http-equiv=refresh content=0>",
    "<form action=//evil.example><input name=password><button>OK</button></form>",
    "<textarea></textarea><select><option></select><template><script>1</script></template>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<b><i><u><a href=x><p><ul><li>",
    "</b></p></div>",
    "<a href='https://ok.example' target=_top ping=//evil.example class=x id=location>a</a>",
    "<" * 1000,
    "&" * 1000,
]


class Reader(HTMLParser):
    """An independent parser: the tags and attributes that it finds."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        for attribute, value in attrs:
            self.attributes.setdefault(f"{tag} {attribute}", []).append(value)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_harmless(text: str, tags: set[str]) -> None:
    found = Reader(text)
    assert found.tags <= tags
    assert found.attributes.keys() <= {"a href", "a title", "a rel", "a class", "span class"}
    assert {
        name for tag in ("a", "span") for text in found.attributes.get(f"{tag} class", []) for name in text.split()
    } <= CLASSES
    assert all(href.startswith(("http://", "https://", "mailto:")) for href in found.attributes.get("a href", []))
    assert set(found.attributes.get("a rel", [])) <= {"noopener noreferrer nofollow"}
    assert plain(text) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_html_becomes_harmless(text: str) -> None:
    assert_harmless(inline_html(text), INLINE_TAGS)
    assert_harmless(block_html(text), BLOCK_TAGS)


@pytest.mark.parametrize("text", HOSTILE)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert block_html(block_html(text)) == block_html(text)


@given(st.text() | st.lists(st.sampled_from([*HOSTILE, "<b>", "</b>", "<a href='", "'>", "&#1;", "\x00"])).map("".join))
def test_any_text_becomes_harmless(text: str) -> None:
    assert_harmless(inline_html(text), INLINE_TAGS)
    assert_harmless(block_html(text), BLOCK_TAGS)


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b> <em>soft</em> <code>x</code>",
        "<blockquote><p>said</p></blockquote><ul><li>one</li></ul><hr>",
        '<a href="https://x.example/?a=1&amp;b=2" title="X" rel="noopener noreferrer nofollow">x</a>',
        '<a href="mailto:ana@x.example" rel="noopener noreferrer nofollow">Ana</a>',
        "1 &lt; 2 &amp; 3",
        "line<br>line",
        '<span class="resolved-link">PAY-42</span>',
    ],
)
def test_what_publishers_write_stays(text: str) -> None:
    assert block_html(text) == text


@pytest.mark.parametrize("attribute", ["title", "lang", "id", "class", "style", "dir", "data-x", "onclick"])
def test_attributes_of_other_tags_go(attribute: str) -> None:
    assert block_html(f"<p {attribute}='x'>a <b {attribute}='x'>b</b></p>") == "<p>a <b>b</b></p>"


def test_the_original_s_names_of_classes_stay_and_no_others() -> None:
    """contract.md §1.7: by them style sheets and scrapers know who did it."""
    author = 'href="https://x.example/ana" class="activity-item-user activity-item-author'
    assert inline_html(f'<a {author} evil">Ana</a>') == f'<a {author}" rel="noopener noreferrer nofollow">Ana</a>'
    assert inline_html('<a class="btn">x</a> <span class="fixed top">y</span>') == (
        '<a rel="noopener noreferrer nofollow">x</a> <span>y</span>'
    )


def test_a_title_has_no_blocks() -> None:
    assert inline_html("<p>one</p><ul><li>two</li></ul>") == "onetwo"


def test_scripts_and_styles_go_with_what_they_hold() -> None:
    assert block_html("a<script>alert(1)</script>b<style>*{}</style>c") == "abc"


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1f", "\x7f", "\x80", "\x9f", "\ufffe", "\uffff"])
def test_control_characters_go(character: str) -> None:
    assert plain(f"a{character}b") == block_html(f"a{character}b") == "ab"


def test_a_reference_cannot_bring_a_control_character_back() -> None:
    assert block_html("a&#1;b&#x202E;c") == "abc"


@pytest.mark.parametrize("override", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_what_turns_the_reading_direction_goes(override: str) -> None:
    assert name(f"invoice{override}fdp.exe") == "invoicefdp.exe"


def test_right_to_left_marks_and_emoji_stay() -> None:
    assert plain("\u200fעברית\u200e 👩\u200d💻 \ufeff") == "\u200fעברית\u200e 👩\u200d💻 \ufeff"


def test_carriage_returns_become_line_feeds() -> None:
    assert plain("a\r\nb\rc\td") == "a\nb\nc\td"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<b>Ana</b> Ruiz", "Ana Ruiz"),
        ("  Ana \n\t Ruiz ", "Ana Ruiz"),
        ("AT&T <i>x</i>", "AT&T x"),
        ("a < b > c", "a < b > c"),
        ("&lt;b&gt;", "&lt;b&gt;"),
        ("&lt;b&gt;<b>x</b>", "&lt;b&gt;x"),
        ("Ana<script>alert(1)</script>", "Ana"),
        ("<img src=x onerror=alert(1)>", ""),
    ],
)
def test_a_name_is_text(typed: str, shown: str) -> None:
    assert name(typed) == shown


@pytest.mark.parametrize(
    ("html", "length"), [("<b>ab</b>", 2), ("&amp;&lt;", 2), ("a<br>b", 2), ('<a href="https://x.example">x</a>', 1)]
)
def test_length_counts_what_is_seen(html: str, length: int) -> None:
    assert sanitizing.visible_length(html) == length


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example",
        "http://x.example:8080/a/b?c=d#e",
        "HTTPS://X.EXAMPLE/",
        "https://[::1]:8443/",
        "https://пример.example/путь",
        "http://localhost",
        "https://x.example/%7Ba%7D",
    ],
)
def test_web_addresses(url: str) -> None:
    assert is_web_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x.example",
        "/path",
        "//x.example/",
        "https:",
        "https://",
        "https:///path",
        "https:x.example",
        "javascript:alert(1)",
        "javascript://x.example/%0aalert(1)",
        "data:text/html,x",
        "ftp://x.example",
        "file:///etc/passwd",
        "https://user@x.example",
        "https://user:password@x.example",
        "https://@x.example",
        "https://bank.example\\@x.example",
        "https:\\\\x.example",
        "https://x.example/a b",
        " https://x.example",
        "https://x.example\n",
        "https://x.example/\x00",
        "https://x.example/\u202egpj.exe",
        "https://x.example/\u00a0",
        "https://x.example:65536/",
        "https://x.example:port/",
        "https://x.example:-1/",
        "https://[::1",
        "https://x.example/<b>",
        'https://x.example/"onclick="alert(1)',
        "https://x.example/\u200f",
    ],
)
def test_everything_else_is_no_web_address(url: str) -> None:
    assert not is_web_url(url)


@given(st.text())
def test_reading_an_address_never_breaks(text: str) -> None:
    assert is_web_url(f"https://{text}") in {True, False}


@given(st.text(alphabet="http://a.B1:@?#[]%\\ é\u00ad-", max_size=30).map("https://".__add__) | st.text())
def test_an_address_has_a_host_a_port_at_most_and_no_user_name(text: str) -> None:
    if is_web_url(text):
        parts = urlsplit(text)
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert "@" not in parts.netloc
        assert parts.port is None or parts.port < 65536
        assert plain(text) == text.strip() == text


# --- texts that are not worth a parser come out as it would give them ---


@given(st.text() | st.text(alphabet="a <>&;\r\n\x00\x0c\x85\xa0\xad\u202e\ufeff\ufffe"))
def test_a_text_comes_out_as_the_parser_gives_it(text: str) -> None:
    assert inline_html(text) == plain(sanitizing._INLINE.clean(text)).strip()


@given(st.text() | st.text(alphabet="a \r\n\t\x00\x85\xa0\u202e\ufffe"))
def test_a_plain_text_has_none_of_the_characters_that_go(text: str) -> None:
    assert plain(text) == sanitizing._CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
