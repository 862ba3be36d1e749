"""pg_dump and pg_restore, in the custom format: one snapshot, and one transaction back."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from django.core.management.base import CommandError
from django.db import connection

from streams.logs import cleaned

BEGINS = b"PGDMP"
# Owners and rights are those of the place that it goes to.
PORTABLE = ["--no-owner", "--no-privileges"]


def back_up(path: Path) -> None:
    """A dump that can be listed to its end."""
    _run("pg_dump", ["--format=custom", *PORTABLE, f"--file={path}"])
    _called(["pg_restore", "--list", str(path)], {})


def restore(path: Path, force: bool) -> None:
    """All of it or nothing; `force` drops first what the dump has."""
    with path.open("rb") as file:
        if file.read(len(BEGINS)) != BEGINS:
            raise CommandError(f"{path} is no dump of pg_dump --format=custom; this server has PostgreSQL.")
    connection.close()
    instead = ["--clean", "--if-exists"] if force else []
    _run("pg_restore", [*PORTABLE, *instead, "--single-transaction", "--exit-on-error", "--dbname"], str(path))


def _run(program: str, options: list[str], *last: str) -> None:
    """The password goes by the environment: arguments are shown to everybody on the machine."""
    known, environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, options)
    _called([program, *known[1:], *last], environment or {})


def _called(command: list[str], environment: dict[str, str]) -> None:
    try:
        done = subprocess.run(  # noqa: S603  (no shell)
            command, env=os.environ | environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise CommandError(f"{command[0]} is not installed (Debian: apt-get install postgresql-client).") from error
    if done.returncode:
        raise CommandError(f"{command[0]}: {cleaned(done.stderr.strip())}\nNothing was changed.")
