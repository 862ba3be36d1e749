"""The tutorials of providers and actions, done as they say, on a server and a database of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from streams import registry
from streams.testing import Asked, Reply, WebServer

pytestmark = pytest.mark.peer

ROOT = Path(__file__).resolve().parent.parent
PAGES = {name: (ROOT / f"docs/{name}.md").read_text() for name in ("providers", "actions")}
ROW = re.compile(r"^\| `([\w-]+)` \| [^|]+ \| \[[^]]+\]\(([^)#]+)(?:#([^)]+))?\) \|$", re.MULTILINE)
TOKEN = "a-token-that-may-read"
MIGRATE = "python manage.py migrate -v0"

READ = """
import re, sys
import django
django.setup()
from django.contrib.auth.models import User
from django.test import Client
alice = User.objects.filter(username="alice").first() or User.objects.create_superuser("alice")
client = Client(SERVER_NAME="localhost")
client.force_login(alice)
"""
# What the pages say in words.
ENTER = """
from streams.models import Audience, Provider
row = {"backend": "lighthouse", "name": "Lighthouse", "key": "lighthouse", "enabled": "on"}
row["audience"] = Audience.members().pk
told = {"config-url": sys.argv[1], "config-token": sys.argv[2]}
client.post("/admin/streams/provider/add/?backend=lighthouse", row | told)
test = {"action": "test_connection", "_selected_action": Provider.objects.get().pk}
page = client.post("/admin/streams/provider/", test, follow=True).content.decode()
print(*re.findall('<li class="success">(.+?)</li>', page))
"""
SHOW = """
from streams.feed.render.sentence import plain_title
for item in client.get("/api/v1/activities/").json()["items"]:
    print(plain_title(item), item["published"], item["content_html"])
"""
PRESS = """
from streams.models import Provider
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish
issue = {"objectType": "issue", "id": "1", "displayName": "PAY-1"}
source = Source(Door.PROVIDER, Provider.thirdparty(), Provider.thirdparty().audience)
receipt, = publish([{"id": "1", "actor": {"displayName": "Ana"}, "object": issue}], source)
url = f"/api/v1/activities/{receipt.activity.uid}/actions/praise/"
headers = {"Idempotency-Key": "1"}
print(client.post(url, {"note": "Well done"}, content_type="application/json", headers=headers).json()["message"])
item, = client.get("/api/v1/activities/").json()["items"]
print([action["state"] for action in item["actions"] if action["key"] == "praise"])
"""


def blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.+?)```", PAGES[page], re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As a clone of ours is, for whoever types there after `make run`."""
    (tmp_path / "manage.py").symlink_to(ROOT / "manage.py")
    (tmp_path / "data").mkdir()
    return tmp_path


def typed(lines: str, folder: Path) -> str:
    """What a shell prints where all of it goes well."""
    environment = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(folder),
        "DATA_DIR": str(folder / "data"),
        "DJANGO_SETTINGS_MODULE": "streams.settings",
        "HTTPS": "false",
        "SECRET_KEY": "of all processes of this server",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    # The clone's folder is on the path of whoever types there; here it is another one.
    setup = (
        f'set -e\nexport PYTHONPATH={ROOT}\nexport() {{ builtin export "${{@/PYTHONPATH=/PYTHONPATH={ROOT}:}}"; }}\n'
    )
    done = subprocess.run(
        ["bash", "-c", setup + lines],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def run(program: str, *arguments: str) -> str:
    return "\n".join([f"python - {' '.join(arguments)} <<'END'", READ, program, "END"])


def test_a_provider_in_ten_minutes(folder: Path) -> None:
    begin, test, switch_on, poll = blocks("providers", "bash")
    (printed,) = blocks("providers", "text")
    with WebServer({"/events": answer}) as lighthouse:
        enter, show = run(ENTER, lighthouse.url, TOKEN), run(SHOW)
        said = typed("\n".join([MIGRATE, begin, test, switch_on, enter, poll, show]), folder)
    assert " passed" in said
    assert "Lighthouse: Reached Lighthouse: it has events." in said
    assert printed in said
    assert said.splitlines()[-2:] == [
        "Jun updated The horn 2026-01-02T08:30:00.000Z <p>Fog &lt; 50 m</p>",
        "Ana updated The lamp 2026-01-02T03:04:05.000Z <p>Lit for the night.</p>",
    ]


def answer(asked: Asked) -> object:
    """What the page says that a lighthouse answers."""
    if asked.headers["Authorization"] != f"Bearer {TOKEN}":
        return Reply({}, 401)
    (log,) = blocks("providers", "json")
    return Reply(log) if asked.query["after"] == ["0"] else {"events": []}


def test_an_action_in_ten_minutes(folder: Path) -> None:
    begin, test, switch_on = blocks("actions", "bash")
    said = typed("\n".join([MIGRATE, begin, test, switch_on, run(PRESS)]), folder)
    assert " passed" in said
    assert said.splitlines()[-2:] == ["Done", "['done']"]


@pytest.mark.parametrize(("page", "name"), [("providers", "lighthouse"), ("actions", "praise")])
def test_the_code_is_what_the_commands_write(folder: Path, page: str, name: str) -> None:
    typed(blocks(page, "bash")[0], folder)
    whole, part = blocks(page, "python")
    assert whole == (folder / f"plugins/{name}.py").read_text()
    assert part in (folder / f"plugins/test_{name}.py").read_text()


def test_the_entry_points_are_those_that_are_read() -> None:
    (text,) = blocks("providers", "toml")
    assert set(tomllib.loads(text)["project"]["entry-points"]) == {registry.PROVIDERS, registry.ACTIONS}


def test_every_source_has_a_page_or_a_section() -> None:
    rows = {key: (page, anchor) for key, page, anchor in ROW.findall(PAGES["providers"])}
    assert rows.keys() == registry.providers().keys()
    for key, (page, anchor) in rows.items():
        headings = re.findall("^#+ (.+)$", (ROOT / "docs" / page).read_text(), re.MULTILINE)
        assert not anchor or anchor in {heading.lower().replace(" ", "-") for heading in headings}, key


def test_a_source_that_has_a_page_is_listed_with_it() -> None:
    rows = {key: page for key, page, _ in ROW.findall(PAGES["providers"])}
    pages = {path.stem for path in (ROOT / "docs/providers").glob("*.md")}
    assert not [key for key in pages if rows[key] != f"providers/{key}.md"]
