"""`manage.py backfill`: a source's past, watched by somebody."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from streams.management.commands import backfill as command
from streams.models import Activity, Audience, Backfill, Provider
from streams.providers.base import Batch, ProviderError
from tests.polling.sources import entry, tells_its_past


@pytest.fixture
def source(settings: Any, team: Audience) -> Provider:
    settings.STREAMS_PROVIDERS = [*settings.STREAMS_PROVIDERS, "tests.polling.sources.Scripted"]
    return Provider.objects.create(key="source", backend="scripted", name="Source", audience=team)


def old(year: int) -> Batch:
    return Batch([entry(str(year), published=f"{year}-06-01T12:00:00Z")], {"at": year})


def test_it_reads_everything_and_says_how_far_back_that_was(source: Provider, capsys: Any) -> None:
    tells_its_past(old(2024), old(2023))
    call_command("backfill", "source")
    assert Activity.objects.count() == 2
    assert capsys.readouterr().out == "Source: read 2 documents, back to 2023-06-01.\n"
    assert Backfill.objects.get().since == datetime(1970, 1, 1, tzinfo=UTC)


def test_it_reads_back_to_a_day(source: Provider) -> None:
    tells_its_past(*map(old, range(2024, 2000, -1)))
    call_command("backfill", "source", since="2022-01-01")
    assert Activity.objects.count() == 4
    assert Backfill.objects.get().since == datetime(2022, 1, 1, tzinfo=UTC)


def test_stopped_by_somebody_it_goes_on_when_it_is_run_again(
    source: Provider, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "ending", lambda hurry: nullcontext(lambda: True))
    tells_its_past(old(2024), old(2023))
    call_command("backfill", "source", since="2020-01-01")
    assert "read 1 documents, back to 2024-06-01.\nIt was stopped; run it again to go on." in capsys.readouterr().out
    monkeypatch.undo()
    tells_its_past(old(2023))
    call_command("backfill", "source")
    after = Backfill.objects.get()
    assert (after.state, after.documents, after.since.year) == ("finished", 2, 2020)


def test_a_source_that_fails_says_why_and_that_the_poller_goes_on(source: Provider) -> None:
    tells_its_past(old(2024), ProviderError("The archive is away."))
    with pytest.raises(CommandError, match="The archive is away. The poller goes on with it."):
        call_command("backfill", "source")


def test_one_that_the_poller_is_busy_with_is_left_to_it(source: Provider) -> None:
    hour = timezone.now() + timedelta(hours=1)
    Backfill.objects.create(provider=source, since=datetime(2020, 1, 1, tzinfo=UTC), lease_until=hour)
    with pytest.raises(CommandError, match="being back-filled by the poller"):
        call_command("backfill", "source")


@pytest.mark.parametrize("day", ["yesterday", "2024-13-01", "9999-01-01"])
def test_a_day_that_is_none_is_one_clear_line(source: Provider, day: str) -> None:
    with pytest.raises(CommandError, match=f"--since is '{day}'; write a day that has been"):
        call_command("backfill", "source", since=day)


def test_a_source_without_a_past_says_so(provider: Provider) -> None:
    with pytest.raises(CommandError, match="needs no back-fill"):
        call_command("backfill", "source")
