"""`make test-image`: the image is built, and run as compose.yaml has it, on PostgreSQL and Redis."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests import services
from tests.deploy import image
from tests.deploy.files import SERVICES
from tests.deploy.image import KEY, Podman
from tests.processes import free_port

pytestmark = [pytest.mark.peer, pytest.mark.skipif("REAL_IMAGE" not in os.environ, reason="make test-image")]
PORT = str(free_port())
PROCESSES = ("web", "worker", "beat")
BEHIND_HTTPS = {"X-Forwarded-Proto": "https"}
DEPLOYED = {
    "id": "https://example.com/deploys/1", "title": "Deployed",
    "generator": {"id": "https://example.com/deploys", "displayName": "Deploys"},
}  # fmt: skip


def here(words: list[str]) -> list[str]:
    """At a port that is free here; compose's two dollars are one."""
    return [re.sub(r"\b8000\b", PORT, word).replace("$$", "$") for word in words]


@pytest.fixture(scope="module")
def podman() -> Iterator[Podman]:
    with services.own_databases(1) as (database,), services.own_redis() as cache:
        environment = {
            "SECRET_KEY": KEY, "ALLOWED_HOSTS": "127.0.0.1",
            "BEHIND_PROXY": "true", "DATABASE_URL": database, "REDIS_URL": cache, "CELERY_BROKER_URL": cache,
            "LOG_FORMAT": "json",
        }  # fmt: skip
        with image.podman(environment) as podman:
            podman.once(*SERVICES["migrate"]["command"])
            for name in PROCESSES:
                podman.start(name, here(SERVICES[name]["command"]))
            patiently(lambda: httpx.get(f"http://127.0.0.1:{PORT}/readyz", headers=BEHIND_HTTPS).raise_for_status())
            patiently(lambda: podman.inside("worker", *health_check("worker")))
            yield podman


def patiently(work: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 60
    while True:
        try:
            return work()
        except (httpx.HTTPError, AssertionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def health_check(service: str) -> list[str]:
    kind, *words = here(SERVICES[service]["healthcheck"]["test"])
    return ["sh", "-c", *words] if kind == "CMD-SHELL" else words


def test_it_runs_as_nobody_special_and_writes_in_its_two_places_only(podman: Podman) -> None:
    said = podman.once("sh", "-c", "id; cat /proc/self/status; touch /data/x /tmp/x")
    assert "uid=10001(streams) gid=10001(streams)" in said
    assert set(re.findall(r"^Cap\w+:\s+(\w+)$", said, re.MULTILINE)) == {"0" * 16}
    assert "NoNewPrivs:\t1" in said
    assert "x" in podman.once("ls", "/data").split()
    assert "x" not in podman.once("sh", "-c", "touch /app/x; ls /app").split()


def test_the_health_checks_of_image_and_compose_pass(podman: Podman) -> None:
    listed = podman("inspect", "--format={{range .HealthCheck.Test}}{{println .}}{{end}}", "activity-streams")
    kind, *words = here(listed.split("\n"))
    assert kind == "CMD"
    podman.inside("web", *filter(None, words))
    assert "pong" in podman.inside("worker", *health_check("worker"))


def test_the_doctor_finds_a_worker_and_nothing_wrong(podman: Podman) -> None:
    said = podman.inside("web", "python", "manage.py", "doctor")
    assert "1 worker answered" in said
    assert "collected in /app/collected" in said
    assert "All is well." in said


def test_what_is_posted_is_read_and_comes_back_with_a_backup(podman: Podman) -> None:
    manage = ("web", "python", "manage.py")
    people = "from django.contrib.auth.models import User; User.objects.create_user('bob')"
    podman.inside(*manage, "shell", "--no-imports", "-c", people)
    said = podman.inside(*manage, "token", "create", "ci", "--user=bob", "--scope=publish", "--scope=read")
    (token,) = re.findall(r"\bas_\S+", said)
    url, headers = f"http://127.0.0.1:{PORT}/api/v1/activities/", BEHIND_HTTPS | {"Authorization": f"Bearer {token}"}
    posted = httpx.post(url, json=DEPLOYED, headers=headers).raise_for_status().json()
    podman.inside(*manage, "backup", "/data/before")
    httpx.delete(f"{url}{posted['id']}/", headers=headers).raise_for_status()
    assert httpx.get(url, headers=headers).json()["items"] == []
    podman.inside(*manage, "restore", "--force", "/data/before")
    (read,) = httpx.get(url, headers=headers).json()["items"]
    assert read["id"] == posted["id"]


@pytest.mark.parametrize("name", PROCESSES)
def test_it_ends_when_it_is_asked_to(podman: Podman, name: str) -> None:
    grace = int(SERVICES[name].get("stop_grace_period", "10s").removesuffix("s"))
    assert podman.stop(name, grace) == 0
