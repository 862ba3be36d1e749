"""The part of a source's page that is about its webhook: address, secret, what came."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from streams import registry
from streams.admin.base import shown_once
from streams.admin.confirming import ask, is_confirmed
from streams.models import Provider
from streams.models.encryption import Undecryptable
from streams.providers.base import Webhook

WHEN_TO_PASTE = (
    "Only for a source that delivers, and only where its system makes the secret itself (Sentry, PagerDuty, a signing "
    "token of GitLab): paste it here. It is encrypted and never shown. Empty: nothing is changed."
)


def webhook_of(provider: Provider) -> Webhook | None:
    backend = registry.providers().get(provider.backend)
    return backend.webhook if backend else None


class HookForm(forms.ModelForm):
    new_secret = forms.CharField(
        label="Secret of its webhook",
        required=False,
        max_length=255,
        help_text=WHEN_TO_PASTE,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class HasWebhook(admin.ModelAdmin):
    """Secrets go in and never out, but for the moment when one is made."""

    def hook_fieldset(self, request: HttpRequest, provider: Provider | None) -> tuple[str, dict[str, Any]]:
        about = {"description": _about(request, provider)} if provider else {}
        return "Webhook", {"fields": ["new_secret"], **about}

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        webhook, entered = webhook_of(obj), form.cleaned_data.get("new_secret")
        if entered:
            _store(obj, entered)
            self.message_user(request, f"{obj}: the secret was stored. {_where(request, obj)}", messages.SUCCESS)
        elif webhook and not obj.secret and not webhook.own_secret:
            self._make(request, obj)

    @admin.action(description="Make a new webhook secret", permissions=["change"])
    def make_secret(self, request: HttpRequest, queryset: QuerySet[Provider]) -> HttpResponse | None:
        replaced = [str(provider) for provider in queryset if provider.secret and _is_ours(provider)]
        if replaced and not is_confirmed(request):
            told = f"The secret of {', '.join(replaced)} ends now. Until the new one is entered there, every delivery "
            return ask(self, request, "Make a new webhook secret", [told + "is refused."], "Make it")
        for provider in queryset:
            if not _is_ours(provider):
                takes = "its system makes the secret: paste it on its page."
                why = takes if webhook_of(provider) else "it takes no deliveries."
                self.message_user(request, f"{provider}: {why}", messages.WARNING)
            else:
                self._make(request, provider)
                self.log_change(request, provider, "Made a new webhook secret.")
        return None

    def _make(self, request: HttpRequest, provider: Provider) -> None:
        secret = secrets.token_urlsafe(32)
        _store(provider, secret)
        where = _where(request, provider)
        said = format_html(
            "{}: enter this secret there, it is not shown again: {} {}", provider, shown_once(secret), where
        )
        self.message_user(request, said, messages.SUCCESS)


def _is_ours(provider: Provider) -> bool:
    """Whether it has a secret, and we are who makes it."""
    webhook = webhook_of(provider)
    return webhook is not None and not webhook.own_secret


def _store(provider: Provider, secret: str) -> None:
    provider.set_secret(secret)
    provider.save(update_fields=["secret"])


def _where(request: HttpRequest, provider: Provider) -> str:
    return f"The address is {request.build_absolute_uri(reverse('hook', args=[provider.key]))}"


def _about(request: HttpRequest, provider: Provider) -> SafeString:
    address = request.build_absolute_uri(reverse("hook", args=[provider.key]))
    parts = [format_html("Deliver to <code>{}</code>.", address), format_html("{}", _secret_state(provider))]
    if counts := _counts(provider):
        log = f"{reverse('admin:streams_delivery_changelist')}?provider__id__exact={provider.pk}"
        parts.append(format_html('<a href="{}">Deliveries</a>: {}.', log, counts))
    if provider.backend == "webhook":
        mapping = reverse("admin:streams_provider_mapping", args=[provider.pk])
        parts.append(format_html('<a href="{}">Mapping</a>: which part of a delivery is what.', mapping))
    return format_html_join(" ", "{}", ((part,) for part in parts))


def _secret_state(provider: Provider) -> str:
    try:
        return "It has a secret." if provider.get_secret() else "It has no secret yet: every delivery is refused."
    except Undecryptable as error:
        return f"Every delivery is refused: {error}"


def _counts(provider: Provider) -> str:
    """Such as "12 stored, 3 skipped": of those that are still kept."""
    rows = provider.deliveries.order_by().values_list("outcome").annotate(number=Count("pk"))
    return ", ".join(f"{number:,} {outcome}" for outcome, number in sorted(rows))
