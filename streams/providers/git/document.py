"""A commit as a document that the write door accepts, whatever its author wrote."""

from __future__ import annotations

import re
import time
from html import escape, unescape
from typing import Any

from streams.conf import conf
from streams.providers.git.config import Config
from streams.providers.git.history import Commit, Files
from streams.providers.text import clipped, line, name, paragraphs, summary
from streams.sanitizing import plain

SHORT_SHA = 10
MAX_PATH = 100

_NUMBER = re.compile("[0-9]+")
# "Co-authored-by: Ana Ruiz <ana@example.com>": the name is worth reading, the address is nobody's business.
_ADDRESS = re.compile(r"^([\w-]+-by:.*?) ?<[^<>\s@]+@[^<>\s@]+>", re.MULTILINE | re.IGNORECASE)
# Hosts hide addresses as "1234+ana@users.noreply.example.com".
_ACCOUNT_NUMBER = re.compile(r"^\d+\+")


def document(commit: Commit, config: Config) -> dict[str, Any]:
    """The activity "somebody pushed a changeset to a repository"."""
    url = config.url_of(commit.sha)
    document = {
        "id": commit.sha,
        "verb": "push",
        "published": published(commit.committed),
        "actor": _actor(commit),
        "object": {
            "objectType": "changeset",
            "id": commit.sha,
            "displayName": commit.sha[:SHORT_SHA],
            "summary": summary(commit.subject),
            "url": url,
        },
        "target": {"objectType": "repository", "displayName": config.name},
        "content": _content(commit),
        "project": config.project,
        "entity": f"git:{config.key}:{commit.sha}",
    }
    return document | {"url": url} if url else document


def published(seconds: str) -> int:
    """Milliseconds since 1970. A broken clock must neither lose a commit nor pin it on top for ever."""
    number = int(seconds[:20]) if _NUMBER.fullmatch(seconds) else 0
    return min(number * 1000, int(time.time() * 1000))


def _actor(commit: Commit) -> dict[str, str]:
    """Who it was. Some write their e-mail address as their name, where it must not be read."""
    username = name(_ACCOUNT_NUMBER.sub("", commit.email.partition("@")[0]))
    author = commit.author if " " in commit.author.strip() else commit.author.partition("@")[0]
    shown = name(author) or username or "Unknown author"
    actor = {"objectType": "person", "id": username or shown, "displayName": shown}
    return actor | {"email": line(commit.email)} if conf.author_email else actor


def _content(commit: Commit) -> str:
    """The message below its subject, and what changed. Limits count what is seen, so texts are cut before escaping."""
    limit = conf.max_content_length
    files = _summary(commit.files)
    if _visible(files) > limit:
        files = ""
    return paragraphs(clipped(_message(commit), limit - _visible(files))) + files


def _message(commit: Commit) -> str:
    """The body; also the subject, where it is too long to be shown whole as the summary."""
    subject, body = line(commit.subject), plain(commit.body)
    text = f"{subject}\n\n{body}" if len(subject) > conf.max_title_length else body
    # Nothing beyond this is shown: spare the work on a message of many pages.
    return _ADDRESS.sub(r"\1", text[: 2 * conf.max_content_length]).strip()


def _summary(files: Files) -> str:
    """Such as "3 files changed, +120 −4: a.py, b.py and 1 more"; nothing for a commit without changes of its own."""
    if not files.count:
        return ""
    lines = f", +{files.added:,} −{files.deleted:,}" if files.added or files.deleted else ""
    names = ", ".join(f"<code>{escape(_path(path))}</code>" for path in files.paths)
    more = f" and {files.count - len(files.paths):,} more" if files.count > len(files.paths) else ""
    return f"<p>{files.count:,} file{'' if files.count == 1 else 's'} changed{lines}: {names}{more}</p>"


def _path(path: str) -> str:
    """The end of a long path says more than its beginning."""
    whole = line(path)
    return whole if len(whole) <= MAX_PATH else "…" + whole[1 - MAX_PATH :]


def _visible(html: str) -> int:
    """Characters of our own HTML that a reader sees: what they wrote into it is escaped, so tags are ours."""
    return len(unescape(re.sub("<[^>]+>", "", html)))
