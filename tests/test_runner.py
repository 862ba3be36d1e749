"""`make test` itself: what cannot run is said, and is a failure where it must not be missed."""

from typing import Any

import pytest

from tests import __main__ as runner
from tests import services


@pytest.mark.parametrize(("ci", "passes"), [("true", False), ("", True)])
def test_what_cannot_run_is_said_and_fails_in_ci(monkeypatch: Any, capsys: Any, ci: str, passes: bool) -> None:
    monkeypatch.setenv("CI", ci)
    assert runner.cannot("vitest", "npm is not installed") is passes
    assert "vitest: NOT RUN, npm is not installed" in capsys.readouterr().out


def test_a_database_that_does_not_answer_is_not_taken_for_a_pass(monkeypatch: Any) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(services, "postgres", lambda: None)
    assert not runner.on_postgres()


def test_a_step_that_fails_fails_the_run(capfd: Any) -> None:
    assert runner.step("nothing", ["true"])
    assert not runner.step("something", ["false"])
    assert "something: FAILED" in capfd.readouterr().out
