"""The addresses of a gadget's page: which of them are ours, and what may be asked for in them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, get_script_prefix, resolve, reverse

from gadget.preferences import LOOKS

# What a page that embeds may choose; whoever is told of such an address may pass it on.
CHOICES = ("theme", "limit", "heading", *LOOKS, "project", "user", "issue")


@dataclass(frozen=True)
class EmbedAddress:
    """A gadget's page, and how it shall look there."""

    slug: str
    choices: dict[str, str]

    def on(self, request: HttpRequest) -> str:
        """In full, at the server that this request came to."""
        query = f"?{urlencode(self.choices)}" if self.choices else ""
        return request.build_absolute_uri(reverse("embed", args=[self.slug])) + query


def read(address: str, request: HttpRequest) -> EmbedAddress | None:
    """None where it is not a gadget's page of this very server. It is only read, nobody asks it anything."""
    try:
        parts = urlsplit(address)
        is_ours = parts.scheme in {"http", "https"} and parts.netloc == request.get_host()
        found = resolve(_without_prefix(parts.path)) if is_ours else None
    except (ValueError, Resolver404):
        return None
    if found is None or found.url_name != "embed":
        return None
    asked = QueryDict(parts.query)
    return EmbedAddress(found.kwargs["slug"], {name: asked[name] for name in CHOICES if asked.get(name)})


def _without_prefix(path: str) -> str:
    prefix = get_script_prefix()
    if not path.startswith(prefix):
        raise Resolver404
    return "/" + path.removeprefix(prefix)
