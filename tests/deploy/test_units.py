"""`make test-image`: docs/deploy.md is followed on a Debian with systemd, and every unit does what it promises."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import httpx
import pytest

from tests import services
from tests.deploy import machine
from tests.deploy.files import UNITS
from tests.deploy.machine import Machine
from tests.processes import free_port

pytestmark = [pytest.mark.peer, pytest.mark.skipif("REAL_IMAGE" not in os.environ, reason="make test-image")]
PORT = str(free_port())
SERVE, WEB, WORKER, BEAT, POLLER = (f"activity-streams-{name}" for name in ("serve", "web", "worker", "beat", "poller"))
SOURCE = """
from streams.models import Audience, Provider
Provider.objects.create(key="git", backend="git", name="Code", config={"path": "/srv/code"},
    audience=Audience.members(), poll_seconds=1)
"""


@pytest.fixture(scope="module")
def installed() -> Iterator[Machine]:
    with machine.machine() as one:
        one.install(PORT)
        one.wait_for(f"journalctl --unit {SERVE}", f"Listening on http://127.0.0.1:{PORT}/")
        yield one


@pytest.fixture(scope="module")
def larger(installed: Machine) -> Iterator[Machine]:
    """The same with PostgreSQL and Redis: web, worker and beat instead of `serve`."""
    with services.own_databases(1) as (database,), services.own_redis() as cache:
        installed.shell(f"systemctl disable --now {SERVE}")
        installed.set(DATABASE_URL=database, REDIS_URL=cache, CELERY_BROKER_URL=cache)
        installed.manage("migrate --noinput")
        installed.shell(f"systemctl enable --now {WEB} {WORKER} {BEAT}")
        installed.wait_for("journalctl --unit activity-streams-web", "without a poller")
        try:
            yield installed
        finally:
            installed.shell(f"systemctl stop {WEB} {WORKER} {BEAT} {POLLER}")


def said_of(machine: Machine, unit: str, what: str) -> str:
    return machine.shell(f"systemctl show --property={what} --value {unit}").strip()


def is_ready() -> bool:
    """However long it takes to begin to listen."""
    url = f"http://127.0.0.1:{PORT}/readyz"
    asking = httpx.HTTPTransport(retries=10)
    with httpx.Client(transport=asking, headers={"X-Forwarded-Proto": "https"}) as client:
        return client.get(url).status_code == 200


def comes_back(machine: Machine, unit: str) -> bool:
    """Killed, it is started again."""
    before = int(said_of(machine, unit, "NRestarts"))
    machine.shell(f"systemctl kill --signal=KILL --kill-whom=main {unit}")
    machine.wait_for(f"systemctl show --property=NRestarts --value {unit}", str(before + 1))
    machine.wait_for(f"systemctl is-active {unit}", "active\n")
    return True


def ends_well(machine: Machine, unit: str) -> bool:
    machine.shell(f"systemctl stop {unit}")
    return said_of(machine, unit, "Result") == "success"


def test_what_the_docs_install_serves(installed: Machine) -> None:
    assert is_ready()
    assert said_of(installed, "activity-streams-backup.timer", "ActiveState") == "active"


def test_a_backup_of_the_day_is_made(installed: Machine) -> None:
    installed.shell("systemctl start activity-streams-backup")
    assert re.search(r"backup-[1-7]$", installed.shell("ls /var/lib/activity-streams"), re.MULTILINE)


def test_state_is_its_owners_alone(installed: Machine) -> None:
    owners = installed.shell("stat --format '%U %a' /var/lib/activity-streams /var/lib/activity-streams/*").splitlines()
    assert set(owners) == {"activity-streams 700", "activity-streams 600"}


def test_a_command_by_hand_is_that_account_in_that_environment(installed: Machine) -> None:
    said = installed.manage("doctor")
    assert re.search(r"DATA_DIR +/var/lib/activity-streams$", said, re.MULTILINE)
    assert "All is well." in said


def test_the_service_for_one_machine_comes_back_and_ends_well(installed: Machine) -> None:
    assert comes_back(installed, SERVE)
    assert ends_well(installed, SERVE)


def test_the_doctor_finds_a_worker(larger: Machine) -> None:
    assert is_ready()
    said = larger.manage("doctor")
    assert "1 worker answered" in said
    assert "All is well." in said


@pytest.mark.parametrize("poller", [WORKER, POLLER])
def test_a_repository_of_somebody_else_is_read(larger: Machine, poller: str) -> None:
    """As far as the account may read it, whoever owns it."""
    work = "git -C /srv/code -c user.name=Ana -c user.email=ana@example.com commit --quiet --allow-empty --message"
    larger.shell(f"git init --quiet /srv/code; {work} by-{poller}")
    if poller == WORKER:
        larger.manage(f"shell --no-imports -c '{SOURCE}'")
    else:
        larger.shell(f"systemctl stop {WORKER}; systemctl start {poller}")
    larger.wait_for(machine.by_hand("export"), f"by-{poller}")
    larger.shell(f"systemctl start {WORKER}")


@pytest.mark.parametrize("unit", [WEB, WORKER, BEAT, POLLER])
def test_each_comes_back_and_ends_well(larger: Machine, unit: str) -> None:
    larger.shell(f"systemctl start {unit}")
    assert comes_back(larger, unit)
    assert ends_well(larger, unit)


@pytest.mark.parametrize("unit", [unit.stem for unit in UNITS])
def test_systemd_calls_its_exposure_ok(installed: Machine, unit: str) -> None:
    assert "OK" in installed.shell(f"systemd-analyze security --no-pager {unit}.service").splitlines()[-1]
