"""What cannot simply be taken back is asked once more."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse

# Of the form that was sent: everything but these comes again with the answer.
NOT_AGAIN = {"csrfmiddlewaretoken", "confirmed"}


def is_confirmed(request: HttpRequest) -> bool:
    return "confirmed" in request.POST


def ask(
    model_admin: admin.ModelAdmin, request: HttpRequest, title: str, sentences: Iterable[str], button: str
) -> TemplateResponse:
    """The page that says what would happen; its button sends the same form again, confirmed."""
    sent = [(name, value) for name in request.POST if name not in NOT_AGAIN for value in request.POST.getlist(name)]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "sentences": list(sentences),
        "button": button,
        "sent": sent,
    }
    return TemplateResponse(request, "streams/admin/confirm.html", context)
