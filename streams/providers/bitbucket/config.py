"""Where Bitbucket is and who asks."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlsplit

from streams.providers.config import LineField
from streams.providers.forge.config import ForgeForm

CLOUD = "https://api.bitbucket.org/2.0"


class BitbucketForm(ForgeForm):
    cloud: ClassVar[str] = CLOUD

    email = LineField(
        label="E-mail address",
        required=False,
        help_text="Of the account whose API token it is; empty for an access token of a repository or workspace.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["url"].help_text = f"{CLOUD} if left empty."
        self.fields["token"].help_text = "An API token of an account, or an access token: read, and write to act."
        self.fields["owners"].label = "Workspaces"
        self.fields["owners"].help_text = "All their repositories."


def web(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.removeprefix('api.')}"
