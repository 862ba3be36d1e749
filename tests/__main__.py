"""`make test`: every check in one go. What cannot run here is said, and fails where CI=true.

python -m tests              all
python -m tests lint         ruff and mypy only
python -m tests -k words     the rest goes to pytest
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import services

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "gadget" / "frontend"
BUILT = "static/gadget"
# By file, because a file of browser tests shares one server.
BOTH_CORES = ["-n", "2", "--dist", "loadfile"]


def main(arguments: list[str]) -> int:
    if arguments == ["lint"]:
        return int(not lint())
    if arguments:
        return run_pytest("pytest", arguments)
    # The quick ones first; pytest's own summary comes last.
    passed = [lint(), frontend(), on_postgres(), on_sqlite_and_in_a_browser()]
    return 0 if all(passed) else 1


def lint() -> bool:
    python = [sys.executable, "-m"]
    return all(
        [
            step("ruff", [*python, "ruff", "check", "."]),
            step("ruff format", [*python, "ruff", "format", "--check", "."]),
            step("mypy", [*python, "mypy"]),
        ]
    )


def frontend() -> bool:
    """The bundle's own tests, and that the committed bundle is what its source builds."""
    if shutil.which("npm") is None:
        return cannot("vitest and the bundle check", "npm is not installed")
    return (
        step("npm ci", ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], FRONTEND)
        and step("types, lint and sizes", ["npm", "run", "--silent", "check"], FRONTEND)
        and step("vitest", ["npm", "test", "--silent"], FRONTEND)
        and step("build", ["npm", "run", "--silent", "build"], FRONTEND)
        and step("the committed bundle is current", ["git", "diff", "--exit-code", "--stat", "--", BUILT], ROOT)
    )


def on_postgres() -> bool:
    """Everything but the browser, with PostgreSQL and Redis as in a larger installation."""
    database, cache = services.postgres(), services.redis()
    if database is None or cache is None:
        return cannot("pytest on PostgreSQL", "PostgreSQL or Redis does not answer on 127.0.0.1")
    environment = {"DATABASE_URL": database, "REDIS_URL": cache}
    return run_pytest("pytest on PostgreSQL, with Redis", [*BOTH_CORES, "-m", "not e2e"], environment) == 0


def on_sqlite_and_in_a_browser() -> bool:
    browser = services.chromium()
    if browser is None:
        said = cannot("the tests in a browser", "chromium is not installed (Debian: apt-get install chromium)")
        return run_pytest("pytest on SQLite", [*BOTH_CORES, "-m", "not e2e"]) == 0 and said
    return run_pytest("pytest on SQLite, and in Chromium", BOTH_CORES, {"CHROMIUM": browser}) == 0


def run_pytest(name: str, arguments: list[str], environment: dict[str, str] | None = None) -> int:
    clean = {"DATABASE_URL": "", "REDIS_URL": "", **(environment or {})}
    return _call(name, [sys.executable, "-m", "pytest", "-q", *arguments], ROOT, clean)


def step(name: str, command: list[str], folder: Path = ROOT) -> bool:
    return _call(name, command, folder) == 0


def cannot(name: str, why: str) -> bool:
    """Say what was left out; that is a failure where CI=true."""
    is_ci = os.environ.get("CI", "").lower() == "true"
    print(f"\n== {name}: NOT RUN, {why}{' (a failure, because CI=true)' if is_ci else ''}", flush=True)
    return not is_ci


def _call(name: str, command: list[str], folder: Path, environment: dict[str, str] | None = None) -> int:
    print(f"\n== {name}", flush=True)
    result = subprocess.run(command, cwd=folder, env={**os.environ, **(environment or {})}, check=False)
    if result.returncode:
        print(f"== {name}: FAILED", flush=True)
    return result.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
