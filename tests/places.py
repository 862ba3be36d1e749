"""A server's database in a place of its own, and what is typed there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.processes import ROOT

SECRET_KEY = "a-long-random-text-of-more-than-fifty-characters-0123456789-abc"
FILL = """
from streams.models import *
source = Provider.objects.create(key="source", backend="git", name="Source", audience=Audience.members())
source.set_secret("hunter2"); source.save()
Version.bump()
"""
ASK = "from streams.models import *; print(Provider.objects.get().get_secret(), Version.current())"


class Place:
    """A server's database, and what is typed there."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.folder, self.database = folder, database

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        known = {"DATA_DIR": str(self.folder), "DATABASE_URL": self.database, "REDIS_URL": "", "SECRET_KEY": SECRET_KEY}
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=os.environ | known | environment, capture_output=True, text=True, check=False
        )

    def fill(self) -> None:
        self.folder.mkdir(exist_ok=True)
        assert self.manage("migrate", "-v0").returncode == 0
        assert self.manage("shell", "--no-imports", "-c", FILL).returncode == 0

    def holds(self) -> list[str]:
        return self.manage("shell", "--no-imports", "-c", ASK).stdout.split()
