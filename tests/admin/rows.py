"""Rows of every noun of the control room, as many as a test wants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.utils import timezone

from gadget.models import Gadget, SignIn
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
    RetentionRule,
    Stream,
)
from streams.models.encryption import encrypt
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish
from tests.documents import make_document

OURS = ("streams", "gadget")


def nouns() -> list[Any]:
    """The models of ours that the admin has."""
    return [model for model in admin.site._registry if model._meta.app_label in OURS]


def make(model: Any, count: int = 1) -> list[Any]:
    return [MAKERS[model](uuid4().hex[:8]) for _ in range(count)]


def _any(model: Any) -> Any:
    """The oldest row, where any will do."""
    return model._default_manager.order_by("pk").first() or make(model)[0]


def _person(name: str) -> User:
    return User.objects.create(username=name)


def _audience(name: str) -> Audience:
    return Audience.of_group(Group.objects.create(name=name))


def _provider(name: str) -> Provider:
    """One that takes deliveries: nothing is ever asked of it."""
    provider = Provider(key=name, backend="webhook", name=f"Source {name}", audience=_audience(name))
    provider.set_secret(name)
    provider.save()
    return provider


def _activity(name: str) -> Activity:
    provider = _provider(name)
    document = make_document(id=f"https://deploys.example.com/{name}", title=f"Deployed {name}", generator=None)
    activity = publish([document], Source(Door.PROVIDER, provider, provider.audience))[0].activity
    assert activity
    return activity


def _delivery(name: str) -> Delivery:
    delivery = Delivery(provider=_provider(name), delivery_id=name, event=name, outcome="failed", message="No name.")
    delivery.body = b'{"id": "1"}'
    delivery.save()
    return delivery


def _run(name: str) -> ActionRun:
    activity = _any(Activity)
    return ActionRun.objects.create(
        user=_person(name), username=name, activity=activity, activity_uid=activity.uid, entity=activity.entity,
        action="vote", idempotency_key=name, state=ActionRun.State.DONE,
    )  # fmt: skip


def _sign_in(name: str) -> SignIn:
    return SignIn.objects.create(
        gadget=_gadget(name), user=_person(name), origin=f"https://{name}.example.com", challenge=name, code=name,
        code_ends=timezone.now() + timedelta(minutes=1), session=encrypt("session"),
    )  # fmt: skip


def _gadget(name: str) -> Gadget:
    return Gadget.objects.create(slug=name, title=f"Gadget {name}", origins=[f"https://{name}.example.com"])


def _stream(name: str) -> Stream:
    return Stream.objects.create(
        slug=name, name=f"Stream {name}", owner=_person(f"owner-{name}"), audience=_any(Audience)
    )


def _link(name: str) -> FeedLink:
    return FeedLink.issue(_stream(name), _person(name))[0]


def _comment(name: str) -> Comment:
    activity = _any(Activity)
    return Comment.objects.create(
        entity=activity.entity, activity=activity, user=_person(name), author=name, text="Well done"
    )


MAKERS: dict[Any, Callable[[str], Any]] = {
    AccessToken: lambda name: AccessToken.issue(_person(name), name, ["read"])[0],
    ActionHandler: lambda name: ActionHandler.objects.create(key=name, providers=["source"], audience=_any(Audience)),
    ActionRun: _run,
    Activity: _activity,
    Application: lambda name: Application.objects.create(
        generator_id=f"https://{name}.example.com", display_name=f"Program {name}"
    ),
    Audience: _audience,
    Comment: _comment,
    Delivery: _delivery,
    FeedLink: _link,
    Gadget: _gadget,
    Kind: lambda name: Kind.objects.create(provider_key=name, object_type="issue", verb=name),
    Provider: _provider,
    Reaction: lambda name: Reaction.objects.create(entity=name, kind="vote", user=_person(name)),
    RetentionRule: lambda name: RetentionRule.objects.create(days=365, provider=_any(Provider)),
    SignIn: _sign_in,
    Stream: _stream,
}
