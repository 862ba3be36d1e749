"""What a gadget is asked for, in the admin and in the builder alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django import forms

from gadget import look
from gadget.models import Gadget
from streams import registry
from streams.models import ActionHandler

PORTS = {"http": 80, "https": 443}


class Origins(forms.CharField):
    """A list of origins, one a line. Whoever pastes the address of a page means its origin."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "placeholder": "https://dashboard.example.com"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(_origin(text) for text in (super().to_python(value) or "").split()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)


def _origin(text: str) -> str:
    """Of a page's address; what is none stays as it is, for the model to refuse."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return text
    if parts.scheme not in PORTS or not parts.hostname:
        return text
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + ("" if port in {None, PORTS[parts.scheme]} else f":{port}")


class GadgetForm(forms.ModelForm):
    origins = Origins(
        label="Allowed pages",
        required=False,
        help_text="Who may show it: the address of a page or its origin, one a line. Empty: this server only.",
    )
    actions = forms.MultipleChoiceField(
        label="May be pressed",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="All ticked: also what is installed later.",
    )

    class Meta:
        model = Gadget
        fields = ("title", "slug", "filters", "limit", "theme", "origins", "actions")
        labels = {"slug": "Name in addresses", "filters": "Filters", "limit": "Activities at once", "theme": "Colours"}
        help_texts = {
            "slug": "Pages that show it name it. When it changes, they have to be changed as well.",
            "filters": "As in an address, such as streams=key+IS+PAY&providers=source. Readers may filter further, but "
            "never see more.",
            "limit": "From 1 to 100; “Show more” brings as many again.",
        }
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "off"}),
            "slug": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            "filters": forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        }

    # Columns that it fills in some other way (streams/admin/base.py).
    written = ("look",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if "actions" not in self.fields:
            return
        self.fields["actions"].choices = _actions(self.instance.actions)  # type: ignore[attr-defined]
        if self.instance.actions is None:
            self.initial["actions"] = list(_installed())
        for name, field in _look_fields():
            self.fields[name] = field
            self.initial.setdefault(name, self.instance.look.get(name, ""))

    def clean_actions(self) -> list[str] | None:
        chosen = self.cleaned_data["actions"]
        return None if set(chosen) >= _installed().keys() else chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        known = {name: cleaned.get(name) for name in (*look.CHOICES, *look.SIZES)}
        self.instance.look = {name: value for name, value in known.items() if value}
        return cleaned

    @property
    def looks(self) -> list[forms.BoundField]:
        return [self[name] for name in look.CHOICES if name in self.fields]

    @property
    def sizes(self) -> list[forms.BoundField]:
        return [self[name] for name in look.SIZES if name in self.fields]


def _look_fields() -> Iterator[tuple[str, forms.Field]]:
    for name, values in look.CHOICES.items():
        (_, usual), *others = values.items()
        yield name, forms.ChoiceField(label=look.LABELS[name], choices=[("", usual), *others], required=False)
    for name, label in look.SIZES.items():
        yield name, forms.IntegerField(label=label, min_value=look.LEAST, max_value=look.MOST, required=False)


def _installed() -> dict[str, str]:
    """Labels by key: of what the server does, and of what scripts bring."""
    own = {key: action.label for key, action in registry.actions().items()}
    scripted = ActionHandler.objects.exclude(script="").exclude(key__in=own)
    return own | {row.key: row.label or row.key for row in scripted}


def _actions(chosen: list[str] | None) -> list[tuple[str, str]]:
    known = _installed()
    missing = {key: f"{key} (not installed)" for key in chosen or [] if key not in known}
    return list((known | missing).items())
