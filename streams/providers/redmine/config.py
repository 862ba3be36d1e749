"""What an administrator tells about a Redmine."""

from __future__ import annotations

from django import forms

from streams.providers.config import AddressField, ConfigForm, SecretField, WordsField


class RedmineForm(ConfigForm):
    address = AddressField(help_text="Such as https://redmine.example.com.")
    key = SecretField(label="API key", help_text="From the page My account of the user to ask as.")
    switch_user = forms.BooleanField(
        required=False,
        label="Act as the person who clicks",
        help_text="With an administrator's key: replies, watches and new statuses are theirs, by the same user name.",
    )
    projects = WordsField(
        required=False,
        help_text="Identifiers of projects, whose wikis are followed, too. Empty for all, without wikis.",
    )
