"""The page on which a source gets new credentials: they go in, are tried, and are never shown."""

from __future__ import annotations

from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from streams import registry
from streams.admin.base import Page
from streams.admin.config import drawn, stored_secrets
from streams.admin.testing import tested
from streams.models import Provider


def has_secrets(provider: Provider) -> bool:
    backend = registry.providers().get(provider.backend)
    return backend is not None and bool(backend.config_form.secrets())


class CredentialsForm(forms.Form):
    """The secrets of one kind of source, all empty."""

    def __init__(self, data: Any, provider: Provider) -> None:
        super().__init__(data)
        self.kept = stored_secrets(provider)
        config_form = registry.providers()[provider.backend].config_form
        for name in config_form.secrets():
            self.fields[name] = drawn(name, config_form.base_fields[name])
            self.fields[name].required = False
            about = "One is stored; empty: it stays." if name in self.kept else "None is stored."
            self.fields[name].help_text = f"{self.fields[name].help_text} {about}".strip()

    def clean(self) -> dict[str, Any]:
        entered = {name: value for name, value in (super().clean() or self.cleaned_data).items() if value}
        if not entered and not self.errors:
            raise forms.ValidationError("Enter the new one.")
        return {**self.kept, **entered}


class RotatesCredentials(Page):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.credentials_view)
        return [path("<int:pk>/credentials/", view, name="streams_provider_credentials"), *super().get_urls()]

    def credentials_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        provider = get_object_or_404(Provider, pk=pk)
        if not has_secrets(provider) or not self.has_change_permission(request, provider):
            raise Http404
        form = CredentialsForm(request.POST or None, provider)
        if form.is_bound and form.is_valid():
            level, said = _tried(provider, form.cleaned_data)
            if level == messages.SUCCESS:
                return self._renewed(request, provider, form.cleaned_data, said)
            form.add_error(None, f"Nothing was stored. {said}")
        return self._credentials_page(request, provider, form)

    def _renewed(
        self, request: HttpRequest, provider: Provider, secrets: dict[str, str], said: str
    ) -> HttpResponseRedirect:
        provider.set_credentials(secrets)
        provider.next_poll = timezone.now()
        provider.save(update_fields=["credentials", "next_poll"])
        self.log_change(request, provider, "Renewed the credentials.")
        self.message_user(request, f"{provider}: {said} The new credentials are stored.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:streams_provider_change", args=[provider.pk]))

    def _credentials_page(self, request: HttpRequest, provider: Provider, form: CredentialsForm) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"New credentials of {provider}",
            "opts": self.opts,
            "provider": provider,
            "form": form,
        }
        return TemplateResponse(request, "streams/admin/credentials.html", context)


def _tried(provider: Provider, secrets: dict[str, str]) -> tuple[int, str]:
    """How the source answers to them; the row stays as it is."""
    tried = copy(provider)
    tried.set_credentials(secrets)
    return tested(tried)
