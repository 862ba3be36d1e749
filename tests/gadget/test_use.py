"""Which pages show a gadget: noted cheaply, and nothing of who looks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gadget import use
from gadget.models import Gadget, GadgetUse
from tests.conftest import Api

WIKI = "https://wiki.example.com"
ACTIVITIES = "/api/v1/gadgets/team/activities/"


@pytest.fixture
def gadget(db: None) -> Gadget:
    return Gadget.objects.create(slug="team", title="Team", origins=[WIKI])


def pages() -> list[str]:
    return sorted(GadgetUse.objects.values_list("page", flat=True))


def test_a_page_that_frames_it_is_known(gadget: Gadget) -> None:
    Client().get(f"/embed/team/?origin={WIKI}")
    assert pages() == [WIKI]


def test_also_by_what_the_browser_says_of_it(gadget: Gadget) -> None:
    Client(headers={"Referer": f"{WIKI}/people/ana?q=1"}).get("/embed/team/")
    assert pages() == [WIKI]


def test_a_page_that_may_not_frame_it_is_not(gadget: Gadget) -> None:
    Client().get("/embed/team/?origin=https://evil.example")
    assert pages() == []


def test_a_page_whose_own_element_asks_is_known(gadget: Gadget, as_bob: Api) -> None:
    as_bob.get(ACTIVITIES, Origin="https://ops.example.com")
    assert pages() == ["https://ops.example.com"]


@pytest.mark.parametrize("origin", ["null", "http://testserver", "javascript:alert(1)", "https://" + "x" * 300, "\x00"])
def test_what_is_no_other_page_is_not_noted(origin: str, gadget: Gadget, as_bob: Api) -> None:
    assert as_bob.get(ACTIVITIES, Origin=origin).status_code == 200
    assert pages() == []


def test_it_is_written_once_an_hour(gadget: Gadget, as_bob: Api, django_assert_num_queries: Any) -> None:
    as_bob.get(ACTIVITIES, Origin=WIKI)
    before = GadgetUse.objects.get().seen
    for _ in range(3):
        as_bob.get(ACTIVITIES, Origin=WIKI)
    assert GadgetUse.objects.get().seen == before
    use.forget()
    as_bob.get(ACTIVITIES, Origin=WIKI)
    assert GadgetUse.objects.get().seen > before
    with django_assert_num_queries(0):
        use.note("team", WIKI)


def test_pages_without_end_are_not_kept(gadget: Gadget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(use, "MOST_PAGES", 3)
    for number in range(5):
        use.note("team", f"https://{number}.example")
    assert len(pages()) == 3


def test_what_was_not_seen_for_a_month_goes(gadget: Gadget) -> None:
    old = timezone.now() - use.KEPT - timedelta(days=1)
    GadgetUse.objects.create(gadget=gadget, page="https://old.example", seen=old)
    use.note("team", WIKI)
    assert pages() == [WIKI]


def test_a_gadget_that_is_not_there_has_no_use(db: None) -> None:
    use.note("nothing", WIKI)
    assert pages() == []
