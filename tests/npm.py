"""What tests need from npm."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def install(folder: Path, what_is_missing: str) -> None:
    """Install a folder's lock once. Where Node is missing the test is skipped aloud, and fails in CI."""
    if shutil.which("npm") is None:
        why = f"npm is not installed: {what_is_missing}"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(why)
        pytest.skip(why)
    if not (folder / "node_modules" / ".package-lock.json").is_file():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=folder, check=True)
