"""What an administrator tells the backend, and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.staticfiles import finders
from django.forms.utils import pretty_name
from django.utils.html import escape

from streams import registry
from streams.conf import conf
from streams.models import Provider
from streams.providers.base import ProviderBackend, ProviderError
from streams.providers.config import SecretField
from streams.testing.guards import offline
from streams.testing.promises import broken, must, needs
from streams.testing.stage import KEY, Stage, ids

ADD = "/admin/streams/provider/add/"
NONSENSE: tuple[Any, ...] = (
    "",
    "\x00",
    "no such thing",
    "x" * 5000,
    -1,
    1.5,
    True,
    [],
    [7],
    {"a": 1},
    "javascript:alert(1)",
)
FOREIGN = (
    "",
    " ",
    "https://elsewhere.example/1",
    "http://[",
    "javascript:alert(1)",
    "//",
    "A" * 3000,
    "\x00",
    "ELSE-1",
)
SECRETIVE = re.compile(r"password|passwd|secret|token|credential|api_?key|private_?key", re.IGNORECASE)


class Telling(Stage):
    def test_it_has_a_key_and_a_name(self) -> None:
        kind = self.backend
        must(
            re.fullmatch(r"[-a-z0-9_]{1,64}", kind.key),
            f"`key` is {kind.key!r}: write small letters, digits and dashes.",
        )
        must(kind.name, "`name` is what people read: write it.")
        others = [plugin.path for plugin in registry.named(conf.providers, "") if type(plugin.load()) is not kind]
        taken = [path for path in others if registry.Named(path).load().key == kind.key]
        must(not taken, f"The key {kind.key!r} is that of {taken}: choose another one.")
        must(not kind.icon or finders.find(kind.icon), f"There is no static file {kind.icon!r}, which `icon` names.")

    @needs("fetch")
    def test_it_reports_what_it_declares(self) -> None:
        cursor = self.begun()
        self.add(self.many)
        self.taken(cursor, self.read(cursor))
        self.declared()

    @needs("check")
    def test_checking_says_what_was_reached(self) -> None:
        said = self.checked()
        must(
            isinstance(said, str) and len(said.split()) >= 3 and said.strip()[-1:] in ".!?…",
            f"`check` says {said!r}: a sentence that says what was reached, as whom, and what was seen.",
        )

    @needs("fetch")
    def test_a_polled_source_can_be_checked(self) -> None:
        must(
            type(self.code).check is not ProviderBackend.check,
            "Write `check`: whoever configures the source wants to know that it was reached.",
        )

    @needs("fields")
    def test_a_field_that_is_missing_is_named(self) -> None:
        told = self.configured()
        for name, field in self.backend.config_form.base_fields.items():
            if field.required and field.initial is None:
                rest = {other: value for other, value in told.items() if other != name}
                label = str(field.label or pretty_name(name))
                must(label in self._complaint(rest), f"Without {name!r} the complaint does not name “{label}”.")

    def test_a_setting_that_it_does_not_know_is_named(self) -> None:
        must(
            "no-such-setting" in self._complaint({**self.configured(), "no-such-setting": 1}),
            "A setting that the form does not know is misspelt: `self.config(provider)` complains of it.",
        )

    @needs("fields")
    def test_nonsense_in_a_field_breaks_nothing(self) -> None:
        told = self.configured()
        for name in self.backend.config_form.base_fields:
            for nonsense in NONSENSE:
                row = self.configured_row({**told, name: nonsense})
                try:
                    self.code.config(row)
                except ProviderError:
                    continue
                except Exception as error:
                    broken(f"{nonsense!r} in the field {name!r} is answered with {error!r}: raise ValidationError.")

    @needs("fields")
    def test_the_admin_draws_its_form_and_keeps_what_is_entered(self) -> None:
        client, told = self.admin(), self.configured()
        drawn = client.get(f"{ADD}?backend={self.backend.key}").content.decode()
        for name, field in self.backend.config_form.base_fields.items():
            label = escape(str(field.label or pretty_name(name)))
            must(label in drawn, f"The admin's page does not show the field “{label}”.")
        Provider.objects.filter(key=KEY).delete()
        entered = {f"config-{name}": _as_entered(value) for name, value in told.items()}
        row = {
            "backend": self.backend.key,
            "name": "Entered",
            "key": KEY,
            "audience": self.row.audience_id,
            "enabled": "on",
        }
        client.post(f"{ADD}?backend={self.backend.key}", {**row, **entered})
        kept = Provider.objects.filter(key=KEY).first()
        if kept is None:
            broken(f"The admin does not take what `configured` says: {self._complaint(told) or 'a field of the row'}.")
        must(
            self.code.config(kept) == self.code.config(self.configured_row(told)),
            "What the admin kept is not what was entered: a field's `clean` answers JSON that it takes again.",
        )

    @needs("fields")
    def test_what_looks_like_a_secret_is_one(self) -> None:
        fields = self.backend.config_form.base_fields
        open_ones = [name for name, field in fields.items() if SECRETIVE.search(name) and not _is_secret(field)]
        must(not open_ones, f"{open_ones} are shown to administrators and kept as they are: make each a SecretField.")

    def test_what_is_no_address_of_its_own_means_nothing(self) -> None:
        with offline(self.monkeypatch, "`entity` is asked"):
            for address in FOREIGN:
                try:
                    found = self.code.entity(self.row, address)
                except Exception as error:
                    broken(f"`entity` of {address[:40]!r} ended with {error!r}: answer None for what is another's.")
                must(found is None, f"`entity` takes {address[:40]!r} for its own: {found!r}.")

    @needs("entity")
    def test_its_own_addresses_are_known_without_asking(self) -> None:
        known = self.entities()
        with offline(self.monkeypatch, "`entity` is asked"):
            for address, meant in known.items():
                found = self.code.entity(self.row, address)
                must(found == meant, f"{address!r} means {found!r} to `entity`, and should mean {meant!r}.")

    @needs("keys")
    def test_its_projects_have_names(self) -> None:
        self.add(1)
        keys = dict(self.code.keys(self.row))
        wrong = [
            key for key, name in keys.items() if not (isinstance(key, str) and isinstance(name, str) and key and name)
        ]
        must(not wrong, f"`keys` names {wrong}: a text by a text, such as {{'PAY': 'Payments'}}.")

    def _complaint(self, told: dict[str, Any]) -> str:
        """What the backend says of a configuration, whoever asks it first."""
        said = []
        for ask in self._ways_to_ask(self.configured_row(told)):
            try:
                ask()
            except ProviderError as error:
                said.append(str(error))
            except Exception as error:
                broken(f"A configuration that is wrong ends with {error!r}: read it by `self.config(provider)`.")
            else:
                return ""
        return min(said, default="")

    def _ways_to_ask(self, row: Provider) -> Iterator[Any]:
        if type(self.code).check is not ProviderBackend.check:
            yield lambda: self.code.check(row)
        if type(self.code).fetch is not ProviderBackend.fetch:
            yield lambda: ids(self.code.fetch(row, {}))
        yield lambda: self.code.config(row)


def _as_entered(value: Any) -> Any:
    if isinstance(value, bool):
        return "on" if value else ""
    return "\n".join(map(str, value)) if isinstance(value, list) else value


def _is_secret(field: forms.Field) -> bool:
    return isinstance(field, SecretField)
