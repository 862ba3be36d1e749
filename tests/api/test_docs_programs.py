"""The programs, pipeline steps and hooks of docs/publish.md are run against a server on loopback."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from django.contrib.auth.models import User

from streams.models import AccessToken, Activity
from tests.api.test_docs_consume import serving
from tests.api.test_docs_publish import TEXT
from tests.repositories import Repository

BLOCKS = re.findall(r"```(\w+)\n(.+?)```", TEXT, re.DOTALL)
OF_KIND = {kind: [text for one, text in BLOCKS if one == kind] for kind, _ in BLOCKS}
GITHUB = {
    "GITHUB_REPOSITORY": "example/payments",
    "GITHUB_RUN_ID": "900",
    "GITHUB_RUN_ATTEMPT": "1",
    "GITHUB_RUN_NUMBER": "12",
    "GITHUB_SERVER_URL": "https://github.example.com",
    "GITHUB_ACTOR": "bob",
    "STATUS": "failure",
}
JENKINS = {
    "JOB_NAME": 'payments "main"',
    "BUILD_NUMBER": "12",
    "BUILD_URL": "https://ci.example.com/job/payments/12/",
    "JENKINS_URL": "https://ci.example.com/",
    "STATUS": "SUCCESS",
}

# Threads of a server see what is committed only.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stream(bob: User) -> Iterator[dict[str, str]]:
    """What the programs need to know."""
    _, token = AccessToken.issue(bob, "docs", ["publish"])
    with serving() as address:
        yield {"STREAM": address, "TOKEN": token}


def run(command: list[str], program: str, environment: dict[str, str], folder: Path) -> str:
    """What it prints. A program that is missing is skipped aloud, and fails in CI."""
    for needed in {command[0], "curl"}:
        if shutil.which(needed) is None:
            why = f"{needed} is not installed: the examples of docs/publish.md for it have not run"
            pytest.fail(why) if os.environ.get("CI", "").lower() == "true" else pytest.skip(why)
    known = {"PATH": os.environ["PATH"], "HOME": str(folder), **environment}
    done = subprocess.run(
        command, input=program, cwd=folder, env=known, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout


@pytest.mark.parametrize(
    ("language", "command"), [("python", [sys.executable, "-"]), ("js", ["node", "--input-type=module", "-"])]
)
def test_a_program_prints_what_the_page_says(
    stream: dict[str, str], tmp_path: Path, language: str, command: list[str]
) -> None:
    assert run(command, OF_KIND[language][0], stream, tmp_path) == OF_KIND["text"][0]
    assert list(Activity.objects.values_list("foreign_id", flat=True)) == ["build-523"]


def test_the_step_of_github_actions_tells_of_its_run(stream: dict[str, str], tmp_path: Path) -> None:
    """Run as GitHub runs it, with what it sets and what the step asks for."""
    (step,) = yaml.safe_load(OF_KIND["yaml"][0])
    assert step["env"].keys() == {*stream, "STATUS"}
    run(["bash", "--noprofile", "--norc", "-eu", "-o", "pipefail", "-s"], step["run"], stream | GITHUB, tmp_path)
    activity = Activity.objects.get()
    assert activity.title == "<b>Run 12</b> of example/payments: failure"
    assert activity.url == "https://github.example.com/example/payments/actions/runs/900"


def test_the_step_of_a_jenkinsfile_tells_of_its_build(stream: dict[str, str], tmp_path: Path) -> None:
    """Groovy takes a backslash at the end of a line away, and the line break with it."""
    (script,) = re.findall(r"sh '''\n(.+?)'''\.stripIndent\(\)", OF_KIND["groovy"][0], re.DOTALL)
    joined = dedent(script.replace("\\\n", ""))
    assert "\\" not in joined
    run(["sh", "-eu", "-s"], joined, stream | JENKINS, tmp_path)
    activity = Activity.objects.get()
    assert (activity.title, activity.url) == ("<b>Build 12</b> of payments main: SUCCESS", JENKINS["BUILD_URL"])


@pytest.fixture
def pushing(stream: dict[str, str], tmp_path: Path) -> Repository:
    """A working copy whose pushes go to a repository with the hook."""
    (hook,) = [text for text in OF_KIND["bash"] if text.startswith("#!/bin/sh")]
    shared = Repository.create(tmp_path / "shared.git", "--bare")
    shared.git("config", "stream.url", stream["STREAM"])
    shared.git("config", "stream.token", stream["TOKEN"])
    path = shared.path / "hooks/post-receive"
    path.parent.mkdir(exist_ok=True)
    path.write_text(hook)
    path.chmod(0o755)
    return Repository.create(tmp_path / "work")


def push(repository: Repository, *subjects: str) -> None:
    for subject in subjects:
        repository.git("commit", "-q", "--allow-empty", "-m", subject)
    repository.git("push", "-q", "../shared.git", "main")


def test_the_hook_tells_of_every_commit_that_is_pushed(pushing: Repository) -> None:
    push(pushing, "Begin")
    push(pushing, 'Say "a\\b" <b>& more</b>', "Grüße\tan alle", "x" * 300)
    titles = set(Activity.objects.values_list("title", flat=True))
    assert {title for title in titles if "xxx" not in title} == {
        "Begin",
        'Say "a\\b" &lt;b&gt;&amp; more&lt;/b&gt;',
        "Grüßean alle",
    }
    assert len(titles) == 4


def test_the_hook_says_nothing_of_a_branch_that_goes(pushing: Repository) -> None:
    push(pushing, "Begin")
    pushing.git("push", "-q", "../shared.git", "main:other")
    pushing.git("push", "-q", "../shared.git", ":other")
    assert Activity.objects.count() == 1
