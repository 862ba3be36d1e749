"""What people type, and what they read when something is not as it should be."""

import base64
import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from streams.models import Activity, Provider
from tests.processes import demo, end, free_port, lines_until
from tests.repositories import Repository

pytestmark = pytest.mark.peer

ROOT = Path(__file__).resolve().parents[2]


ADMIN = {"Authorization": "Basic " + base64.b64encode(b"admin:demo").decode(), "Content-Type": "application/json"}


@pytest.fixture
def start() -> Iterator[Any]:
    """`demo`, whose processes end with the test even where it fails: an orphan would hold its port and our pipes."""
    started: list[subprocess.Popen[str]] = []

    def remembering(*arguments: Any, **options: Any) -> subprocess.Popen[str]:
        started.append(demo(*arguments, **options))
        return started[-1]

    yield remembering
    for process in started:
        if process.poll() is None:
            end(process)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, list[str]]]:
    """The port of a demo that only answers, and what it said."""
    port = free_port()
    process = demo(tmp_path_factory.mktemp("running") / "state", port)
    yield port, lines_until(process, "Stop with")
    end(process)


def test_the_demo_says_every_address_and_the_login_on_a_line_each(running: Any) -> None:
    port, lines = running
    assert lines == [
        f"Dashboard  http://127.0.0.1:{port}/demo/",
        f"Gadget     http://localhost:{port}/embed/team/",
        f"API        http://localhost:{port}/api/v1/activities/",
        f"Admin      http://localhost:{port}/admin/",
        "Login      admin / demo",
        "Stop with Ctrl-C.",
    ]


def test_the_demo_answers_and_ends_clean_on_ctrl_c(start: Any, tmp_path: Path) -> None:
    process = start(tmp_path / "state", port := free_port())
    lines_until(process, "Stop with")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/demo/") as page:  # noqa: S310
        assert page.status == 200
    assert end(process) == 0
    with closing(socket.socket()) as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("attempt", range(3))
def test_ctrl_c_at_a_terminal_ends_the_whole_process_tree(start: Any, tmp_path: Path, attempt: int) -> None:
    port = free_port()
    process = start(tmp_path, port, start_new_session=True)
    lines_until(process, "Stop with")
    # A terminal tells the whole foreground group, not only its leader.
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 0
    with closing(socket.socket()) as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_body_sent_in_chunks_is_read_like_any_other(running: Any) -> None:
    port, _ = running
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    chunks = [
        b'{"id": "https://example.com/chunked", "generator"',
        b': {"id": "https://example.com", "displayName": "C"}}',
    ]
    connection.request("POST", "/api/v1/activities/", iter(chunks), ADMIN, encode_chunked=True)
    assert connection.getresponse().status == 201
    connection.close()


def test_a_chunked_body_over_the_limit_is_refused(running: Any) -> None:
    port, _ = running
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", "/api/v1/activities/", (b" " * 300_000 for _ in range(10)), ADMIN, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_the_demo_listens_on_loopback_only(running: Any) -> None:
    port, _ = running
    listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    addresses = {
        fields[1].split(":")[0] for fields in listening if fields[3] == "0A" and int(fields[1][-4:], 16) == port
    }
    assert addresses == {"0100007F"}


def test_a_second_start_takes_seconds_and_keeps_the_state(start: Any, tmp_path: Path) -> None:
    for _ in range(2):
        started = time.monotonic()
        process = start(tmp_path, port := free_port())
        assert lines_until(process, "Stop with")
        assert end(process) == 0
    assert time.monotonic() - started < 30, port
    assert {path.name for path in tmp_path.iterdir()} == {"secret_key", "activity-streams.sqlite3"}


def test_the_password_is_the_one_that_was_named(start: Any, tmp_path: Path) -> None:
    process = start(tmp_path, free_port(), DEMO_PASSWORD='it\'s "odd" & long')
    assert lines_until(process, "Stop with")[-2] == 'Login      admin / it\'s "odd" & long'
    assert end(process) == 0


def test_an_empty_password_is_one_clear_line(tmp_path: Path) -> None:
    assert "DEMO_PASSWORD is empty" in _refusal(demo(tmp_path, free_port(), DEMO_PASSWORD=""))


