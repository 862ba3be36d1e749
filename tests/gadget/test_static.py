"""What pages of others load: at an address that stays, or named after its content and kept for good."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders

from gadget import bundle
from tests.conftest import Api

STABLE = ["embed.js", "gadget.js", "frame.js", "home-assistant-card.js"]


def load(api: Api, path: str) -> Any:
    answer = api.get(path)
    answer.close()
    return answer


@pytest.mark.parametrize("name", STABLE)
def test_an_address_that_pages_know_is_asked_again_soon(as_nobody: Api, name: str) -> None:
    answer = load(as_nobody, f"/static/gadget/v1/{name}")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "max-age=300, public"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer or "Last-Modified" in answer


def test_what_is_named_after_its_content_is_kept_for_good(as_nobody: Api) -> None:
    chunk = load(as_nobody, f"/static/{bundle.element()}")
    assert "immutable" in chunk["Cache-Control"]
    assert chunk["Access-Control-Allow-Origin"] == "*"


def test_the_loader_costs_a_page_less_than_two_kilobytes() -> None:
    found = finders.find("gadget/v1/embed.js")
    assert found
    assert len(gzip.compress(Path(found).read_bytes(), 9)) <= 2_000
