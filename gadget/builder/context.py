"""What the builder shows beside its fields."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from gadget import filters
from gadget.models import Gadget
from gadget.snippets import snippets
from streams.feed.grammar import Filter
from streams.models import Viewer


def server_of(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def context_of(request: HttpRequest, gadget: Gadget | None) -> dict[str, Any]:
    """For the template gadget/builder/builder.html."""
    return {
        "gadget": gadget,
        "catalogue": filters.offered(Viewer.of(request.user), Filter()),
        "answer_url": reverse("gadget-builder-answer", args=[gadget.pk] if gadget else []),
        "values_url": reverse("gadget-builder-values", args=["user"]).removesuffix("user/"),
        "snippets": snippets(gadget or Gadget(), server_of(request)),
    }
