"""The part of a source's page that its backend draws: a field for each thing it has to know."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.utils import pretty_name
from django.utils import timezone

from streams.models import Provider
from streams.models.encryption import Undecryptable
from streams.providers.base import ProviderBackend
from streams.providers.config import ConfigForm

# A backend's field may be called like a column of the row.
PREFIX = "config-"
KEPT = "One is stored, and is never shown. Write another to replace it; empty: it stays."


class HasConfig(forms.ModelForm):
    """A form for the row whose backend's own fields are checked by the backend's own form."""

    backend_class: ProviderBackend

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in self.instance.config.items():
            self.initial.setdefault(PREFIX + name, value)
        for name in stored_secrets(self.instance):
            if field := self.fields.get(PREFIX + name):
                field.required, field.help_text = False, KEPT

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        config_form = self.backend_class.config_form
        kept = stored_secrets(self.instance)
        told = config_form({name: self._told(name) or kept.get(name) for name in config_form.base_fields})
        for name, errors in told.errors.items():
            field = PREFIX + name if name in config_form.base_fields else None
            if field is None or field not in self.errors:
                self.add_error(field, errors)
        if not self.errors:
            self._keep(told)
        return cleaned

    def _told(self, name: str) -> Any:
        widget = self.fields[PREFIX + name].widget
        return widget.value_from_datadict(self.data, self.files, PREFIX + name)

    def _keep(self, told: ConfigForm) -> None:
        secrets = told.secrets()
        entered = {name: told.cleaned_data[name] for name in secrets if told.cleaned_data[name]}
        if self._changes(secrets):
            self.instance.set_credentials(entered)
        if told.base_fields:
            # Whoever told it something new wants to see what comes of it.
            self.instance.next_poll = timezone.now()
            plain = {name: value for name, value in told.cleaned_data.items() if name not in secrets}
            # What is empty is what is not told: a field that a later version adds has its own default.
            self.instance.config = {name: value for name, value in plain.items() if value not in ("", None, [])}

    def _changes(self, secrets: tuple[str, ...]) -> bool:
        return any(self._told(name) for name in secrets)

    @property
    def written(self) -> list[str]:
        """The columns of the row that what was told is kept in."""
        return ["config", "credentials", "next_poll"] if self.backend_class.config_form.base_fields else []


def form_for(backend: ProviderBackend, base: type[forms.ModelForm]) -> type[forms.ModelForm]:
    """`base` with the backend's fields."""
    fields = {PREFIX + name: drawn(name, field) for name, field in _fields(backend)}
    return type("ConfiguredProviderForm", (base,), {"backend_class": backend, **fields})


def fields_of(backend: ProviderBackend) -> list[str]:
    return [PREFIX + name for name, _ in _fields(backend)]


def drawn(name: str, field: forms.Field) -> forms.Field:
    """A copy with the label that it would have without the prefix, as wide as the other fields of the page."""
    drawn = copy.deepcopy(field)
    drawn.label = drawn.label or pretty_name(name)
    if isinstance(drawn, forms.CharField):
        is_long = isinstance(drawn.widget, forms.Textarea)
        drawn.widget.attrs.setdefault("class", "vLargeTextField" if is_long else "vTextField")
    return drawn


def _fields(backend: ProviderBackend) -> Iterator[tuple[str, forms.Field]]:
    yield from backend.config_form.base_fields.items()


def stored_secrets(provider: Provider) -> dict[str, str]:
    """Those that no key of ours opens have to be entered again."""
    try:
        return provider.get_credentials()
    except Undecryptable:
        return {}
