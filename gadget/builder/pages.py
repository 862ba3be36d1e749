"""The builder's own pages, for people who make gadgets and have no part in the admin."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.utils import construct_change_message
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import UpdateView

from gadget.builder.context import context_of
from gadget.builder.form import GadgetForm
from gadget.models import Gadget
from streams.admin.policy import CSP
from streams.models import Version


class Guarded(PermissionRequiredMixin):
    """Who is not signed in does so first, by the project's own page where it has one; others are refused."""

    def get_login_url(self) -> str:
        return settings.LOGIN_URL if settings.LOGIN_URL != "admin:login" else reverse("gadget-builder-sign-in")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Content-Security-Policy"] = CSP
        return response


class Builder(Guarded, UpdateView):
    model = Gadget
    form_class = GadgetForm
    template_name = "gadget/builder/page.html"

    def has_permission(self) -> bool:
        self.adds = "slug" not in self.kwargs
        return self.request.user.has_perm("gadget.add_gadget" if self.adds else "gadget.change_gadget")

    def get_object(self, queryset: Any = None) -> Gadget | None:
        return None if self.adds else super().get_object(queryset)

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            Version.bump(settles=True)
            gadget = form.save()
            _log(self.request, gadget, form, self.adds)
        messages.success(self.request, f"“{gadget}” is saved. What to paste stands below.")
        return HttpResponseRedirect(reverse("gadget-edit", args=[gadget.slug]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        gadget = None if self.adds else self.get_object()
        shown = context_of(self.request, gadget)
        return {**admin.site.each_context(self.request), **super().get_context_data(**kwargs), **shown}


def _log(request: HttpRequest, gadget: Gadget, form: Any, adds: bool) -> None:
    """As the admin does."""
    message = cast("list[Any]", construct_change_message(form, [], adds))
    flag = ADDITION if adds else CHANGE
    LogEntry.objects.log_actions(cast("int", request.user.pk), [gadget], flag, message, single_object=True)


class SignIn(LoginView):
    """Where the admin's own page would let nobody in who has no part in it."""

    template_name = "gadget/builder/sign_in.html"

    def get_default_redirect_url(self) -> str:
        return reverse("gadget-new")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Content-Security-Policy"] = CSP
        return response
