"""The deployment files hold together: what they name exists, and what they promise of secrets is so."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from jsonschema import Draft202012Validator

from tests.deploy.files import COMPOSE, SERVICES, UNITS, of_compose, of_image, of_unit
from tests.processes import ROOT

OURS = ["migrate", "web", "worker", "beat"]
VARIABLES = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
DOCKERFILE = (ROOT / "Dockerfile").read_text()

TEXTS = {"type": "array", "items": {"type": "string"}}
# The part of https://github.com/compose-spec/compose-spec/blob/main/spec.md that is used.
SCHEMA = {
    "type": "object",
    "required": ["services"],
    "additionalProperties": False,
    "patternProperties": {"^x-": {}},
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$"},
        "volumes": {"type": "object"},
        "services": {"type": "object", "additionalProperties": {"$ref": "#/$defs/service"}},
    },
    "$defs": {
        "service": {
            "type": "object",
            "required": ["image", "healthcheck"],
            "additionalProperties": False,
            "properties": {
                "build": {"type": "string"},
                "image": {"type": "string", "pattern": "^[a-z-]+(:[a-z0-9.-]+)?$"},
                "restart": {"enum": ["no", "always", "on-failure", "unless-stopped"]},
                "environment": {"type": "object", "additionalProperties": {"type": "string"}},
                "env_file": {"type": "array"},
                "command": TEXTS,
                "volumes": TEXTS,
                "ports": TEXTS,
                "tmpfs": TEXTS,
                "cap_drop": TEXTS,
                "security_opt": TEXTS,
                "read_only": {"type": "boolean"},
                "stop_grace_period": {"type": "string", "pattern": r"^\d+s$"},
                "depends_on": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "object",
                        "required": ["condition"],
                        "properties": {"condition": {"enum": ["service_healthy", "service_completed_successfully"]}},
                    },
                },
                "healthcheck": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "test": TEXTS,
                        "disable": {"type": "boolean"},
                        "retries": {"type": "integer"},
                        **dict.fromkeys(
                            ("interval", "timeout", "start_period"), {"type": "string", "pattern": r"^\d+s$"}
                        ),
                    },
                },
            },
        }
    },
}


def command_exists(words: list[str]) -> bool:
    """Whether `manage.py` has it with these options, or Celery."""
    names = {Path(word).name for word in words}
    if "celery" in names:
        return "streams" in words and bool({"worker", "beat"} & set(words))
    place = words.index("manage.py") + 1
    name, options = words[place], words[place + 1 :]
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    # A shell's own words stand for one name.
    given = ["name" if "$" in one else one for one in options if not one.startswith("+")]
    return bool(parser.parse_args(given))


def test_compose_is_what_compose_takes() -> None:
    services = {name: {"healthcheck": {"test": ["of the image"]}} | one for name, one in SERVICES.items()}
    Draft202012Validator(SCHEMA).validate(COMPOSE | {"services": services})


def test_compose_names_only_what_there_is() -> None:
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        assert {volume.partition(":")[0] for volume in service.get("volumes", [])} <= set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", OURS)
def test_every_command_of_compose_exists(name: str) -> None:
    assert command_exists(SERVICES[name]["command"])
    assert of_compose(name)[0] != SERVICES[name]["command"][0]


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_compose_is_one_of_ours_and_secrets_come_from_outside(name: str) -> None:
    known = SERVICES[name]["environment"]
    assert set(known) <= VARIABLES
    assert known["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert "${POSTGRES_PASSWORD:?" in known["DATABASE_URL"]


@pytest.mark.parametrize("name", OURS)
def test_no_container_of_ours_may_more_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_only_the_web_is_reached_from_outside_and_from_this_machine_only() -> None:
    ports = {name: one["ports"] for name, one in SERVICES.items() if "ports" in one}
    assert list(ports) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in ports["web"])


def test_the_image_runs_what_exists_as_somebody_who_is_not_root() -> None:
    assert command_exists(of_image())
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE) == ["streams"]
    assert DOCKERFILE.index("\nUSER ") < DOCKERFILE.index("\nCMD ")
    assert "http://127.0.0.1:8000/healthz" in DOCKERFILE
    assert "collectstatic" in DOCKERFILE


def test_the_image_is_made_of_pinned_things_that_exist() -> None:
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert all(re.search(r":\d+\.\d+-slim-\w+$", image) for image in images)
    assert "--require-hashes" in DOCKERFILE
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "requirements.txt" in copied()
    for name in copied():
        assert (ROOT / name).exists()
        assert f"!{name}" in ignored


@pytest.mark.peer
def test_what_the_image_copies_is_enough_to_build_and_to_run_it(tmp_path: Path) -> None:
    """Without Docker: the same files in a folder of their own, and the same commands."""
    for name in copied():
        source, leave_out = ROOT / name, shutil.ignore_patterns("frontend", "__pycache__")
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=leave_out)
        else:
            shutil.copy(source, tmp_path / name)
    (collect,) = re.findall(r"^RUN STATIC_ROOT=/app/collected \S+/python (.+?) \\$", DOCKERFILE, re.MULTILINE)
    environment = {"PATH": "/usr/bin:/bin", "STATIC_ROOT": str(tmp_path / "collected"), "DATA_DIR": str(tmp_path)}
    for arguments in (collect.split(), ["migrate", "-v0"], ["doctor"]):
        command = [sys.executable, *(["manage.py"] if "manage.py" not in arguments else []), *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (tmp_path / "collected/gadget/v1/embed.js").is_file()
    assert f"ok       static files  collected in {tmp_path}/collected" in done.stdout


# What the tests need, and the image does not have, is not there.
LOCKED_ONLY = r"""
import re, runpy, sys
from importlib.metadata import packages_distributions
def plain(name): return re.sub(r"[-_.]+", "-", name).lower()
locked = {plain(name) for name in re.findall(r"^([\w.-]+)==", open("requirements.txt").read(), re.MULTILINE)}
for module, names in packages_distributions().items():
    if not locked & set(map(plain, names)):
        sys.modules[module] = None
