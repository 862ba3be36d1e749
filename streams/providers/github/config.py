"""Where GitHub is and who asks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from streams.providers.forge.config import ForgeForm

CLOUD = "https://api.github.com"


class GitHubForm(ForgeForm):
    cloud = CLOUD

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["url"].help_text = f"{CLOUD} if left empty; https://HOST/api/v3 for GitHub Enterprise Server."
        self.fields["token"].help_text = (
            "A fine-grained or classic personal access token. Without one only public repositories can be read, "
            "60 requests an hour."
        )

    @classmethod
    def at(cls, entered: str) -> str:
        return CLOUD if entered in {"", "https://github.com"} else entered


def headers(token: str) -> dict[str, str]:
    known = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
    return known | ({"Authorization": f"Bearer {token}"} if token else {})


def web(url: str) -> str:
    """GitHub's pages and its API have two names, or a server's API lies below its pages."""
    parts = urlsplit(url)
    if parts.path.endswith("/api/v3"):
        return url.removesuffix("/api/v3")
    return f"{parts.scheme}://{parts.netloc.removeprefix('api.')}{parts.path}"
