"""`make test` itself: what cannot run is said, and is a failure where it must not be missed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import settings

from tests import __main__ as runner
from tests import databases, services, steps
from tests.examples import examples


@pytest.fixture(autouse=True)
def none_before(monkeypatch: Any) -> None:
    monkeypatch.setattr(steps, "ended", [])


@pytest.mark.parametrize(("ci", "passes"), [("true", False), ("", True)])
def test_what_cannot_run_is_said_and_fails_in_ci(monkeypatch: Any, capsys: Any, ci: str, passes: bool) -> None:
    monkeypatch.setenv("CI", ci)
    assert steps.cannot("vitest", "npm is not installed") is passes
    assert "vitest: NOT RUN: npm is not installed" in capsys.readouterr().out


def test_a_database_that_does_not_answer_is_not_taken_for_a_pass(monkeypatch: Any) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(services, "postgres", lambda: None)
    monkeypatch.setattr(runner, "run_pytest", lambda *arguments: asked.append(arguments) is None)
    assert not runner.on_databases()
    # Nothing is left out, and no property tried less often, because another run did it: there is none.
    assert asked == [("pytest on SQLite", "not e2e and not peer")]


def test_a_file_that_git_does_not_know_is_no_part_of_the_bundle(tmp_path: Path, capsys: Any) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    assert runner.is_committed("static", tmp_path)
    (tmp_path / "static").mkdir()
    (tmp_path / "static/chunk.js").touch()
    assert not runner.is_committed("static", tmp_path)
    assert "static/chunk.js" in capsys.readouterr().out


def test_a_step_that_fails_fails_the_run(capsys: Any) -> None:
    assert steps.step("nothing", ["true"])
    assert not steps.step("something", ["false"])
    assert "something: FAILED" in capsys.readouterr().out
    assert [line.split(",")[0] for line in steps.summary(3).splitlines()[2:]] == [
        "nothing: passed",
        "something: FAILED",
    ]


def test_a_failed_step_fails_all(monkeypatch: Any, capsys: Any) -> None:
    for stage in ("lint", "bundle", "on_databases", "in_a_browser", "gadget"):
        monkeypatch.setattr(runner, stage, lambda *marks: True)
    assert runner.main([]) == 0
    monkeypatch.setattr(runner, "gadget", lambda: False)
    assert runner.main([]) == 1


def test_so_it_does_among_the_slow_programs(monkeypatch: Any, capsys: Any) -> None:
    asked: list[str] = []
    monkeypatch.setattr(runner, "on_a_larger_installation", lambda marks: asked.append(marks) is not None)
    monkeypatch.setattr(runner, "in_a_browser", lambda marks: asked.append(marks) is None)
    assert runner.main(["peers"]) == 1
    assert asked == ["peer and not e2e", "peer and e2e"]


@pytest.mark.parametrize("name", ["redmine", "image"])
def test_real_programs_that_are_missing_are_said_and_nothing_passes(monkeypatch: Any, capsys: Any, name: str) -> None:
    programs, _ = runner.REAL[name]
    monkeypatch.setattr(programs, "is_installed", lambda: False)
    assert runner.main([name]) == 1
    printed = capsys.readouterr().out
    assert f"make test-{name} INSTALL=1" in printed
    assert "apt-get install" in printed


def test_what_is_looked_at_one_by_one_is_asked_by_its_own_target(monkeypatch: Any, capsys: Any) -> None:
    asked: list[str] = []
    monkeypatch.setattr(runner, "in_a_browser", lambda marks: asked.append(marks) is None)
    assert runner.main(["thorough"]) == 0
    assert asked == ["thorough and not peer"]


def test_the_counts_of_a_step_are_told_without_its_dots(capsys: Any) -> None:
    said = "....s [ 50%]\n.....x [100%]\n9 passed, 1 skipped, 4 deselected in 2.00s\n"
    assert steps.step("pytest", [sys.executable, "-c", f"print({said!r})"])
    printed = capsys.readouterr().out
    assert "[ 50%]" not in printed
    assert steps.ended[-1].counts == "9 passed, 1 skipped, 4 deselected in 2.00s"


def test_a_brief_run_tries_a_quarter_of_the_examples() -> None:
    here = settings.get_current_profile_name()
    tried = {}
    for profile in ("full", "brief"):
        settings.load_profile(profile)
        tried[profile] = [examples(number).max_examples for number in (80, 1)]
    settings.load_profile(here)
    assert tried == {"full": [80, 1], "brief": [20, 1]}


def test_nothing_that_opens_the_database_is_left_out_in_silence(request: pytest.FixtureRequest) -> None:
    with pytest.raises(pytest.fail.Exception, match="add @pytest.mark.django_db"):
        databases.pytest_fixture_setup(SimpleNamespace(argname="db"), request)


def test_what_opens_it_is_marked(request: pytest.FixtureRequest, bob: User) -> None:
    assert request.node.get_closest_marker("database")
