"""`startprovider` and `startaction`: what they write works at once, and replaces nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.peer

ROOT = Path(__file__).resolve().parent.parent.parent


def start(command: str, name: str, folder: Path) -> str:
    """What it says."""
    said = StringIO()
    call_command(command, name, dir=str(folder), stdout=said)
    return said.getvalue()


def python(*arguments: str, folder: Path) -> str:
    """What a module of Python prints, run in the folder; it must end well."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    environment = kept | {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "streams.settings"}
    command = [sys.executable, "-W", "error", "-m", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a provider and an action, one of them in a package."""
    folder = tmp_path_factory.mktemp("started")
    start("startprovider", "coast_guard", folder)
    (folder / "crew").mkdir()
    (folder / "crew/__init__.py").touch()
    start("startaction", "praise", folder / "crew")
    return folder


def test_their_tests_pass_at_once(started: Path) -> None:
    said = python("pytest", "-q", "-p", "no:cacheprovider", ".", folder=started)
    assert " passed" in said
    assert "failed" not in said


def test_what_they_write_is_clean(started: Path) -> None:
    rules = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    python("ruff", "check", *rules, ".", folder=started)
    python("ruff", "format", "--check", *rules, ".", folder=started)


def test_they_say_how_to_switch_it_on(tmp_path: Path) -> None:
    assert f"PYTHONPATH={tmp_path}\n  EXTRA_PROVIDERS=coast_guard.CoastGuard\n" in start(
        "startprovider", "coast_guard", tmp_path
    )
    (tmp_path / "crew").mkdir()
    (tmp_path / "crew/__init__.py").touch()
    assert f"PYTHONPATH={tmp_path}\n  EXTRA_ACTIONS=crew.praise.Praise\n" in start(
        "startaction", "praise", tmp_path / "crew"
    )


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Lighthouse", "is no name of a module: write small letters"),
        ("light-house", "is no name of a module"),
        ("1st", "is no name of a module"),
        ("a__b", "is no name of a module"),
        ("../lighthouse", "is no name of a module"),
        ("class", "is no name of a module"),
        ("x" * 41, "is no name of a module"),
        ("", "is no name of a module"),
        ("json", "There is a Python module 'json' already"),
        ("streams", "There is a Python module 'streams' already"),
        ("redmine", "There is a plugin with the key 'redmine' already"),
        ("batch", "A class Batch would be mistaken"),
    ],
)
def test_a_name_that_will_not_do_is_refused_with_the_reason(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(CommandError, match=says):
        start("startprovider", name, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", ["lighthouse.py", "test_lighthouse.py"])
def test_nothing_is_overwritten(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    with pytest.raises(CommandError, match=f"{there} is there already; nothing was written"):
        start("startprovider", "lighthouse", tmp_path)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(there, "mine")]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no folder .*nowhere; make it first"):
        start("startprovider", "lighthouse", tmp_path / "nowhere")


def test_where_only_one_can_be_written_none_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def full(self: Path, *arguments: str, **options: str) -> object:
        if self.name == "test_lighthouse.py":
            raise OSError(28, "No space left on device", str(self))
        return real(self, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(CommandError, match="test_lighthouse.py cannot be written: No space left on device"):
        start("startprovider", "lighthouse", tmp_path)
    assert list(tmp_path.iterdir()) == []