def _refusal(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Traceback" not in output
    return output.strip()


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = _refusal(demo(tmp_path, port))
    hint = f"choose another, as in: make run PORT={port + 1}"
    assert said == f"CommandError: Port {port} cannot be used (Address already in use); {hint}"


@pytest.mark.parametrize("port", ["web", "0", "70000", "-1", ""])
def test_a_port_that_is_none_is_one_clear_line(tmp_path: Path, port: str) -> None:
    said = _refusal(demo(tmp_path, f"={port}" if port.startswith("-") else port))
    assert said.count("\n") == 0
    assert "choose a number from 1024 to 65535" in said


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said = _refusal(demo(tmp_path / "file" / "state", free_port()))
    assert said.count("\n") == 0
    assert "cannot be written" in said


def test_a_missing_git_is_one_clear_line(tmp_path: Path) -> None:
    said = _refusal(demo(tmp_path, free_port(), PATH=str(tmp_path)))
    assert said == "CommandError: The program git is missing; install it (Debian: apt-get install git) and run again."


def test_polling_a_provider_that_does_not_exist_names_those_that_do(provider: Provider) -> None:
    with pytest.raises(CommandError, match="Known are: source"):
        call_command("poll", "nothing")


def test_a_poll_that_fails_says_why(provider: Provider) -> None:
    Provider.objects.update(config={"path": "/nowhere/at/all"})
    with pytest.raises(CommandError, match="/nowhere/at/all"):
        call_command("poll", "source", once=True)


@pytest.mark.django_db(transaction=True)
def test_poll_once_reads_what_is_due(provider: Provider, tmp_path: Path, capsys: Any) -> None:
    git = ["git", "-C", str(tmp_path), "-c", "user.name=Ana", "-c", "user.email=ana@example.com"]
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "First"], check=True)
    Provider.objects.update(config={"path": str(tmp_path)})
    call_command("poll", once=True)
    assert Activity.objects.get().object["summary"] == "First"
    assert "Polled 1 provider." in capsys.readouterr().out


def test_a_source_that_is_named_is_polled_though_it_is_not_due(provider: Provider, tmp_path: Path) -> None:
    Repository.create(tmp_path).commits(2)
    Provider.objects.update(config={"path": str(tmp_path)}, next_poll=timezone.now() + timedelta(hours=1))
    call_command("poll", "source", once=True)
    assert Activity.objects.count() == 2


def test_a_source_that_another_polls_is_left_to_it(provider: Provider) -> None:
    Provider.objects.update(lease_until=timezone.now() + timedelta(minutes=5))
    with pytest.raises(CommandError, match="being polled by another process"):
        call_command("poll", "source", once=True)


def test_serve_makes_its_folder_and_its_tables(start: Any, tmp_path: Path) -> None:
    port = free_port()
    process = start(tmp_path / "state", port, command="serve")
    assert lines_until(process, "Listening") == [f"Listening on http://127.0.0.1:{port}/"]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/activities/") as page:
        assert page.read() == b'{"items":[],"next":null,"sources":[],"scripts":[],"warnings":[]}'
    assert end(process) == 0


# --- the poller ---


@pytest.fixture
def poller(tmp_path: Path) -> Iterator[Any]:
    """`manage.py poll` in a folder of its own, which reads one repository."""
    environment = {**os.environ, "DATABASE_URL": "", "REDIS_URL": "", "DATA_DIR": str(tmp_path / "state")}
    started: list[subprocess.Popen[str]] = []

    def manage(*arguments: str) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, text=True)
        )
        return started[-1]

    (tmp_path / "state").mkdir()
    assert manage("migrate", "--verbosity", "0").wait(120) == 0
    yield manage
    for process in started:
        process.kill()
        process.wait()


MAKE_SOURCE = (
    "from streams.models import *; "
    "Provider.objects.create(key='source', backend='git', name='S', config={'path': %r}, audience=Audience.members())"
)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_the_poller_polls_until_it_is_told_to_end_and_gives_its_leases_back(
    poller: Any, tmp_path: Path, ending: signal.Signals
) -> None:
    Repository.create(tmp_path / "code").commits(3)
    assert poller("shell", "--no-imports", "-c", MAKE_SOURCE % str(tmp_path / "code")).wait(60) == 0
    process = poller("poll")
    database = tmp_path / "state" / "activity-streams.sqlite3"
    deadline = time.monotonic() + 30
    while not (polled := _rows(database, "SELECT lease_until FROM streams_provider WHERE last_ok IS NOT NULL")):
        assert time.monotonic() < deadline, "it never polled"
        time.sleep(0.1)
    process.send_signal(ending)
    assert process.wait(30) == 0
    assert polled == [(None,)]
    assert _rows(database, "SELECT count(*) FROM streams_activity") == [(3,)]


def _rows(database: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(database, timeout=10)) as connection:
        return connection.execute(sql).fetchall()
