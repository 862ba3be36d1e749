"""The demo's data, through the real doors: this checkout's commits by the git provider, a few posted documents."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone

from gadget.models import Gadget
from gadget.views import DEMO_GADGET, DEMO_PERSON
from streams import polling, service
from streams.management.progress import Bar
from streams.models import Activity, Audience, Provider

DOCUMENTS = Path(__file__).with_name("demo_documents.json")


def create_demo(port: int, password: str) -> None:
    """Bring the demo about; run again, it only sets the password and the port."""
    admin = _people(password)
    Gadget.objects.update_or_create(
        slug=DEMO_GADGET, defaults={"origins": [f"http://127.0.0.1:{port}"]}, create_defaults=_gadget(port)
    )
    _post_documents(admin)
    _read_commits()


def _people(password: str) -> Any:
    users = get_user_model().objects
    admin, _ = users.get_or_create(username="admin", defaults={"is_staff": True, "is_superuser": True})
    if not admin.check_password(password):
        admin.set_password(password)
        admin.save()
    users.get_or_create(username=DEMO_PERSON, defaults={"first_name": "Dana", "last_name": "Demo"})
    return admin


def _gadget(port: int) -> dict[str, Any]:
    return {"title": "Team activity", "origins": [f"http://127.0.0.1:{port}"]}


def _post_documents(admin: Any) -> None:
    """Once: they say when they happened relative to now, and posting them again would move them."""
    if Activity.objects.filter(provider__key="thirdparty").exists():
        return
    documents = json.loads(DOCUMENTS.read_text())
    for document in documents:
        moment = timezone.now() - timedelta(minutes=document.pop("minutes_ago"))
        document["published"] = moment.isoformat()
    service.post_all(documents, admin)


def _read_commits() -> None:
    provider, _ = Provider.objects.get_or_create(
        key="source",
        defaults={
            "backend": "git",
            "name": "This repository",
            "config": {"path": str(settings.BASE_DIR), "name": "activity-streams"},
            "audience": Audience.members(),
            "poll_seconds": 5,
        },
    )
    if taken := polling.take(provider.pk):
        with Bar("Reading this repository") as bar:
            polling.poll(taken, bar.advance)
