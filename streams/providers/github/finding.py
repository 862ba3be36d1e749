"""Which repositories somebody has at GitHub, and what its things are called."""

from __future__ import annotations

from collections.abc import Iterator

from streams.outbound import Outbound
from streams.providers.forge import finding
from streams.providers.forge.finding import Shape

REPOSITORY = r"[\w.-]+/[\w.-]+"
SHA = r"[0-9a-f]{7,64}"
SHAPES = (
    Shape("issue", "issues/{key}", "{repo}#{key}"),
    Shape("review", "pull/{key}", "{repo}#{key}"),
    Shape("changeset", "commit/{key}", "{repo}@{key}", SHA),
    Shape("job", "actions/runs/{key}", "{repo}/runs/{key}"),
    Shape("release", "releases/tag/{key}", "{repo}/tag/{key}", "[^/]+"),
)


def owned(api: Outbound, owner: str) -> Iterator[str]:
    """Of an organization, with what only its members see, or of a user. What is archived has no news."""
    return finding.owned(api, owner, {"per_page": 100, "sort": "pushed", "direction": "desc"})
