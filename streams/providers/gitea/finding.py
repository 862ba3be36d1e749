"""Which repositories somebody has at Gitea, and what its things are called."""

from __future__ import annotations

from collections.abc import Iterator

from streams.outbound import Outbound
from streams.providers.forge import finding
from streams.providers.forge.finding import Shape

REPOSITORY = r"[\w.-]+/[\w.-]+"
SHAPES = (
    Shape("issue", "issues/{key}", "{repo}#{key}"),
    Shape("review", "pulls/{key}", "{repo}#{key}"),
    Shape("changeset", "commit/{key}", "{repo}@{key}", r"[0-9a-f]{7,64}"),
    Shape("release", "releases/tag/{key}", "{repo}/tag/{key}", "[^/]+"),
)


def owned(api: Outbound, owner: str) -> Iterator[str]:
    """Of an organization or a user. What is archived has no news."""
    return finding.owned(api, owner, {"limit": 50})
