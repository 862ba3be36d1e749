"""What an administrator tells about a Buildbot."""

from __future__ import annotations

from typing import Any

from django import forms

from streams.providers.config import AddressField, ConfigForm, LineField, SecretField, WordsField


class BuildbotForm(ConfigForm):
    address = AddressField(help_text="Where its API is asked, such as https://ci.example.com.")
    link_address = AddressField(required=False, help_text="Where people open it, if that is another address.")
    username = LineField(required=False, help_text="To sign in with; empty for what everybody may read.")
    password = SecretField(required=False)
    builders = WordsField(
        required=False, help_text="Names or patterns such as release-*; ? stands for a blank. Empty for all."
    )
    scheduler = LineField(
        required=False, help_text="The force scheduler that triggers a build from the stream; empty for none."
    )
    properties = WordsField(required=False, help_text="Properties to show with a build, by their names.")

    def clean_properties(self) -> list[str]:
        names: list[str] = self.cleaned_data["properties"]
        if "*" in names:
            raise forms.ValidationError("Name them one by one: among all of them are paths of the server.")
        return names

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if bool(told.get("username")) != bool(told.get("password")) and not self.errors:
            raise forms.ValidationError("Give user name and password, or neither.")
        told["link_address"] = told.get("link_address") or told.get("address", "")
        return told
