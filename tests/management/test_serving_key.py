"""The key of a server that is started for the first time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from streams.management import serving


def test_the_poller_has_the_key_that_the_web_server_will_read(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    settings.SECRET_KEY_FILE = tmp_path / "secret_key"
    serving.prepare_folder(tmp_path)
    assert settings.SECRET_KEY_FILE.read_text() == settings.SECRET_KEY


def test_a_key_from_the_environment_stays(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "from the environment")
    settings.SECRET_KEY, settings.SECRET_KEY_FILE = "from the environment", tmp_path / "secret_key"
    serving.prepare_folder(tmp_path)
    assert settings.SECRET_KEY == "from the environment"
