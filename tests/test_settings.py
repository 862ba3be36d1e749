import os
import re
import subprocess
import sys
from ast import literal_eval
from pathlib import Path

import pytest

from streams import settings
from streams.conf import Conf

ROOT = Path(__file__).resolve().parent.parent
NPM_LOCKS = [f"{folder}/package-lock.json" for folder in ("gadget/frontend", "tests/readers", "tests/hooks")]
PRODUCTION = {
    "SECRET_KEY": "a-long-random-text-of-more-than-fifty-characters-0123456789-abc",
    "ALLOWED_HOSTS": "streams.example.com",
}


def _manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=clean | environment, capture_output=True, text=True, check=False)


def test_production_settings_pass_the_deployment_checks() -> None:
    result = _manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert result.returncode == 0, result.stderr


def test_nothing_set_is_safe() -> None:
    code = "from streams import settings as s; print(s.DEBUG, s.DEMO, s.SECURE_SSL_REDIRECT, s.CSRF_COOKIE_SECURE)"
    assert _manage("shell", "--no-imports", "-c", code).stdout.split() == ["False", "False", "True", "True"]


def test_a_setting_that_is_no_number_is_refused_by_name() -> None:
    result = _manage("check", POLL_SECONDS="often")
    assert result.returncode != 0
    assert "often" in result.stderr


def test_the_example_documents_every_variable_and_no_other() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "streams/settings.py").read_text()))
    documented = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert documented == read


def test_the_example_as_it_stands_is_what_nothing_set_is() -> None:
    lines = re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    code = "from streams import settings as s; print({n: str(v) for n, v in vars(s).items() if n.isupper()})"
    as_it_stands = literal_eval(_manage("shell", "--no-imports", "-c", code, **dict(lines)).stdout)
    nothing_set = literal_eval(_manage("shell", "--no-imports", "-c", code).stdout)
    differ = {name for name in as_it_stands if as_it_stands[name] != nothing_set[name]}
    # Without one, each process has its own.
    assert differ <= {"SECRET_KEY"}


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"DATA_DIR": ""}, str(ROOT / "data")),
        ({"DATA_DIR": "", "STATE_DIRECTORY": "/var/lib/unit"}, "/var/lib/unit"),
        ({"DATA_DIR": "/srv/streams", "STATE_DIRECTORY": "/var/lib/unit"}, "/srv/streams"),
    ],
)
def test_state_lives_where_it_is_said_or_in_the_folder_of_the_unit(environment: dict[str, str], folder: str) -> None:
    code = "from streams import settings; print(settings.DATA_DIR)"
    assert _manage("shell", "--no-imports", "-c", code, **environment).stdout.strip() == folder


def test_every_setting_of_ours_is_read_and_every_one_that_is_read_is_set() -> None:
    """So, with the test above, each is in the example, but for those that only a project of somebody's own sets."""
    ours = {f"STREAMS_{name.upper()}" for name, one in vars(Conf).items() if isinstance(one, property)}
    assert ours == {name for name in vars(settings) if name.startswith("STREAMS_")}


def test_the_migrations_are_complete() -> None:
    result = _manage("makemigrations", "--check", "--dry-run", **PRODUCTION)
    assert result.returncode == 0, result.stdout


def test_the_locks_record_no_download_addresses() -> None:
    locks = [*ROOT.glob("requirements*.txt"), *(ROOT / name for name in NPM_LOCKS)]
    assert not [lock.name for lock in locks if re.search(r"https?://\S+\.(whl|tgz|tar\.gz)", lock.read_text())]
