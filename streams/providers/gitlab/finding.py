"""Which projects somebody has at GitLab, and what its things are called."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from streams.outbound import Outbound, OutboundError
from streams.providers.forge.finding import Shape
from streams.providers.forge.paging import pages

REPOSITORY = r"[\w.-]+(?:/(?!-/)[\w.-]+)+"
SHAPES = (
    Shape("issue", "-/issues/{key}", "{repo}#{key}"),
    Shape("review", "-/merge_requests/{key}", "{repo}!{key}"),
    Shape("changeset", "-/commit/{key}", "{repo}@{key}", r"[0-9a-f]{7,64}"),
    Shape("job", "-/pipelines/{key}", "{repo}/pipelines/{key}"),
    Shape("release", "-/releases/{key}", "{repo}/releases/{key}", "[^/]+"),
)


def where(name: str) -> str:
    """A project's path in the API."""
    return f"projects/{quote(name, safe='')}"


def owned(api: Outbound, owner: str) -> Iterator[str]:
    """Of a group with its subgroups, or of a user."""
    params = {"archived": "false", "per_page": 100, "simple": "true"}
    try:
        first = api.get(f"groups/{quote(owner, safe='')}/projects", params={**params, "include_subgroups": "true"})
    except OutboundError as error:
        if error.code != "missing":
            raise
        first = api.get(f"users/{quote(owner, safe='')}/projects", params=params)
    for page in pages(api, first):
        yield from (project["path_with_namespace"] for project in page if project.get("path_with_namespace"))
