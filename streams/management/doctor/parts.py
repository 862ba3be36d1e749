"""What the server leans on: its settings, the database, the cache, whoever polls, the sources."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.core import checks

from streams import registry
from streams.logs import cleaned
from streams.management.doctor.finding import Finding, State, asked, good, warning, wrong
from streams.models.encryption import tried
from streams.polling.health import Health, health
from streams.probes.readiness import NEEDED, OK, poller

HINTS = {
    "database": "Is DATABASE_URL right, and does the server run? For SQLite: may this account write to DATA_DIR?",
    "migrations": "Run manage.py migrate.",
    "cache": "Is REDIS_URL right, and does Redis run?",
    "poller": "Start one: manage.py serve has it, else manage.py poll, or a Celery beat and worker (docs/install.md).",
}
KEY = "Name the key they were made with in SECRET_KEY_FALLBACKS, or enter them again in the admin."
# Seconds for which the workers are waited for.
PATIENCE = 1.5


def parts() -> Iterator[Finding]:
    """What needs the database is not asked where that does not answer."""
    yield from _settings()
    needed = [asked(name, partial(_needed, name), HINTS[name]) for name in NEEDED]
    yield from needed
    if getattr(settings, "CELERY_BROKER_URL", ""):
        yield asked("celery", _celery, "Is CELERY_BROKER_URL right, and does the broker run?")
    if all(found.state == State.OK for found in needed if found.part != "cache"):
        yield asked("poller", _poller, HINTS["poller"])
        yield asked("secrets", _secrets, KEY)
        yield from map(_source, health())


def _settings() -> Iterator[Finding]:
    """What Django's checks and ours say, those for production included."""
    said = checks.run_checks(include_deployment_checks=True)
    for one in said:
        state = State.WRONG if one.level >= checks.ERROR else State.WARNING
        yield Finding("settings", state, cleaned(f"{one.msg} ({one.id})"), cleaned(one.hint or ""))
    if not said:
        yield good("settings", "no fault")


def _needed(name: str) -> Finding:
    word = NEEDED[name]()
    return good(name, word) if word == OK else wrong(name, word, HINTS[name])


def _poller() -> Finding:
    word = poller()
    return good("poller", "no source is overdue") if word == OK else wrong("poller", word, HINTS["poller"])


def _celery() -> Finding:
    from celery import Celery

    app = Celery(broker=settings.CELERY_BROKER_URL)
    with app.connection_for_read() as connection:
        connection.ensure_connection(max_retries=1, timeout=PATIENCE)
    answers = app.control.ping(timeout=PATIENCE)
    if not answers:
        return wrong("celery", "no worker answers", "Start one: celery -A streams worker (docs/install.md).")
    return good("celery", f"{len(answers)} worker{'' if len(answers) == 1 else 's'} answered")


def _secrets() -> Finding:
    number, lost = tried()
    if lost:
        return wrong("secrets", f"{lost} of {number} were encrypted with another SECRET_KEY", KEY)
    return good("secrets", f"{number} stored, all can be read")


def _source(source: Health) -> Finding:
    part = f"source {source.key}"
    heard = f"last heard of {naturaltime(source.last_ok)}" if source.last_ok else "never heard of"
    if source.backend not in registry.providers():
        return wrong(part, f"its kind {source.backend!r} is not installed", "Install it, or switch the source off.")
    if source.state == "failing":
        said = f"{source.failures} failed polls in a row, {heard}: {cleaned(source.message)}"
        return wrong(part, said, "Mend what it says on the source's page in the admin, then Test the connection.")
    if source.state == "late":
        return wrong(part, f"silent for three intervals, {heard}", HINTS["poller"])
    if source.state == "throttled":
        return warning(part, f"asks to wait, {heard}: {cleaned(source.message)}", "It is asked again by itself.")
    return good(part, heard)
