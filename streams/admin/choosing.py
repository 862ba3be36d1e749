"""A source begins with its kind: only then is it known what there is to ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from streams import registry
from streams.models import Provider
from streams.providers.base import ProviderBackend


class ChoosesKind(admin.ModelAdmin):
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request) or _chosen(request) in registry.providers():
            return super().add_view(request, form_url, extra_context)
        context = {
            **self.admin_site.each_context(request),
            "title": "Add a provider: what kind?",
            "opts": self.model._meta,
            "kinds": sorted(_kinds(), key=lambda backend: backend.name.casefold()),
            "unknown": _chosen(request),
        }
        return TemplateResponse(request, "streams/admin/choosing.html", context)

    def kind(self, request: HttpRequest, provider: Provider | None) -> ProviderBackend:
        """The code behind a row or behind what was chosen; one that asks nothing where it is not installed."""
        return registry.providers().get(provider.backend if provider else _chosen(request)) or ProviderBackend()

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "backend":
            kwargs |= {"widget": forms.HiddenInput(), "initial": _chosen(request)}
        return super().formfield_for_dbfield(db_field, request, **kwargs)


def _kinds() -> list[ProviderBackend]:
    """Not the one that appears by itself with the first post."""
    return [backend for key, backend in registry.providers().items() if key != "thirdparty"]


def _chosen(request: HttpRequest) -> str:
    return request.POST.get("backend") or request.GET.get("backend", "")
