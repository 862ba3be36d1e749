"""An activity's page in the admin leads to it in the gadgets."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib.auth.models import User

from gadget.models import Gadget
from streams.models import Activity, Audience
from tests.admin.conftest import Console
from tests.conftest import Api


def opened(console_page: Any) -> dict[str, str]:
    """Addresses of embed pages by what they are called."""
    links = re.findall(r'<a href="(/embed/[^"]*)"[^>]*>([^<]*)</a>', console_page.content.decode())
    return {name: html.unescape(address) for address, name in links}


def page_of(user: User, activity: Activity) -> Any:
    return Console(user).open("activity", activity.pk)


def test_it_opens_in_a_gadget_narrowed_to_this_one(make_activity: Any, alice: User, as_bob: Api) -> None:
    wanted = make_activity(id="https://deploys.example.com/1", title="This one")
    make_activity(id="https://deploys.example.com/2", title="Another", published="2026-01-02T03:04:05Z")
    Gadget.objects.create(slug="team", title="Team")
    address = opened(page_of(alice, wanted))["Team"]
    (query,) = parse_qs(urlsplit(address).query)["filter"]
    assert address.startswith("/embed/team/?")
    items = as_bob.items(f"/api/v1/gadgets/team/activities/?{query}")
    assert [item["id"] for item in items] == [str(wanted.uid)]


def test_the_embed_page_takes_the_filter(activity: Activity, alice: User, as_bob: Api) -> None:
    Gadget.objects.create(slug="team", title="Team")
    address = opened(page_of(alice, activity))["Team"]
    assert 'filter="streams=update-date' in as_bob.get(address).content.decode()


def test_a_gadget_that_leaves_it_out_is_not_offered(activity: Activity, alice: User) -> None:
    Gadget.objects.create(slug="pay", title="Payments", filters="streams=key+IS+NOWHERE")
    Gadget.objects.create(slug="source", title="Repository", filters=f"providers={activity.kind.provider_key}")
    assert opened(page_of(alice, activity)).keys() == {"Repository"}


def test_without_a_gadget_it_says_so(activity: Activity, alice: User) -> None:
    assert "No gadget shows it." in page_of(alice, activity).content.decode()


def test_whoever_is_not_its_reader_is_told(activity: Activity, alice: User, bob: User) -> None:
    Gadget.objects.create(slug="team", title="Team")
    assert "You do not belong to its audience" in page_of(alice, activity).content.decode()
    Activity.objects.update(audience=Audience.members())
    assert "You do not belong to its audience" not in page_of(alice, activity).content.decode()
