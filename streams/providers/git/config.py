"""What an administrator wrote into `Provider.config`, checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from streams.models import Provider
from streams.providers.base import ProviderError

KNOWN = {"path", "branches", "commit_url", "project", "name"}
MAX_TEXT = 255
LONGEST_SHA = "0" * 64

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNSAFE_IN_URL = re.compile(r"[\s<>\"\\^`{|}\x00-\x20]")


@dataclass(frozen=True)
class Config:
    """Where a repository lies and how its commits are shown."""

    key: str
    path: str
    name: str
    branches: tuple[str, ...] = ()
    commit_url: str = ""
    project: str = ""

    @classmethod
    def of(cls, provider: Provider) -> Config:
        """Raises ProviderError naming the field and what to write."""
        values = provider.config
        if not isinstance(values, dict):
            raise ProviderError('The configuration must be a JSON object such as {"path": "/srv/git/payments.git"}.')
        if unknown := values.keys() - KNOWN:
            raise ProviderError(
                f"Unknown configuration {', '.join(sorted(unknown))}; known: {', '.join(sorted(KNOWN))}."
            )
        path = _path(values)
        return cls(
            key=provider.key,
            path=path,
            name=_text(values, "name") or Path(path).name.removesuffix(".git") or path,
            branches=_branches(values),
            commit_url=_commit_url(values),
            project=_text(values, "project"),
        )

    @property
    def patterns(self) -> tuple[str, ...]:
        """The branches as git's full names of refs."""
        return tuple(name if name.startswith("refs/") else f"refs/heads/{name}" for name in self.branches)

    def url_of(self, sha: str) -> str:
        """The commit's page; empty when there is none."""
        return self.commit_url.replace("{sha}", sha)


def _path(values: dict[str, Any]) -> str:
    path = _text(values, "path", limit=4096)
    if not Path(path).is_absolute():
        raise ProviderError('"path" must be the repository\'s absolute folder, such as "/srv/git/payments.git".')
    return path


def _text(values: dict[str, Any], name: str, limit: int = MAX_TEXT) -> str:
    value = values.get(name) or ""
    if not isinstance(value, str) or len(value) > limit or _CONTROL.search(value):
        raise ProviderError(f'"{name}" must be one line of text, at most {limit} characters.')
    return value.strip()


def _branches(values: dict[str, Any]) -> tuple[str, ...]:
    branches = values.get("branches") or []
    if not isinstance(branches, list) or not all(_is_branch(branch) for branch in branches):
        raise ProviderError('"branches" must be a list of names or patterns, such as ["main", "release/*"].')
    return tuple(branches)


def _is_branch(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= MAX_TEXT and not _CONTROL.search(value)


def _commit_url(values: dict[str, Any]) -> str:
    template = _text(values, "commit_url")
    if template and not ("{sha}" in template and _is_web_url(template.replace("{sha}", LONGEST_SHA))):
        raise ProviderError(
            '"commit_url" must be an http(s) address with {sha} where the commit\'s id belongs, '
            'such as "https://git.example.com/payments/commit/{sha}".'
        )
    return template


def _is_web_url(url: str) -> bool:
    """What the write door accepts: otherwise it would refuse every commit."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    return is_web and len(url) <= MAX_TEXT and not _UNSAFE_IN_URL.search(url)
