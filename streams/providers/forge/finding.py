"""What an address or a key means at a forge, by its looks alone; and which repositories somebody has there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from streams.outbound import Outbound, OutboundError
from streams.providers.base import Entity
from streams.providers.forge.paging import pages

_HOLES = re.compile(r"\\{(\w+)\\}")


@dataclass(frozen=True)
class Shape:
    """One sort of thing: its page below its repository's, how people call it, and what its own key looks like."""

    type: str
    page: str
    called: str
    key: str = r"\d+"


def find(shapes: Sequence[Shape], repository: str, site: str, config: dict[str, Any], address: str) -> Entity | None:
    """`repository`: what full names look like, as a regular expression; `site`: where the pages are."""
    is_page = address.startswith(f"{site}/")
    text = address.partition("#")[0].partition("?")[0].removeprefix(f"{site}/").rstrip("/") if is_page else address
    for shape in shapes:
        pattern = f"{{repo}}/{shape.page}" if is_page else shape.called
        more = r"(?:/.*)?" if is_page else ""
        found = re.fullmatch(_pattern(pattern, repository, shape.key) + more, text)
        if found and _is_asked(config, found["repo"]):
            names = {"repo": found["repo"], "key": found["key"]}
            url = f"{site}/{names['repo']}/{shape.page.format(**names)}"
            return Entity(shape.type, shape.called.format(**names), url, names["repo"])
    if is_page and re.fullmatch(repository, text) and _is_asked(config, text):
        return Entity("repository", text, f"{site}/{text}", text)
    return None


def _pattern(text: str, repository: str, key: str) -> str:
    holes = {"repo": f"(?P<repo>{repository})", "key": f"(?P<key>{key})"}
    return _HOLES.sub(lambda hole: holes[hole[1]], re.escape(text))


def _is_asked(config: dict[str, Any], repo: str) -> bool:
    """Two sources may have a part of a forge each; one that only takes deliveries may have any."""
    repositories, owners = config.get("repositories") or [], config.get("owners") or []
    is_owned = any(repo.startswith(f"{owner}/") for owner in owners)
    return not (repositories or owners) or repo in repositories or is_owned


def owned(api: Outbound, owner: str, params: Mapping[str, Any]) -> Iterator[str]:
    """The repositories of an organization or a user, in the dialect. What is archived has no news."""
    try:
        first = api.get(f"orgs/{owner}/repos", params=params)
    except OutboundError as error:
        if error.code != "missing":
            raise
        first = api.get(f"users/{owner}/repos", params=params)
    for page in pages(api, first):
        yield from (repo["full_name"] for repo in page if repo.get("full_name") and not repo.get("archived"))
