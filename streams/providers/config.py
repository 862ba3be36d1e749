"""What an administrator tells a backend: a Django form. It draws the admin's page and checks what was entered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from streams.sanitizing import is_web_url

MOST_WORDS = 200
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class ConfigForm(forms.Form):
    """What a backend has to know of one source. Subclass it as `ProviderBackend.config_form`.

    What its fields take is kept as JSON in `Provider.config`, so a field's `clean` answers JSON: text, a number, a flag
    or a list of texts. What a SecretField takes is encrypted in `Provider.credentials`.
    """

    @classmethod
    def secrets(cls) -> tuple[str, ...]:
        """The names of the fields that nothing ever shows."""
        return tuple(name for name, field in cls.base_fields.items() if isinstance(field, SecretField))

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        """What holds for the fields that were not told."""
        return {name: field.initial for name, field in cls.base_fields.items() if field.initial is not None}

    def problems(self) -> list[str]:
        """Each problem in a sentence that names its field as a person reads it; [] when the form is valid."""
        return [
            f"{self[name].label}: {message}" if name in self.fields else str(message)
            for name, messages in self.errors.items()
            for message in messages
        ]


class LineField(forms.CharField):
    """One line of text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 255, **kwargs})

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if _CONTROL.search(text):
            raise forms.ValidationError("Write one line of text.")
        return text


class AddressField(LineField):
    """Where the server is: an http(s) address without query, fragment or credentials; no slash at its end."""

    widget = forms.URLInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 500, **kwargs})

    def clean(self, value: Any) -> str:
        text = super().clean(value).strip()
        if text and not (is_web_url(text) and not set("?#") & set(text)):
            raise forms.ValidationError(
                "Write an address such as https://tools.example.com/path, without user name, ? and #."
            )
        return text.rstrip("/")


class SecretField(LineField):
    """A password or token: encrypted, and never shown again. Left empty it stays what it was."""

    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 4096, "strip": True, **kwargs})


class AccountForm(ConfigForm):
    """Who reads: a user with a password, the holder of a token, or nobody."""

    user = LineField(required=False, help_text="Who reads. Left empty: whoever the token is of, else nobody.")
    password = SecretField(required=False, help_text="Of the user; where the server has API tokens, one of those.")
    token = SecretField(required=False, help_text="A personal access token, instead of user and password.")

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if bool(told.get("user")) != bool(told.get("password")):
            raise forms.ValidationError("A user needs a password, and a password a user.")
        if told.get("user") and told.get("token"):
            raise forms.ValidationError("Enter a user with a password, or a token: not both.")
        return told

    @staticmethod
    def credentials(config: Mapping[str, Any]) -> dict[str, Any]:
        """As arguments of `Outbound`."""
        if config["user"]:
            return {"basic": (config["user"], config["password"])}
        return {"headers": {"Authorization": f"Bearer {config['token']}"}} if config["token"] else {}


class WordsField(forms.CharField):
    """Several words, parted by blanks, commas or lines, such as project keys: a list of texts."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        words = list(value) if isinstance(value, list | tuple) else re.split(r"[\s,]+", str(value or ""))
        words = list(dict.fromkeys(word for word in words if word))
        super().clean(" ".join(map(str, words)))
        if len(words) > MOST_WORDS or not all(_is_word(word) for word in words):
            raise forms.ValidationError(f"Write at most {MOST_WORDS} words of at most 255 characters.")
        return words


def _is_word(word: object) -> bool:
    return isinstance(word, str) and bool(word.strip()) and len(word) <= 255 and not _CONTROL.search(word)


def refuse_unknown(config: dict[str, Any], known: Sequence[str]) -> list[str]:
    """A sentence when the stored configuration names what the form does not know."""
    unknown = sorted(config.keys() - set(known))
    return (
        [f"Unknown configuration {', '.join(unknown)}; known: {', '.join(sorted(known)) or 'none'}."] if unknown else []
    )
