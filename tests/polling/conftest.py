"""A source of the team's that does what a test says, and a clock that goes when a test says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from streams.models import Audience, Provider
from tests.polling.sources import Polled, Scripted


@pytest.fixture(autouse=True)
def installed(settings: Any) -> Iterator[None]:
    ours = [f"tests.polling.sources.{backend.__name__}" for backend in (Polled, Scripted)]
    settings.STREAMS_PROVIDERS = [*settings.STREAMS_PROVIDERS, *ours]
    yield
    Polled.scripts.clear()
    Scripted.named = staticmethod(dict)


@pytest.fixture
def make_source(team: Audience) -> Callable[..., Provider]:
    def make(key: str, **fields: Any) -> Provider:
        row = {"backend": "scripted", "name": key.title(), "audience": team, "poll_seconds": 60, **fields}
        return Provider.objects.create(key=key, **row)

    return make


@pytest.fixture
def source(make_source: Callable[..., Provider]) -> Provider:
    return make_source("source")


@pytest.fixture
def let_pass(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """So much time, in none."""
    passed = timedelta()
    now = timezone.now

    def let_pass(**time: float) -> None:
        nonlocal passed
        passed += timedelta(**time)

    monkeypatch.setattr(timezone, "now", lambda: now() + passed)
    return let_pass
