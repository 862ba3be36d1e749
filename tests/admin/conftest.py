"""The control room as Alice uses it."""

from __future__ import annotations

import html
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from streams.actions.base import InlineAction
from streams.models import ActionRun, Activity, Viewer
from streams.performing import Click, perform


class Console:
    """A person at the control room. Pages are named as in the URL: `console.change("streams", "provider", pk)`."""

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user)

    def list(self, model: str, **query: Any) -> Any:
        return self.client.get(_url(model, "changelist"), query)

    def open(self, model: str, pk: object) -> Any:
        return self.client.get(_url(model, "change", pk))

    def add(self, model: str, **values: Any) -> Any:
        return self.client.post(_url(model, "add"), values)

    def save(self, model: str, pk: object, **values: Any) -> Any:
        return self.client.post(_url(model, "change", pk), values)

    def delete(self, model: str, pk: object) -> Any:
        return self.client.post(_url(model, "delete", pk), {"post": "yes"})

    def run(self, model: str, action: str, *pks: object, **values: Any) -> Any:
        data = {"action": action, "_selected_action": list(pks), **values}
        return self.client.post(_url(model, "changelist"), data)

    def queries(self, model: str) -> int:
        self.list(model)
        with CaptureQueriesContext(connection) as queries:
            assert self.list(model).status_code == 200
        return len(queries)


def _url(model: str, page: str, *args: object) -> str:
    app = "gadget" if model in {"gadget", "signin"} else "streams"
    return reverse(f"admin:{app}_{model}_{page}", args=args)


def said(response: Any) -> list[str]:
    """The messages that the next page shows."""
    return [html.unescape(str(message)) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def console(alice: User) -> Console:
    return Console(alice)


@pytest.fixture
def click() -> Any:
    """Press a button of the gadget, as somebody."""

    def press(user: User, activity: Activity, action: str, **data: Any) -> ActionRun:
        return perform(Click(activity.uid, action, str(uuid.uuid4()), data), Viewer.of(user))[0]

    return press


class Bless(InlineAction):
    """A stranger's action, for issues."""

    key = "bless"
    label = "Bless"
    object_types = ("issue",)
