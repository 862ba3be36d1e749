"""The page that reads a source's past: from when, how far it is, and how to stop it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from streams.models import Backfill, Provider
from streams.polling import backfill
from streams.providers.base import ProviderError


class BackfillForm(forms.Form):
    since = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="How far back to read. Empty: everything the source has.",
    )

    def clean_since(self) -> datetime | None:
        day: date | None = self.cleaned_data["since"]
        if day is None:
            return None
        midnight = timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001
        try:
            is_over = midnight.astimezone(UTC) <= timezone.now()
        except OverflowError as error:
            # A zone puts it before the beginning of time.
            raise forms.ValidationError("Choose a later day, or none for everything.") from error
        if not is_over:
            raise forms.ValidationError("Choose a day that has been.")
        return midnight


class HasBackfill(admin.ModelAdmin):
    """The page behind a source whose first poll leaves older things out."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.backfill_view)
        return [path("<int:pk>/backfill/", view, name="streams_provider_backfill"), *super().get_urls()]

    def backfill_fieldset(self, provider: Provider) -> list[tuple[str, dict[str, Any]]]:
        """Nothing for a source that has none."""
        return [("Back-fill", {"fields": [], "description": _about(provider)})] if _is_offered(provider) else []

    def backfill_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        provider = get_object_or_404(Provider, pk=pk)
        if not _is_offered(provider) or not self.has_change_permission(request, provider):
            raise Http404
        form = BackfillForm(request.POST if "start" in request.POST else None)
        if "stop" in request.POST:
            backfill.stop(provider)
            return self._said(request, provider, "The back-fill was stopped. It can go on.")
        if "go_on" in request.POST:
            backfill.start(provider)
            return self._said(request, provider, "The back-fill goes on.")
        if form.is_bound and form.is_valid():
            backfill.start(provider, form.cleaned_data["since"] or backfill.BEGINNING)
            return self._said(request, provider, "The back-fill was started. The poller does it beside the polls.")
        return self._backfill_page(request, provider, form)

    def _said(self, request: HttpRequest, provider: Provider, message: str) -> HttpResponse:
        self.log_change(request, provider, message)
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def _backfill_page(self, request: HttpRequest, provider: Provider, form: BackfillForm) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Back-fill of {provider}",
            "opts": self.model._meta,
            "provider": provider,
            "form": form,
            "backfill": _backfill_of(provider),
        }
        return TemplateResponse(request, "streams/admin/backfill.html", context)


def _is_offered(provider: Provider) -> bool:
    try:
        return backfill.is_offered(provider)
    except ProviderError:
        return False


def _backfill_of(provider: Provider) -> Backfill | None:
    return Backfill.objects.filter(provider=provider).first()


def _about(provider: Provider) -> SafeString:
    link = format_html('<a href="{}">Back-fill…</a>', reverse("admin:streams_provider_backfill", args=[provider.pk]))
    known = _backfill_of(provider)
    if known is None:
        return format_html("{} reads what happened before its first poll.", link)
    oldest = f", back to {timezone.localtime(known.oldest):%Y-%m-%d}" if known.oldest else ""
    return format_html("{} is {}: {} documents{}. {}", link, known.state, f"{known.documents:,}", oldest, known.message)
