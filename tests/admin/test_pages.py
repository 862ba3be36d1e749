"""Every page opens for Alice, and for nobody who may not."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from gadget.models import Gadget, SignIn
from gadget.sign_ins import approve
from streams.models import (
    AccessToken,
    ActionHandler,
    ActionRun,
    Activity,
    Application,
    Audience,
    Comment,
    Delivery,
    FeedLink,
    Kind,
    Provider,
    Reaction,
    Stream,
    Version,
)
from tests.admin.conftest import Console

ADDED_BY_HAND = [AccessToken, ActionHandler, Audience, FeedLink, Gadget, Provider, Stream]
ADDED_BY_OTHERS = [ActionRun, Activity, Application, Comment, Delivery, Kind, Reaction, SignIn]
NEVER_CHANGED = [ActionRun, Comment, Delivery, Kind, Reaction, SignIn]


def name(model: type) -> str:
    return model.__name__.lower()


@pytest.fixture
def everything(bob: User, activity: Activity, click: Any) -> None:
    """At least one row of each noun."""
    click(bob, activity, "vote")
    click(bob, activity, "comment", text="Well done")
    ActionHandler.objects.ensure()
    Application.objects.create(generator_id="https://deploys.example.com", display_name="Deploys")
    AccessToken.issue(bob, "deploy script", ["publish"])
    FeedLink.issue(Stream.objects.create(slug="team", name="Team", audience=activity.audience), bob)
    Delivery.objects.create(provider=activity.provider, delivery_id="1", outcome="skipped", packed=b"")
    gadget = Gadget.objects.create(slug="team", title="Team", origins=["https://dashboard.example.com"])
    approve(gadget, bob, "session", "https://dashboard.example.com", "c" * 43)


def test_every_noun_is_in_the_control_room(console: Console) -> None:
    registered = {model for model in admin.site._registry if model.__module__.startswith(("streams.", "gadget."))}
    assert registered == {*ADDED_BY_HAND, *ADDED_BY_OTHERS}


def test_the_version_is_nobody_s_business() -> None:
    assert not admin.site.is_registered(Version)


def test_it_is_called_activity_streams(console: Console) -> None:
    page = console.client.get(reverse("admin:index")).content.decode()
    assert "<title>Control room | Activity Streams</title>" in page


@pytest.mark.parametrize("model", [*ADDED_BY_HAND, *ADDED_BY_OTHERS], ids=name)
def test_alice_lists_and_opens(model: Any, everything: None, console: Console) -> None:
    assert console.list(name(model)).status_code == 200
    assert console.open(name(model), model.objects.first().pk).status_code == 200


@pytest.mark.parametrize("model", [*ADDED_BY_HAND, *ADDED_BY_OTHERS], ids=name)
def test_alice_searches_where_there_is_something_to_search(model: Any, everything: None, console: Console) -> None:
    assert console.list(name(model), q="deploys").status_code == 200


@pytest.mark.parametrize("model", ADDED_BY_HAND, ids=name)
def test_alice_may_add(model: Any, console: Console) -> None:
    assert console.client.get(reverse(f"admin:{model._meta.app_label}_{name(model)}_add")).status_code == 200


@pytest.mark.parametrize("model", ADDED_BY_OTHERS, ids=name)
def test_nobody_adds_what_comes_by_itself(model: Any, console: Console) -> None:
    assert console.add(name(model)).status_code == 403


@pytest.mark.parametrize("model", NEVER_CHANGED, ids=name)
def test_nobody_changes_what_others_wrote(model: Any, everything: None, console: Console) -> None:
    assert console.save(name(model), model.objects.first().pk, text="x", display_name="x").status_code == 403


@pytest.mark.parametrize("model", [*ADDED_BY_HAND, *ADDED_BY_OTHERS], ids=name)
def test_bob_is_sent_to_the_login(model: Any, bob: User) -> None:
    response = Console(bob).list(name(model))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("model", [*ADDED_BY_HAND, *ADDED_BY_OTHERS], ids=name)
def test_staff_without_permission_is_refused(model: Any, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    assert Console(bob).list(name(model)).status_code == 403


@pytest.mark.parametrize("model", [*ADDED_BY_HAND, *ADDED_BY_OTHERS], ids=name)
def test_staff_who_may_only_look_can_look(model: Any, everything: None, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(Permission.objects.get(codename=f"view_{name(model)}"))
    assert Console(bob).list(name(model)).status_code == 200
    assert Console(bob).open(name(model), model.objects.first().pk).status_code == 200
