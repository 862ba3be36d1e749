"""`make test`: every check in one go. What cannot run here is said, and fails where CI=true.

python -m tests              all that needs no other program to start
python -m tests lint         ruff and mypy only
python -m tests thorough     each state, theme, language, width and page in a browser
python -m tests peers        what starts programs that take their time: Buildbot, Celery, two servers, our own commands
python -m tests redmine      the Redmine tests with a real one; "redmine install" installs Debian's packages for it
python -m tests image        the image and the units, in containers of this machine; "image install" as well
python -m tests -k words     the rest goes to pytest
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests import services
from tests.deploy import image
from tests.peers import debian_redmine as redmine
from tests.steps import ROOT, cannot, step, summary

FRONTEND = ROOT / "gadget" / "frontend"
BUILT = "static/gadget"
STARTED = time.monotonic()
PYTHON = [sys.executable, "-m"]
# By file, because a file of browser tests shares one server.
BOTH_CORES = ["-n", "2", "--dist", "loadfile"]
# Whatever the caller has set: SQLite, and a cache of each process.
NO_SERVICES = {"DATABASE_URL": "", "REDIS_URL": ""}
# By target: what installs the programs, and the files that want them.
REAL: dict[str, tuple[Any, list[str]]] = {
    "redmine": (redmine, ["providers/test_redmine", "providers/test_redmine_doing"]),
    "image": (image, ["deploy/test_image", "deploy/test_units"]),
}
# A browser waits for the clock as well.
MORE_THAN_CORES = ["-n", "3", "--dist", "loadfile"]


def main(arguments: list[str]) -> int:
    if arguments == ["lint"]:
        return int(not lint())
    if arguments[:1] in (["redmine"], ["image"]):
        return for_real(arguments[0], may_install=arguments[1:] == ["install"])
    if arguments == ["thorough"]:
        return ended_with([in_a_browser("thorough and not peer")])
    if arguments == ["peers"]:
        return ended_with(peers())
    if arguments:
        return subprocess.call([*PYTHON, "pytest", "-q", *arguments], cwd=ROOT, env=os.environ | NO_SERVICES)
    return ended_with(everything())


def ended_with(passed: list[bool]) -> int:
    print(summary(time.monotonic() - STARTED), flush=True)
    return 0 if all(passed) else 1


def everything() -> list[bool]:
    """What wants one core beside another of its kind; then what wants both, and would only wait for each other."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        linted = pool.submit(lint)
        # Before all others: they read the files that it writes.
        passed = [bundle(), gadget(), linted.result()]
    return [*passed, in_a_browser("e2e and not thorough and not peer"), on_databases()]


def peers() -> list[bool]:
    """What has the mark `peer`: programs of others, and our own as processes."""
    return [on_a_larger_installation("peer and not e2e"), in_a_browser("peer and e2e")]


def lint() -> bool:
    return all(
        [
            step("ruff", [*PYTHON, "ruff", "check", "."]),
            step("ruff format", [*PYTHON, "ruff", "format", "--check", "."]),
            step("mypy", [*PYTHON, "mypy"]),
        ]
    )


def bundle() -> bool:
    """The committed bundle is what its source builds."""
    if shutil.which("npm") is None:
        return cannot("the bundle", "npm is not installed")
    return (
        step("npm ci", ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], FRONTEND)
        and step("build", ["npm", "run", "--silent", "build"], FRONTEND)
        and is_committed(BUILT)
    )


def is_committed(built: str, folder: Path = ROOT) -> bool:
    """Whether git knows it as it stands. A chunk that changed has a new name, and `git diff` passes over new files."""
    strange = 'files=$(git ls-files -m -d -o --exclude-standard -- "$0"); echo "$files"; test -z "$files"'
    return step("the committed bundle is current", ["sh", "-c", strange, built], folder)


def gadget() -> bool:
    """The front end's own checks and tests."""
    if shutil.which("npm") is None:
        return cannot("vitest", "npm is not installed")
    return all(
        [
            step("types, lint and sizes", ["npm", "run", "--silent", "check"], FRONTEND),
            step("vitest", ["npm", "test", "--silent"], FRONTEND),
        ]
    )


def on_databases() -> bool:
    """All on PostgreSQL with Redis, as in a larger installation; then on SQLite what a database can change.

    Without PostgreSQL everything runs on SQLite.
    """
    marks = "not e2e and not peer"
    if services.postgres() is None or services.redis() is None:
        said = cannot("pytest on PostgreSQL", "PostgreSQL or Redis does not answer on 127.0.0.1")
        return run_pytest("pytest on SQLite", marks) and said
    again = "pytest on SQLite, what touches the database"
    return all(
        [
            on_a_larger_installation(marks),
            run_pytest(again, f"database and {marks}", "--hypothesis-profile=brief"),
        ]
    )


def on_a_larger_installation(marks: str) -> bool:
    database, cache = services.postgres(), services.redis()
    if database is None or cache is None:
        return cannot("pytest on PostgreSQL", "PostgreSQL or Redis does not answer on 127.0.0.1")
    return run_pytest("pytest on PostgreSQL, with Redis", marks, DATABASE_URL=database, REDIS_URL=cache)


def run_pytest(name: str, marks: str, *options: str, **environment: str) -> bool:
    command = [*PYTHON, "pytest", "-q", "-rs", *BOTH_CORES, "-m", marks, *options]
    return step(name, command, **NO_SERVICES | environment)


def in_a_browser(marks: str) -> bool:
    browser = services.chromium()
    if browser is None:
        return cannot("pytest in Chromium", "chromium is not installed (Debian: apt-get install chromium)")
    command = [*PYTHON, "pytest", "-q", "-rs", *MORE_THAN_CORES, "-m", marks]
    return step("pytest in Chromium", command, **NO_SERVICES, CHROMIUM=browser)


def for_real(name: str, may_install: bool) -> int:
    """What all the others do with our own double of Redmine, or leave out."""
    programs, files = REAL[name]
    if not programs.is_installed() and may_install:
        programs.install()
    if not programs.is_installed():
        print(f"\n== {name}: NOT installed, so nothing was tested. As root: make test-{name} INSTALL=1, which runs")
        print(programs.COMMAND)
        return 1
    command = [*PYTHON, "pytest", "-q", *(f"tests/{file}.py" for file in files)]
    return subprocess.call(command, cwd=ROOT, env=os.environ | NO_SERVICES | {f"REAL_{name.upper()}": "1"})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
