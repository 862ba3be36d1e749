"""What an administrator tells about a Jenkins that is asked; one that only delivers needs nothing."""

from __future__ import annotations

from typing import Any

from django import forms

from streams.providers.config import AddressField, ConfigForm, LineField, SecretField, WordsField


class JenkinsForm(ConfigForm):
    address = AddressField(
        required=False,
        help_text="Where it is asked, such as https://ci.example.com/jenkins; empty if it only delivers.",
    )
    username = LineField(required=False, help_text="To ask as; empty for what everybody may read.")
    token = SecretField(required=False, help_text="This user's API token, from Jenkins' page Security of the user.")
    jobs = WordsField(
        required=False,
        help_text="Full names or patterns such as payments or team/*; ? stands for a blank. Empty for all.",
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if bool(told.get("username")) != bool(told.get("token")) and not self.errors:
            raise forms.ValidationError("Give user name and token, or neither.")
        if (told.get("username") or told.get("jobs")) and not told.get("address") and not self.errors:
            raise forms.ValidationError("Without an address nothing is asked: give it, or leave the rest empty, too.")
        return told
