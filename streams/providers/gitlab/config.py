"""Where GitLab is and who asks."""

from __future__ import annotations

from typing import Any

from streams.providers.forge.config import SEGMENT, ForgeForm, NamesField

CLOUD = "https://gitlab.com"
API = "/api/v4"


class GitLabForm(ForgeForm):
    repositories = NamesField(
        rf"{SEGMENT}(?:/{SEGMENT})+",
        "acme/payments",
        label="Projects",
        help_text="Their full paths. With neither projects nor groups, the source only takes deliveries.",
    )
    owners = NamesField(
        rf"{SEGMENT}(?:/{SEGMENT})*",
        "acme",
        label="Groups",
        help_text="Groups, with their subgroups, or users: all their projects that are in use.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["url"].label = "Address"
        self.fields["url"].help_text = f"{CLOUD} if left empty; else that of your own server."
        self.fields[
            "token"
        ].help_text = "A personal, group or project access token: “read_api” to read, “api” to act from here."

    @classmethod
    def at(cls, entered: str) -> str:
        return (entered or CLOUD).removesuffix(API) + API
