"""What every forge has to know to be asked; left empty, it only delivers."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms

from streams.providers.config import AddressField, ConfigForm, SecretField, WordsField

SEGMENT = r"(?!\.{1,2}(?:/|$))[\w.-]+"


class NamesField(WordsField):
    """Names of repositories or owners, as they stand in an address."""

    def __init__(self, pattern: str, example: str, **kwargs: Any) -> None:
        self._pattern, self._example = re.compile(pattern), example
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        names = [name.strip("/") for name in super().clean(value)]
        for name in names:
            if not self._pattern.fullmatch(name):
                raise forms.ValidationError(f"Write names such as {self._example}, not “{name}”.")
        return names


class ForgeForm(ConfigForm):
    # The API's address where none is told.
    cloud: ClassVar[str] = ""

    url = AddressField(label="API address", required=False)
    token = SecretField(label="Token", required=False)
    repositories = NamesField(
        rf"{SEGMENT}/{SEGMENT}",
        "acme/payments",
        label="Repositories",
        help_text="Their full names. With neither repositories nor owners, the source only takes deliveries.",
    )
    owners = NamesField(
        SEGMENT, "acme", label="Owners", help_text="Users or organizations: all their repositories that are in use."
    )

    @classmethod
    def at(cls, entered: str) -> str:
        """Where the API is: also of a server whose pages' address was entered."""
        return entered or cls.cloud

    def clean_url(self) -> str:
        return self.at(self.cleaned_data["url"])
