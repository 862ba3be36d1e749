"""What Prometheus scrapes: how the sources fare, what waits, what was refused. Nothing is counted row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from streams import __version__
from streams.models import ActionRun, Delivery, Version
from streams.models.activity import first_uid
from streams.polling.health import Health, health

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
STATES = ("ok", "late", "throttled", "failing")
# How far back runs and deliveries are counted: a gauge that every process tells alike, whichever is scraped.
WINDOW = timedelta(hours=1)


def exposition() -> bytes:
    """The measures in Prometheus' text format: five queries, whatever is stored."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Measures())
    return generate_latest(registry)


class _Measures(Collector):
    """All from the database: no process keeps a number of its own."""

    def collect(self) -> Iterator[Metric]:
        yield _gauge("streams_info", "The version that runs.", ["version"], {(__version__,): 1})
        version = {(): float(Version.current())}
        yield _gauge("streams_version", "Grows with every write that a reader may notice.", [], version)
        yield from _of_sources(health())
        since = timezone.now() - WINDOW
        pending = {(): float(ActionRun.objects.filter(state=ActionRun.State.PENDING).count())}
        yield _gauge("streams_runs_pending", "Actions whose source has not said yet how they went.", [], pending)
        runs = _counted(ActionRun.objects.filter(uid__gte=first_uid(since)), "action", "state")
        yield _gauge("streams_runs_last_hour", "Actions pressed.", ["action", "state"], runs)
        deliveries = _counted(Delivery.objects.filter(received__gte=since), "provider__key", "outcome")
        yield _gauge("streams_deliveries_last_hour", "Webhook deliveries.", ["source", "outcome"], deliveries)


def _of_sources(sources: list[Health]) -> Iterator[Metric]:
    states = {(one.key, state): float(one.state == state) for one in sources for state in STATES}
    yield _gauge("streams_source_state", "1 for the state that a source is in.", ["source", "state"], states)
    failures = {(one.key,): float(one.failures) for one in sources}
    yield _gauge("streams_source_failures", "Failed polls in a row.", ["source"], failures)
    heard = {(one.key,): one.last_ok.timestamp() for one in sources if one.last_ok}
    yield _gauge("streams_source_last_success_seconds", "When it was last heard of, since 1970.", ["source"], heard)
    tries = {(one.key,): one.next_try.timestamp() for one in sources}
    yield _gauge("streams_source_next_try_seconds", "When it is asked again, since 1970.", ["source"], tries)


def _counted(rows: QuerySet, *names: str) -> dict[tuple[str, ...], float]:
    grouped = rows.order_by().values_list(*names).annotate(number=Count("pk"))
    return {tuple(map(str, labels)): float(number) for *labels, number in grouped}


def _gauge(name: str, what: str, labels: list[str], values: Mapping[Any, float]) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, what, labels=labels)
    for label_values, value in values.items():
        gauge.add_metric(list(label_values), value)
    return gauge
