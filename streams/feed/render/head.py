"""What every form of a page says about the page itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import orjson

from streams.feed.page import Feed


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where links lead from. `base` is the server's own address, without a slash at its end."""

    base: str
    # Links to this server without its name (contract.md §1.2, `relativeLinks`).
    relative: bool = False

    def absolute(self, path: str) -> str:
        return urljoin(f"{self.base}/", path)

    def link(self, url: str) -> str:
        """An address as a link of this page."""
        url = self.absolute(url)
        return url.removeprefix(self.base) if self.relative and url.startswith(f"{self.base}/") else url

    def html(self, markup: str) -> str:
        return markup.replace(f'href="{self.base}/', 'href="/') if self.relative else markup

    def alternate(self, item: dict[str, Any]) -> str:
        """Where a person reads on; the activity's own address where its source has none."""
        thing = item["object"] or {}
        return self.link(item["url"] or thing.get("url") or f"/api/v1/activities/{item['id']}/")

    def icon(self, item: dict[str, Any]) -> tuple[str, str]:
        """Address and title of the picture for this sort of thing. Neither is ever empty: readers rely on both."""
        icon = item["icon"] or {}
        kind = (item["object"] or {}).get("type") or ""
        application = (item["application"] or {}).get("name")
        title = icon.get("title") or application or kind.rsplit("/", 1)[-1] or item["provider"]["name"]
        return self.link(icon.get("url") or item["provider"]["icon"] or "/static/streams/icon.svg"), title


@dataclass(frozen=True, kw_only=True)
class Head(Place):
    """Title and addresses of a page, all of them absolute."""

    id: str
    title: str
    # Where this very page is.
    url: str
    next_url: str | None = None
    # Whether sources that are late or failing are named (contract.md §1.4: not for anonymous readers).
    names_failures: bool = True
    # Whether authors' e-mail addresses are shown (contract.md §9: only where somebody asked for it).
    shows_emails: bool = False
    # Whether entries carry where a reply, a vote and a watch go (contract.md §6.5).
    acts: bool = False

    @property
    def place(self) -> Place:
        return Place(base=self.base, relative=self.relative)


def items(feed: Feed) -> list[dict[str, Any]]:
    """The stored JSON of the page's activities: what every form is made from."""
    return [orjson.loads(activity.rendered) for activity in feed.activities]
