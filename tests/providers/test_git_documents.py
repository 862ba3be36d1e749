"""What is shown of a commit, and that the write door takes every document, whatever people wrote into commits."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.models import Provider
from streams.providers.git import Git
from streams.publishing.document import Door, Parsed, parse
from streams.sanitizing import visible_length
from tests.examples import examples
from tests.repositories import Repository

MEGABYTE = 1_000_000
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.create(tmp_path / "payments.git")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository.create(tmp_path_factory.mktemp("hostile") / "hostile")


def newest(repository: Repository, **config: Any) -> dict[str, Any]:
    """The document of the newest commit."""
    provider = Provider(key="payments", config={"path": str(repository.path), **config})
    return dict(next(Git().fetch(provider, {})).documents[0])


def stored(repository: Repository, **config: Any) -> Parsed:
    return parse(newest(repository, **config), Door.PROVIDER)


def test_a_commit_is_a_changeset_that_somebody_pushed(repository: Repository) -> None:
    sha = repository.commit("Accept cards", {"cards.py": "cards"})
    assert newest(repository) == {
        "id": sha,
        "verb": "push",
        "published": 1_700_000_060_000,
        "actor": {"objectType": "person", "id": "ana", "displayName": "Ana Ruiz"},
        "object": {
            "objectType": "changeset",
            "id": sha,
            "displayName": sha[:10],
            "summary": "Accept cards",
            "url": "",
        },
        "target": {"objectType": "repository", "displayName": "payments"},
        "content": "<p>1 file changed, +1 −0: <code>cards.py</code></p>",
        "project": "",
        "entity": f"git:payments:{sha}",
    }


def test_a_template_gives_every_commit_its_page(repository: Repository) -> None:
    sha = repository.commit()
    document = newest(repository, commit_url="https://git.example.com/pay/commit/{sha}?from=100%s")
    assert document["url"] == document["object"]["url"] == f"https://git.example.com/pay/commit/{sha}?from=100%s"


def test_a_repository_may_have_a_name_and_a_project(repository: Repository) -> None:
    repository.commit()
    activity = stored(repository, name="Payments & co", project="PAY").activity
    assert (activity.target["title"], activity.project_key) == ("Payments & co", "PAY")


def test_the_message_below_its_subject_becomes_paragraphs(repository: Repository) -> None:
    repository.commit("Accept cards\n\nOne line\nand another.\n\n\nA paragraph.\n")
    assert newest(repository)["content"] == "<p>One line<br>and another.</p><p>A paragraph.</p>"


def test_carriage_returns_are_line_ends(repository: Repository) -> None:
    repository.raw_commit(b"Accept cards\r\n\r\nOne line\r\nand another.\r\n")
    document = newest(repository)
    assert document["object"]["summary"] == "Accept cards"
    assert document["content"] == "<p>One line<br>and another.</p>"


def test_a_subject_that_is_too_long_is_shown_whole_below(repository: Repository) -> None:
    subject = "word " * 60 + "end"
    repository.raw_commit(subject.encode())
    document = newest(repository)
    assert document["object"]["summary"].endswith("…")
    assert document["content"] == f"<p>{subject}</p>"


def test_a_huge_message_is_cut_to_what_may_be_shown(repository: Repository) -> None:
    repository.raw_commit(b"Huge\n\n" + b"<&>'\" " * 5 * MEGABYTE)
    tracemalloc.start()
    content = newest(repository)["content"]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5 * MEGABYTE
    assert content.endswith("…</p>")
    assert 4_990 < visible_length(content) <= 5_000


def test_small_limits_are_kept(repository: Repository, settings: Any) -> None:
    settings.STREAMS_MAX_TITLE_LENGTH, settings.STREAMS_MAX_CONTENT_LENGTH = 10, 20
    repository.commit("A long subject\n\nAnd a long message below.", {"cards.py": "cards"})
    activity = stored(repository).activity
    assert activity.object["summary"] == "A long su…"
    assert activity.content == "<p>A long subject</p><p>And…</p>"


def test_changed_files_are_counted_and_the_first_named(repository: Repository) -> None:
    repository.commit("Many", {f"src/{number}.py": "a\nb\n" for number in range(1_200)})
    named = ", ".join(f"<code>src/{number}.py</code>" for number in (0, 1, 10, 100, 1000))
    assert newest(repository)["content"] == f"<p>1,200 files changed, +2,400 −0: {named} and 1,195 more</p>"


def test_a_binary_file_has_no_line_counts(repository: Repository) -> None:
    repository.commit("Logo", {"logo.png": b"\x89PNG\0\1\2"})
    assert newest(repository)["content"] == "<p>1 file changed: <code>logo.png</code></p>"


def test_a_renamed_file_is_one_file_under_its_new_name(repository: Repository) -> None:
    repository.commit("First", {"old.py": "same\n" * 9})
    repository.git("mv", "old.py", "new.py")
    repository.commit("Rename")
    assert newest(repository)["content"] == "<p>1 file changed: <code>new.py</code></p>"


def test_a_merge_names_no_files(repository: Repository) -> None:
    repository.commit("First", {"a.py": "a"})
    repository.git("checkout", "-q", "-b", "side")
    repository.commit("Second", {"b.py": "b"})
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    assert newest(repository)["object"]["summary"] == "Merge side"
    assert newest(repository)["content"] == ""


def test_the_oldest_commit_of_a_shallow_clone_names_no_files(repository: Repository, tmp_path: Path) -> None:
    repository.commit("First", {"a.py": "a"})
    repository.commit("Second", {"b.py": "b"})
    assert newest(repository.clone(tmp_path / "shallow", "--depth=1"))["content"] == ""


def test_markup_is_shown_and_not_obeyed(repository: Repository) -> None:
    repository.commit(f"{SCRIPT}\n\n{SCRIPT}", {"<b>.py": "bold"})
    activity = stored(repository, name=f"pay{SCRIPT}").activity
    assert activity.object["summary"] == "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert activity.content.startswith("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")
    assert "<code>&lt;b&gt;.py</code>" in activity.content


def test_a_message_cannot_pretend_to_be_another_commit(repository: Repository) -> None:
    fake = "0" * 40 + "\nEve\n1\t2\tfake.py\n\x1e\x1f\\0 commit " + "f" * 40
    sha = repository.commit(f"Subject\n\n{fake}", {"1\t2\tfake.py": "real"})
    document = newest(repository)
    assert (document["id"], document["actor"]["displayName"]) == (sha, "Ana Ruiz")
    assert document["content"].endswith("<p>1 file changed, +1 −0: <code>1 2 fake.py</code></p>")


def test_a_message_that_is_not_utf_8_is_still_read(repository: Repository) -> None:
    repository.raw_commit(b"Caf\xe9 \xff\xfe\n\n\xc3")
    document = newest(repository)
    assert document["object"]["summary"] == "Caf\ufffd \ufffd\ufffd"
    assert document["content"] == "<p>\ufffd</p>"


def test_a_message_that_names_its_encoding_is_read_in_it(repository: Repository) -> None:
    repository.git("config", "i18n.commitEncoding", "ISO-8859-1")
    repository.git("commit", "-q", "--allow-empty", "-F", "-", stdin=b"Caf\xe9")
    assert newest(repository)["object"]["summary"] == "Café"


def test_file_names_of_any_bytes_are_read(repository: Repository) -> None:
    name = b"\xff\nnew line.py".decode("utf-8", "surrogateescape")
    repository.commit("Odd", {name: "odd"})
    assert stored(repository).activity.content.endswith("<code>\ufffd new line.py</code></p>")


@pytest.mark.parametrize(
    ("author", "username", "name"),
    [
        ("Ana Ruiz <ana@example.com>", "ana", "Ana Ruiz"),
        ("Ana Ruiz <1234+ana@users.noreply.example.com>", "ana", "Ana Ruiz"),
        ("Ana Ruiz <>", "Ana Ruiz", "Ana Ruiz"),
        (" <ana@example.com>", "ana", "ana"),
        (" <>", "Unknown author", "Unknown author"),
        ("without brackets", "Unknown author", "Unknown author"),
        ("\x01\u200b\x7f <>", "Unknown author", "Unknown author"),
        ("ana@example.com <ana@example.com>", "ana", "ana"),
        ("🦊\x07 \t Fox <fox hole@example.com>", "fox hole", "🦊 Fox"),
    ],
)
def test_an_author_is_known_without_the_address(repository: Repository, author: str, username: str, name: str) -> None:
    repository.raw_commit(b"Change", author.encode())
    assert newest(repository)["actor"] == {"objectType": "person", "id": username, "displayName": name}


def test_addresses_of_co_authors_are_not_shown(repository: Repository) -> None:
    repository.commit("Pair\n\nSee <b@c> there.\n\nCo-authored-by: Ben Ode <ben@example.com>\nSigned-off-by: <a@b.c>")
    says = "<p>See &lt;b@c&gt; there.</p><p>Co-authored-by: Ben Ode<br>Signed-off-by:</p>"
    assert newest(repository)["content"] == says


@pytest.mark.parametrize(
    "date", [b"99999999999 +0000", b"9" * 30 + b" +0000", b"4102444800 +9999", b"9" * 5_000 + b" +0000"]
)
def test_a_clock_ahead_is_now(repository: Repository, date: bytes) -> None:
    before = int(time.time() * 1000)
    repository.raw_commit(b"Change", date=date)
    assert before <= newest(repository)["published"] <= time.time() * 1000


@pytest.mark.parametrize("date", [b"-86400 +0000", b"0 +0000", b"yesterday", b""])
def test_a_date_before_computers_is_1970(repository: Repository, date: bytes) -> None:
    repository.raw_commit(b"Change", date=date)
    assert newest(repository)["published"] == 0


LINE = st.binary(max_size=300).map(lambda raw: raw.replace(b"\0", b"").replace(b"\n", b""))
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\n"), max_size=300).map(str.encode)
MARKUP = st.sampled_from([b"<b>", b"</p>", b"&amp", b"&#0;", b"<!--", b"<svg onload=x>", b"\r\n", b"\xf0\x9f\xa6\x8a"])
MESSAGE = st.lists(LINE | WORDS | MARKUP | st.just(b"\n\n"), max_size=40).map(b"".join)
AUTHOR = st.builds(b"%s <%s>".__mod__, st.tuples(LINE | WORDS, LINE | WORDS)) | LINE
DATE = st.builds(b"%d %+05d".__mod__, st.tuples(st.integers(), st.integers(-9999, 9999))) | LINE


@examples(60)
@given(message=MESSAGE, author=AUTHOR, date=DATE)
def test_the_write_door_takes_every_commit(hostile: Repository, message: bytes, author: bytes, date: bytes) -> None:
    sha = hostile.raw_commit(message, author, date)
    parsed = stored(hostile, commit_url="https://git.example.com/{sha}")
    assert (parsed.foreign_id, parsed.activity.verb) == (sha, "push")
    assert parsed.activity.actor["name"] not in {"", "%aN"}