import celery.bin.beat, celery.bin.worker, kombu.transport.redis
sys.argv = ["manage.py", "check"]
runpy.run_path("manage.py", run_name="__main__")
"""


def test_the_locked_packages_are_enough_for_a_worker_with_redis() -> None:
    environment = {"PATH": "/usr/bin:/bin", "CELERY_BROKER_URL": "redis://127.0.0.1:6379/0"}
    command = [sys.executable, "-c", LOCKED_ONLY]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def copied() -> list[str]:
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    return [name for line in lines for name in line.split()]


def test_no_secret_and_no_state_gets_into_the_image() -> None:
    """All is left out, but what is named."""
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert lines[0] == "*"
    assert not {"!.env", "!data", "!.git"} & set(lines)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_every_command_of_a_unit_exists(unit: Path) -> None:
    assert command_exists(of_unit(unit))


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("systemd-analyze is not installed")
    shutil.copytree(ROOT / "deploy/systemd", tmp_path, dirs_exist_ok=True)
    for file in tmp_path.rglob("*.*"):
        if file.is_file():
            file.write_text(file.read_text().replace("/opt/activity-streams/.venv", str(ROOT / ".venv")))
    units = sorted(map(str, [*tmp_path.glob("*.service"), *tmp_path.glob("*.timer")]))
    environment = {"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"}
    done = subprocess.run([verify, "verify", *units], env=environment, capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if "activity-streams" in line]
    assert said == []


def test_units_are_hardened_and_have_their_secrets_from_a_file() -> None:
    shared = (ROOT / "deploy/systemd/activity-streams-.service.d/common.conf").read_text()
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "User=activity-streams"):
        assert f"\n{line}\n" in shared
    assert "EnvironmentFile=/etc/activity-streams.env" in shared
    assert all(unit.name.startswith("activity-streams-") for unit in UNITS)


def test_the_docs_name_every_file() -> None:
    page = (ROOT / "docs/deploy.md").read_text()
    files = ["Dockerfile", "compose.yaml", "deploy/nginx.conf", "deploy/Caddyfile", *(unit.stem for unit in UNITS)]
    assert not [name for name in files if name not in page]
