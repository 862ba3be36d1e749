"""What cannot be taken back, or is done to many at once, is asked for once more: one page for all such questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse


def is_confirmed(request: HttpRequest) -> bool:
    return "confirmed" in request.POST


def ask(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    button: str,
    explained: str,
    rows: Sequence[Sequence[Any]],
    headings: Sequence[str],
    more: int = 0,
    form: forms.Form | None = None,
) -> TemplateResponse:
    """The question behind an action of a list: what the button says, what will happen, and to which rows.

    The page posts the same action again with `confirmed`, and with the fields of `form`.
    """
    context = {
        **model_admin.admin_site.each_context(request),
        "title": button,
        "opts": model_admin.model._meta,
        "button": button,
        "explained": explained,
        "rows": rows,
        "headings": headings,
        "more": more,
        "form": form,
        "action": request.POST["action"],
        "selected": request.POST.getlist("_selected_action"),
    }
    return TemplateResponse(request, "streams/admin/asking.html", context)
