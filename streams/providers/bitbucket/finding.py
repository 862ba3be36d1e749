"""Which repositories a workspace has at Bitbucket, who asks, and what its things are called."""

from __future__ import annotations

from collections.abc import Iterator

from streams.outbound import Outbound, OutboundError
from streams.providers.forge.finding import Shape
from streams.providers.forge.paging import pages
from streams.providers.payload import Payload

REPOSITORY = r"[\w.-]+/[\w.-]+"
SHAPES = (
    Shape("issue", "issues/{key}", "{repo}#{key}"),
    Shape("review", "pull-requests/{key}", "{repo}/pull-requests/{key}"),
    Shape("changeset", "commits/{key}", "{repo}@{key}", r"[0-9a-f]{7,64}"),
)


def owned(api: Outbound, owner: str) -> Iterator[str]:
    first = api.get(f"repositories/{owner}", params={"pagelen": 100, "sort": "-updated_on"})
    for page in pages(api, first, "values"):
        yield from (repo["full_name"] for repo in page if repo.get("full_name"))


def whoami(api: Outbound) -> str:
    """A token of a repository or workspace is nobody's."""
    try:
        return Payload(api.get("user").json()).text("display_name", "username")
    except OutboundError as error:
        if error.code != "forbidden":
            raise
        return "a repository's or workspace's token"
