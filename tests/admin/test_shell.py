"""The look of the admin: a navigation by task on every page, for who chose it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from streams.templatetags.shell import OTHERS, TASKS
from tests.admin.conftest import Console
from tests.admin.rows import nouns


def side(answer: Any) -> str:
    found = re.search(r'<nav id="side".+?</nav>', answer.content.decode(), re.DOTALL)
    return found[0] if found else ""


def links(answer: Any) -> list[str]:
    return re.findall(r'<a href="([^"]+)"', side(answer))


@pytest.mark.parametrize(
    "path", ["", "streams/", "streams/provider/", "streams/stream/add/", "auth/user/", "password_change/"]
)
def test_every_page_has_it(path: str, console: Console) -> None:
    assert "/admin/streams/provider/" in links(console.client.get(f"/admin/{path}"))


def test_it_leads_to_every_noun_by_task(console: Console) -> None:
    answer = console.list("provider")
    assert set(links(answer)) >= {
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in nouns()
    }
    assert re.findall(r"<h2[^>]*>(.+?)</h2>", side(answer)) == list(TASKS)


def test_every_noun_of_ours_has_a_task() -> None:
    placed = {label for labels in TASKS.values() for label in labels}
    assert placed >= {model._meta.label_lower for model in nouns()}
    assert all(apps.get_model(label) for label in placed)


def test_it_says_where_one_is(console: Console) -> None:
    answer = console.client.get(reverse("admin:streams_stream_add"))
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', side(answer)) == ["/admin/streams/stream/"]
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', side(console.client.get("/admin/"))) == ["/admin/"]


def test_it_offers_nobody_what_they_may_not_look_at(bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(Permission.objects.get(codename="view_actionrun"))
    answer = Console(bob).list("actionrun")
    assert links(answer) == ["/admin/", "/admin/streams/actionrun/"]
    assert OTHERS not in side(answer)


def test_whoever_signs_in_sees_the_header_and_no_navigation(db: None) -> None:
    answer = Client().get("/admin/login/")
    assert "streams/shell.css" in answer.content.decode()
    assert not side(answer)


def test_a_popup_has_none(console: Console) -> None:
    assert not side(console.client.get("/admin/auth/group/add/?_popup=1"))


def test_a_project_that_did_not_choose_it_keeps_its_own(console: Console, settings: Any) -> None:
    settings.INSTALLED_APPS = [name for name in settings.INSTALLED_APPS if name != "streams.shell"]
    for path in ("/admin/", "/admin/auth/user/"):
        page = console.client.get(path).content.decode()
        assert "streams/shell.css" not in page
        assert 'id="side"' not in page
    # Ours work there, too.
    page = console.list("actionrun").content.decode()
    assert 'id="nav-sidebar"' in page
    assert "streams/admin.css" in page
