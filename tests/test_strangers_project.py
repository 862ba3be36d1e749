"""A Django project of somebody else's: the wheel, two lines of INSTALLED_APPS, and one call in a model's `save`."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = """
SECRET_KEY = "stranger"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "streams", "gadget", "shop"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "shop.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""
MODELS = """
from django.conf import settings
from django.db import models, transaction
from django.utils.html import format_html

from streams import service
from streams.service import ActivityObject, Generator, NewActivity

SHOP = Generator("https://shop.example.com", "Shop")


class Order(models.Model):
    number = models.CharField(max_length=20, unique=True)
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        service.post(self.activity(), self.seller)

    def activity(self):
        return NewActivity(
            generator=SHOP,
            id=f"order-{self.number}",
            title=format_html("Order <b>{}</b> came in", self.number),
            object=ActivityObject(object_type="order", id=f"order-{self.number}", display_name=self.number),
        )
"""
STORY = """
import django
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
import gadget, streams
from shop.models import Order
from streams import service
from streams.models import Viewer
from streams.service import ActivityQuery, InvalidDocument

call_command("migrate", verbosity=0)
call_command("check", fail_level="WARNING")
ana = User.objects.create_user("ana")
order = Order.objects.create(number="A<1>", seller=ana)
found = service.find(ActivityQuery(usernames=["ana"]), Viewer.of(ana))
print([activity.title for activity in found], [one.display_name for one in service.applications()])
try:
    Order.objects.create(number="x" * 300, seller=ana)
except InvalidDocument as error:
    print(len(error.problems) > 1, Order.objects.count())
receipts = service.post_all([Order(number=str(n)).activity() for n in range(3)], ana)
print([receipt.outcome for receipt in receipts], len(service.find(ActivityQuery.all(), Viewer.of(ana))))
print(streams.__file__, gadget.__file__)
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
    (tmp_path / "shop/models.py").write_text(MODELS)
    python("-m", "django", "makemigrations", "shop", wheel=wheel, folder=tmp_path)
    printed = python("-c", STORY, wheel=wheel, folder=tmp_path).splitlines()
    assert printed[-4:] == [
        "['Order <b>A&lt;1&gt;</b> came in'] ['Shop']",
        "True 1",
        "['created', 'created', 'created'] 4",
        f"{wheel}/streams/__init__.py {wheel}/gadget/__init__.py",
    ]


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
        "streams/static/streams/icon.svg",
        "streams/migrations/0001_initial.py",
    ):
        assert (wheel / path).is_file(), path
    assert not (wheel / "gadget/frontend").exists()
    assert not (wheel / "tests").exists()
