"""What the builder's script asks while a form is filled in. Nothing is saved."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gadget import filters, look
from gadget.builder import drafts
from gadget.builder.context import server_of
from gadget.builder.form import GadgetForm
from gadget.models import Gadget
from gadget.snippets import snippets
from streams.feed.grammar import Filter
from streams.models import Viewer
from streams.rendering import timestamp

NO_STORE = {"Cache-Control": "no-store"}


@require_POST
def answer(request: HttpRequest, pk: int | None = None) -> JsonResponse:
    """POST the form: what is wrong with it so far, the frame of its preview, and its snippets."""
    _only_builders(request)
    gadget = get_object_or_404(Gadget, pk=pk) if pk is not None else Gadget()
    form = GadgetForm(request.POST, instance=gadget)
    errors = _errors(form)
    texts = {one.key: one.text for one in snippets(gadget, server_of(request))}
    body: dict[str, Any] = {"errors": errors, "texts": texts}
    if not errors:
        token, expires = drafts.mint(gadget, request.user)
        body |= {"frame": _frame(gadget), "lists": drafts.claims_of(gadget)}
        body |= {"token": token, "expires_at": timestamp(expires)}
    return JsonResponse(body, headers=NO_STORE)


@require_safe
def values(request: HttpRequest, option: str) -> JsonResponse:
    """GET the people or projects whose names begin like `q`, as a gadget's own filters do."""
    _only_builders(request)
    found = filters.values(option, Viewer.of(request.user), Filter())
    if found is None:
        raise Http404
    chosen = filters.chosen(found, request.GET.get("q"), request.GET.getlist("value"))
    return JsonResponse({"values": chosen}, headers=NO_STORE)


def _only_builders(request: HttpRequest) -> None:
    if not drafts.may_build(request.user):
        raise PermissionDenied


def _errors(form: GadgetForm) -> dict[str, list[str]]:
    """Of what was written: what is still missing is told when it is saved."""
    found = {
        name: [message for error in errors if error.code != "required" for message in error.messages]
        for name, errors in form.errors.as_data().items()
    }
    return {name: messages for name, messages in found.items() if messages}


def _frame(gadget: Gadget) -> dict[str, str]:
    """The attributes of `<activity-gadget-frame>`."""
    stated = {name: gadget.look.get(name, "") for name in look.CHOICES}
    sizes = {name.replace("_", "-"): gadget.look.get(name, "") for name in look.SIZES}
    named = {
        "src": reverse("gadget-preview-server"),
        "gadget": gadget.slug or "new",
        "heading": gadget.title or "Activity",
        "limit": gadget.limit,
        "theme": gadget.theme,
    }
    return {name: str(value) for name, value in (named | stated | sizes).items() if value}
