"""A Django project of somebody else's: the wheel, two lines of INSTALLED_APPS, and one call in a model's `save`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gadget import bundle

pytestmark = pytest.mark.peer

ROOT = Path(__file__).resolve().parent.parent
DOCS = (ROOT / "docs/publish.md").read_text()
SETTINGS = """
SECRET_KEY = "stranger"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "streams", "gadget", "shop"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "shop.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""
# The page's own model and calls, and what it says that they print.
MODEL, CALLS = re.findall(
    r"```python\n(.+?)```", DOCS[DOCS.index("## From a Django app") :].split("\n## ")[0], re.DOTALL
)
PRINTED = re.findall(r"```text\n(.+?)```", DOCS[DOCS.index("## From a Django app") :], re.DOTALL)[0]
BEFORE = """
import django
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from shop.models import Order

call_command("migrate", verbosity=0)
call_command("check", fail_level="WARNING")
seller = User.objects.create_user("ana")
Order.objects.create(number="A<1>", seller=seller)
orders = [Order(number=number) for number in ("1", "2", "x" * 256)]
"""
AFTER = """
import gadget, streams
print(streams.__file__, gadget.__file__)
try:
    Order.objects.create(number="x" * 256, seller=seller)
except InvalidDocument as error:
    print(Order.objects.count())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpacked, in a folder that has nothing else of this repository."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--wheel-dir", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", str(ROOT), *options], check=True, timeout=60)
    (built,) = folder.glob("activity_streams-*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def test_a_model_publishes_with_one_call_and_finds_it_again(wheel: Path, tmp_path: Path) -> None:
    (tmp_path / "project_settings.py").write_text(SETTINGS)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/__init__.py").write_text("")
    (tmp_path / "shop/models.py").write_text(MODEL)
    python("-m", "django", "makemigrations", "shop", wheel=wheel, folder=tmp_path)
    printed = python("-c", BEFORE + CALLS + AFTER, wheel=wheel, folder=tmp_path)
    modules = f"{wheel}/streams/__init__.py {wheel}/gadget/__init__.py"
    # Of the last order neither the row nor the activity is there.
    assert printed == f"System check identified no issues (0 silenced).\n{PRINTED}{modules}\n1\n"


def python(*arguments: str, wheel: Path, folder: Path) -> str:
    """What it prints, with nothing of our own settings. Its warnings are errors, as ours are."""
    path = os.pathsep.join([str(folder), str(wheel)])
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    environment = kept | {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "project_settings"}
    command = [sys.executable, "-W", "error", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_has_what_pages_need(wheel: Path) -> None:
    for path in (
        "gadget/static/gadget/v1/embed.js",
        f"gadget/static/{bundle.element()}",
        "streams/static/streams/icon.svg",
        "streams/static/streams/shell.css",
        "streams/shell/templates/admin/base_site.html",
        "streams/migrations/0001_initial.py",
        "streams/management/skeletons/provider.py-tpl",
    ):
        assert (wheel / path).is_file(), path
    assert not (wheel / "gadget/frontend").exists()
    assert not (wheel / "tests").exists()
