"""What the tests of a provider stand on: its row, a reader of it, and what a poller does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.test import Client

from streams import memory, polling, registry
from streams.models import Activity, Audience, Provider, Viewer
from streams.providers.base import Batch, ProviderBackend, ProviderError
from streams.publishing.document import Door
from streams.publishing.publish import Receipt, Source, publish, retract, source_key
from streams.testing.promises import broken, must
from streams.testing.source import StagedSource

KEY = "under-test"
SECRET = "the-secret-of-both-sides"  # noqa: S105


class Stage(StagedSource):
    settings: Any
    caplog: pytest.LogCaptureFixture
    row: Provider
    code: ProviderBackend

    @pytest.fixture(autouse=True)
    def _staged(
        self,
        db: None,
        settings: Any,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> Iterator[None]:
        self.settings, self.tmp_path, self.monkeypatch, self.caplog = settings, tmp_path, monkeypatch, caplog
        quick(settings)
        install(settings, "STREAMS_PROVIDERS", self.backend)
        with ExitStack() as self._stack:
            self.prepare()
            self.code = registry.providers()[self.backend.key]
            self.row = self.configured_row(self.configured())
            self.row.save()
            yield

    def configured_row(self, told: dict[str, Any]) -> Provider:
        """Not stored yet. What was told lies where the admin puts it."""
        secrets = self.backend.config_form.secrets()
        plain = {name: value for name, value in told.items() if name not in secrets}
        row = Provider(key=KEY, backend=self.backend.key, name="Under test", config=plain)
        row.audience = Audience.members()
        row.set_credentials({name: value for name, value in told.items() if name in secrets})
        if self.backend.webhook:
            row.set_secret(SECRET)
        return row

    # Reading as a poller does.

    def fetch(self, cursor: dict[str, Any]) -> Any:
        return self.code.fetch(self.row, deepcopy(cursor))

    def read(self, cursor: dict[str, Any]) -> list[Batch]:
        try:
            return list(map(kept, self.fetch(cursor)))
        except ProviderError as error:
            broken(f"`fetch` failed with “{error}” while nothing was wrong with the source.")

    def checked(self) -> str:
        try:
            return self.code.check(self.row)
        except ProviderError as error:
            broken(f"`check` failed with “{error}” while nothing was wrong with the source.")

    def begun(self) -> dict[str, Any]:
        """The cursor behind what is there at first: a first fetch may leave out what happened before it."""
        return self.taken({}, self.read({}))

    def taken(self, cursor: dict[str, Any], batches: Iterable[Batch]) -> dict[str, Any]:
        """Store batches; the cursor behind them."""
        for batch in batches:
            self.store(batch)
            cursor = batch.cursor
        return cursor

    def store(self, batch: Batch) -> list[Receipt]:
        receipts = publish(batch.documents, Source(Door.PROVIDER, self.row, self.row.audience))
        for receipt, document in zip(receipts, batch.documents, strict=True):
            must(
                not receipt.problems,
                f"The write door refuses the document {document.get('id')!r}: {'; '.join(map(str, receipt.problems))}. "
                "What is refused is lost: cut and escape with `streams.providers.text`, or make documents with "
                "`streams.providers.payload`.",
            )
        if batch.removed:
            retract(source_key(self.row, None), batch.removed)
        return receipts

    def poll(self) -> Provider:
        """By the poller itself; how the source fares then."""
        row = Provider.objects.get(pk=self.row.pk)
        polling.poll(row)
        return Provider.objects.get(pk=self.row.pk)

    def stored(self) -> dict[str, Activity]:
        """The activities of the source by the ids that it gave them."""
        found = Activity.objects.filter(provider=self.row).select_related("kind")
        return {activity.foreign_id: activity for activity in found}

    def declared(self) -> None:
        """What is stored is of the types and verbs that the backend declares."""
        kinds = [activity.kind for activity in self.stored().values()]
        types = {kind.object_type for kind in kinds} - {*self.backend.object_types, ""}
        verbs = {kind.verb for kind in kinds} - {*self.backend.verbs, "post"}
        must(not types, f"It reports {sorted(types)}: name them in `object_types`, by which actions are offered.")
        must(not verbs, f"It reports {sorted(verbs)}: name them in `verbs`, by which readers filter.")

    def admin(self) -> Client:
        client = Client()
        client.force_login(User.objects.create_superuser("kit-admin"))
        return client

    def viewer(self) -> Viewer:
        return Viewer.of(User.objects.get_or_create(username="kit-reader")[0])


def quick(settings: Any) -> None:
    """Tests speak HTTP, hash no password for long, and have a cache of their own."""
    settings.SECURE_SSL_REDIRECT = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    caches["default"].key_prefix = uuid4().hex
    memory.forget()


def install(settings: Any, setting: str, plugin: type) -> None:
    """Name it in the settings, unless it is there already."""
    path = f"{plugin.__module__}.{plugin.__qualname__}"
    others = getattr(settings, setting)
    setattr(settings, setting, others if path in others else [path, *others])


def kept(batch: Batch) -> Batch:
    """As it was when it came: a poller stores it before the next one is wanted."""
    return replace(batch, cursor=deepcopy(batch.cursor))


def ids(batches: Iterable[Batch]) -> list[str]:
    return [str(document.get("id")) for batch in batches for document in batch.documents]
