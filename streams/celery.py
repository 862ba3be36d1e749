"""The scaled topology: what `manage.py poll` does in one process, Celery's workers do on any number of machines.

    celery -A streams beat          says when; one of it
    celery -A streams worker        do it; as many as there is work for

Nothing is decided here. The leases in the database keep workers apart, so that a task may run twice, late or never.
"""

from __future__ import annotations

import os

import django
from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "streams.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402

from streams import polling  # noqa: E402  (it needs the models)
from streams.performing import settling  # noqa: E402
from streams.polling import backfill, lease  # noqa: E402
from streams.retention import tidying  # noqa: E402

if not settings.CELERY_BROKER_URL:
    raise ImproperlyConfigured("CELERY_BROKER_URL is empty; name the broker, such as redis://127.0.0.1:6379/1.")

# Seconds. What waits longer was asked for again, and the hung are ended while their lease is still theirs.
LOOK, FORGET = 2, 20
TIDY, TIDY_EVERY = 20, 60
POLL_LIMIT = (lease.TURN + lease.PATIENCE).total_seconds()
STEP_LIMIT = (backfill.STEP + lease.PATIENCE).total_seconds()
TO_CLEAN_UP = 10
# Of Redis' transport: polls come first.
FIRST, LAST = 0, 9

app = Celery("streams", broker=settings.CELERY_BROKER_URL)
app.conf.update(
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"queue_order_strategy": "priority"},
    # In memory: it has nothing to remember.
    beat_scheduler="celery.beat:Scheduler",
    beat_schedule={
        "look": {"task": "streams.celery.look", "schedule": LOOK, "options": {"expires": LOOK}},
        "tidy": {"task": "streams.celery.tidy", "schedule": TIDY_EVERY, "options": {"expires": TIDY_EVERY}},
    },
)


@app.task
def look() -> None:
    """What is due, a task each."""
    for pk in polling.due():
        poll.apply_async([pk], expires=FORGET)
    for pk in backfill.due():
        step.apply_async([pk], expires=FORGET)
    for pk in settling.due():
        settle.apply_async([pk], expires=FORGET)


@app.task(priority=FIRST, soft_time_limit=POLL_LIMIT, time_limit=POLL_LIMIT + TO_CLEAN_UP)
def poll(pk: int) -> None:
    polling.poll_in_turn(pk)


@app.task(priority=LAST, soft_time_limit=STEP_LIMIT, time_limit=STEP_LIMIT + TO_CLEAN_UP)
def step(pk: int) -> None:
    backfill.step_in_turn(pk)


@app.task(priority=FIRST, time_limit=POLL_LIMIT)
def settle(pk: int) -> None:
    settling.settle(settling.look_up(pk))


@app.task
def tidy() -> None:
    tidying.tidy_for(seconds=TIDY)
