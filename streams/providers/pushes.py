"""A push of commits, as every forge delivers it: an object and a list for the content."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from streams.conf import conf
from streams.providers import text
from streams.providers.payload import Payload, thing

SHORT_SHA = 10
MAX_COMMITS = 20
MAX_LINE = 120


def pushed(repo: str, ref: str, commits: Sequence[Payload], head: str, compare: str, count: int = 0) -> dict[str, str]:
    """One commit is named by its id, several by their number; reactions gather on the newest."""
    count, key = count or len(commits), f"{repo}@{head}"
    branch = ref.removeprefix("refs/heads/").removeprefix("refs/tags/")
    if count == 1:
        subject = commits[0].text("message").strip().partition("\n")[0]
        return thing("changeset", key, head[:SHORT_SHA], commits[0].address("url", "links.html.href"), subject)
    return thing("changeset", key, f"{count} commits on {branch}", compare)


def commit_list(commits: Sequence[Payload], count: int = 0) -> str:
    """HTML: the first lines of their messages, each with its author; a single commit's message below its subject."""
    if len(commits) == 1:
        return text.content(commits[0].text("message").strip().partition("\n")[2])
    return commit_lines(commits, conf.max_content_length, count)


def commit_lines(commits: Sequence[Payload], room: int, count: int = 0) -> str:
    """HTML: a line for each of the last commits, as many as there is `room` for, in characters."""
    count = count or len(commits)
    lines: list[str] = []
    room -= 40
    for commit in commits[-MAX_COMMITS:]:
        subject = text.clipped(text.line(commit.text("message").strip().partition("\n")[0]), MAX_LINE)
        author = text.clipped(text.line(commit.text("author.name", "author.user.display_name", "author.raw")), MAX_LINE)
        sha = commit.text("id", "hash")[:SHORT_SHA]
        room -= len(sha) + len(subject) + len(author) + 4
        if room < 0:
            break
        lines.append(f"<li><code>{escape(sha)}</code> {escape(subject)} ({escape(_name(author))})</li>")
    more = f"<p>and {count - len(lines):,} more</p>" if count > len(lines) else ""
    return f"<ul>{''.join(reversed(lines))}</ul>{more}" if lines else more


def _name(author: str) -> str:
    """Without the e-mail address, which is nobody's business."""
    return author.partition("<")[0].strip().partition("@")[0] or "unknown"
