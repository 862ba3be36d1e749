"""Where Gitea or Forgejo is and who asks."""

from __future__ import annotations

from typing import Any

from streams.providers.forge.config import ForgeForm

API = "/api/v1"


class GiteaForm(ForgeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["url"].label = "Address"
        self.fields["url"].help_text = "Your server's, such as https://codeberg.org."
        self.fields["token"].help_text = "An access token that may read, and to act from here write, the repositories."

    @classmethod
    def at(cls, entered: str) -> str:
        return entered and entered.removesuffix(API) + API

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("repositories") or cleaned.get("owners")) and not cleaned.get("url", "-"):
            self.add_error("url", "Write where the server is, such as https://codeberg.org.")
        return cleaned
