"""Packages of strangers, really built and installed: their entry points are all that it takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.peer

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "1.0"

[project.entry-points."activity_streams.providers"]
{provider}

[project.entry-points."activity_streams.actions"]
{action}

[tool.hatch.build.targets.wheel]
only-include = ["{name}"]
"""
TWIN = """
from streams.providers.base import ProviderBackend

class Twin(ProviderBackend):
    key = "git"
    name = "Another git"
"""
# name → what it brings, and its modules.
PACKAGES = {
    "lighthouse": (
        'log = "lighthouse.logbook:Logbook"',
        'countersign = "lighthouse.countersign:Countersign"',
        {name: (ROOT / f"tests/sample_plugin/{name}.py").read_text() for name in ("logbook", "countersign")},
    ),
    "wreck": ('wreck = "wreck.nowhere:Nothing"', 'sunk = "wreck.sunk:Sunk"', {"sunk": "Sunk = 1 / 0"}),
    "twin": ('twin = "twin.git:Twin"', "", {"git": TWIN}),
}
ASKED = """
import django, json
django.setup()
from django.core.checks import run_checks
from streams import registry
providers = {key: plugin.name for key, plugin in registry.providers().items()}
checks = [f"{check.id} {check.msg} {check.hint}" for check in run_checks()]
print(json.dumps({"providers": providers, "actions": list(registry.actions()), "checks": checks}))
"""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a folder for each package, as `pip install --target` leaves it."""
    folder = tmp_path_factory.mktemp("packages")
    for name, (provider, action, modules) in PACKAGES.items():
        source = folder / "sources" / name / name
        source.mkdir(parents=True)
        (source.parent / "pyproject.toml").write_text(PYPROJECT.format(name=name, provider=provider, action=action))
        (source / "__init__.py").write_text("")
        for module, text in modules.items():
            (source / f"{module}.py").write_text(text)
    options = ["--no-deps", "--no-index", "--quiet", "--disable-pip-version-check"]
    sources = [str(folder / "sources" / name) for name in PACKAGES]
    wheels = folder / "wheels"
    pip("wheel", *options, "--no-build-isolation", "--wheel-dir", str(wheels), *sources)
    for wheel in wheels.iterdir():
        pip("install", *options, "--target", str(folder / wheel.name.partition("-")[0]), str(wheel))
    return folder


def pip(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", *arguments], check=True, timeout=120)


def server(packages: Path, *installed: str, **environment: str) -> dict[str, Any]:
    """The plugins and the problems of a server where these packages are installed, and what it logs."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    path = os.pathsep.join([str(ROOT), *(str(packages / name) for name in installed)])
    environment = kept | {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "streams.settings"} | environment
    command = [sys.executable, "-c", ASKED]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) | {"log": done.stderr}


def test_an_installed_package_brings_its_provider_and_its_action(packages: Path) -> None:
    found = server(packages, "lighthouse")
    assert list(found["providers"])[-1] == "logbook"
    assert found["actions"][-1] == "countersign"
    assert found["checks"] == []


def test_what_the_settings_name_too_is_there_once(packages: Path) -> None:
    found = server(packages, "lighthouse", EXTRA_PROVIDERS="lighthouse.logbook.Logbook")
    assert list(found["providers"])[-1] == "logbook"
    assert found["checks"] == []


def test_discovery_can_be_switched_off(packages: Path) -> None:
    found = server(packages, "lighthouse", "wreck", DISCOVER_PLUGINS="false")
    assert "logbook" not in found["providers"]
    assert found["checks"] == []


def test_a_broken_entry_point_is_an_error_of_the_checks_and_costs_no_other_plugin(packages: Path) -> None:
    found = server(packages, "wreck", "lighthouse")
    assert list(found["providers"])[-1] == "logbook"
    assert "the entry point wreck.nowhere.Nothing of the package wreck cannot be used" in found["log"]
    provider, action = found["checks"]
    assert provider.startswith(
        "streams.E001 The package wreck names 'wreck.nowhere.Nothing', which cannot be used: ModuleNotFoundError"
    )
    assert action.startswith(
        "streams.E002 The package wreck names 'wreck.sunk.Sunk', which cannot be used: ZeroDivisionError"
    )
    assert "Mend or remove the package wreck, or set DISCOVER_PLUGINS=false." in provider


def test_two_plugins_of_one_key_are_an_error_and_the_settings_win(packages: Path) -> None:
    found = server(packages, "twin")
    (problem,) = found["checks"]
    assert "The package twin names 'twin.git.Twin' with the key 'git', which 'streams.providers.git.Git'" in problem
    assert found["providers"]["git"] == "Git repository"
