"""The programs in docs/embed.md, each run against a live server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from gadget import tokens
from gadget.models import Gadget
from streams.models import AccessToken
from tests.api.test_docs_consume import serving

PAGE = (Path(__file__).resolve().parents[2] / "docs/embed.md").read_text()

# What stands after the program: it hands out a token for Bob, as the address of a dashboard would.
CALLS = {
    "python": "\nprint(json.dumps(activity_token('bob')))\n",
    "js": "\nconsole.log(JSON.stringify(await activityToken('bob')));\n",
    "php": "\necho json_encode(activity_token('bob'));\n",
}
FILES = {"python": "host.py", "js": "host.mjs", "php": "host.php"}
PROGRAMS = {"python": sys.executable, "js": "node", "php": "php"}


def program(language: str) -> str:
    """The first of its language on the page."""
    found = re.search(rf"```{language}\n(.+?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


# Threads of a server see what is committed only.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["python", "js", "php"])
def test_the_program_in_the_docs_mints_a_token(language: str, alice: User, bob: User, tmp_path: Path) -> None:
    """PHP's only where PHP is installed: the skip says that it was not run."""
    if shutil.which(PROGRAMS[language]) is None:
        pytest.skip(f"{PROGRAMS[language]} is not installed: the program in docs/embed.md was not run")
    Gadget.objects.create(slug="team", title="Team")
    _, secret = AccessToken.issue(alice, "dashboard", ["embed"])
    with serving() as address:
        said = run(language, tmp_path, {"STREAMS": address, "STREAMS_TOKEN": secret})
    grant = tokens.read(json.loads(said)["token"])
    assert grant and (grant.user_id, grant.gadget) == (bob.pk, "team")


def run(language: str, folder: Path, environment: dict[str, str]) -> str:
    file = folder / FILES[language]
    file.write_text(program(language) + CALLS[language])
    known = {"PATH": os.environ["PATH"], **environment}
    done = subprocess.run(
        [PROGRAMS[language], file], env=known, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_php_without_php_is_only_compared_with_the_others_not_run() -> None:
    """Address, headers and body of all three are the same; whether PHP takes it is known where PHP is installed."""
    for language in CALLS:
        text = program(language)
        for part in ("/api/v1/gadgets/team/tokens/", "STREAMS_TOKEN", "Bearer ", "application/json", "username"):
            assert part in text, f"{language}: {part}"
        assert len(text.splitlines()) <= 12, language
