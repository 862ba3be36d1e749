"""Which repositories somebody has at Gitea, and what its things are called."""

from __future__ import annotations

from collections.abc import Iterator

from streams.outbound import Outbound, OutboundError
from streams.providers.forge.finding import Shape
from streams.providers.forge.paging import pages

REPOSITORY = r"[\w.-]+/[\w.-]+"
SHAPES = (
    Shape("issue", "issues/{key}", "{repo}#{key}"),
    Shape("review", "pulls/{key}", "{repo}#{key}"),
    Shape("changeset", "commit/{key}", "{repo}@{key}", r"[0-9a-f]{7,64}"),
    Shape("release", "releases/tag/{key}", "{repo}/tag/{key}", "[^/]+"),
)


def owned(api: Outbound, owner: str) -> Iterator[str]:
    """Of an organization or a user. What is archived has no news."""
    params = {"limit": 50}
    try:
        first = api.get(f"orgs/{owner}/repos", params=params)
    except OutboundError as error:
        if error.code != "missing":
            raise
        first = api.get(f"users/{owner}/repos", params=params)
    for page in pages(api, first):
        yield from (repo["full_name"] for repo in page if repo.get("full_name") and not repo.get("archived"))
