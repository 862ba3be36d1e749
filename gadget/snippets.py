"""What to paste where: a gadget's snippet for each host, made here and nowhere else (docs/embed.md shows the same)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape

from gadget.models import Gadget

# Of a frame that cannot grow with what is in it, and of a row of Home Assistant's.
USUAL_HEIGHT, ROW = 480, 56
FRAME = (
    '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" referrerpolicy="strict-origin" '
    'allow="local-network-access; clipboard-write" style="border:0;max-width:100%"></iframe>'
)


@dataclass(frozen=True)
class Snippet:
    """For one host: the text to paste, its language for whoever colours it, and what the host needs besides."""

    key: str
    host: str
    language: str
    text: str
    needs: str


def snippets(gadget: Gadget, server: str) -> list[Snippet]:
    """Of a gadget, saved or not, at this server: its scheme and host."""
    return list(_Maker(gadget, server).all())


def frame(url: str, title: str, width: object, height: object) -> str:
    """Text, for whoever shows it to escape."""
    return FRAME.format(*map(escape, (url, title, width, height)))


class _Maker:
    def __init__(self, gadget: Gadget, server: str) -> None:
        self.gadget = gadget
        self.server = server
        # A gadget that is not saved may have no name yet.
        slug = gadget.slug or "name"
        self.slug = slug
        self.address = server + reverse("embed", args=[slug])
        self.xml = server + reverse("gadget-xml", args=[slug])
        self.height = gadget.look.get("height") or gadget.look.get("max_height") or USUAL_HEIGHT

    def _file(self, name: str) -> str:
        # The plain path and not a hashed one: other people's pages outlive the files of one release.
        return f"{self.server}{settings.STATIC_URL}gadget/v1/{name}"

    def all(self) -> Iterator[Snippet]:
        yield Snippet(
            "html",
            "HTML page",
            "html",
            self._element(),
            "A page that may run a script of this server. It grows with its content; with token-url, your server "
            "says who reads.",
        )
        yield Snippet(
            "iframe",
            "Any page, as a frame",
            "html",
            self._frame(),
            "Nothing but a frame. It has a fixed height, and readers sign in themselves.",
        )
        yield Snippet(
            "wordpress",
            "WordPress",
            "text",
            self.address,
            "Paste the address on a line of its own, or into an Embed block. WordPress frames it without an origin: it "
            "shows what is public, and has nothing to press.",
        )
        yield Snippet(
            "grafana",
            "Grafana",
            "html",
            self._frame(),
            "A text panel in HTML mode; the server needs disable_sanitize_html = true in [panels].",
        )
        yield Snippet(
            "notion",
            "Notion",
            "text",
            self.address,
            "Type /embed and paste the address. Allow the page https://www.notion.so, and be reachable from the "
            "internet.",
        )
        yield Snippet(
            "confluence",
            "Confluence",
            "text",
            self.address,
            f"The macro Iframe takes the address; give it a height of {self.height}. Allow your site, such as "
            "https://example.atlassian.net.",
        )
        yield Snippet(
            "backstage",
            "Backstage",
            "jsx",
            self._backstage(),
            "The plugin @roadiehq/backstage-plugin-iframe; put this server into iframe.allowList and, where there is a "
            "policy, into backend.csp.frame-src.",
        )
        yield Snippet(
            "home-assistant",
            "Home Assistant",
            "yaml",
            self._card(),
            f"Add {self._file('home-assistant-card.js')} as a resource, a JavaScript module. Over HTTPS, it wants this "
            "server over HTTPS too.",
        )
        yield Snippet(
            "sharepoint",
            "SharePoint",
            "html",
            self._frame(),
            "The Embed web part; the site's settings must allow this server under HTML Field Security.",
        )
        yield Snippet(
            "opensocial",
            "OpenSocial",
            "text",
            self.xml,
            "For dashboards that still take a gadget XML, such as Jira and Confluence Data Center: add the address to "
            "their gadget directory.",
        )

    def _element(self) -> str:
        sizes = {name.replace("_", "-"): self.gadget.look.get(name) for name in ("height", "max_height")}
        stated = "".join(f' {name}="{value}"' for name, value in sizes.items() if value)
        script = escape(self._file("embed.js"))
        return (
            f'<script async src="{script}"></script>\n'
            f'<activity-gadget-frame gadget="{escape(self.slug)}"{stated}></activity-gadget-frame>'
        )

    def _frame(self) -> str:
        return frame(self.address, self.gadget.title, "100%", self.height)

    def _backstage(self) -> str:
        stated: dict[str, Any] = {
            "title": self.gadget.title,
            "src": self.address,
            "height": f"{self.height}px",
            "width": "100%",
        }
        # JSON in braces: whatever a title holds, JSX takes it for a text.
        lines = "".join(f"  {name}={{{_quoted(value)}}}\n" for name, value in stated.items())
        return f"<HomePageIFrameCard\n{lines}/>"

    def _card(self) -> str:
        look = {name: self.gadget.look[name] for name in ("density", "poll") if name in self.gadget.look}
        stated = {
            "gadget": self.slug,
            "heading": self.gadget.title,
            "limit": self.gadget.limit,
            **look,
            "rows": max(3, round(self.height / ROW)),
        }
        # JSON is YAML: no title can be taken for anything but a text.
        lines = [f"{name}: {_quoted(value)}" for name, value in stated.items()]
        return "\n".join(["type: custom:activity-gadget-card", *lines])


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
