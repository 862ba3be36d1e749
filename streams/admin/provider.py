from __future__ import annotations

import logging
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from streams import registry
from streams.admin.base import AudienceFilter, BumpsVersion, NamesAudience, dot
from streams.admin.hook import HasWebhook, HookForm, webhook_of
from streams.admin.mapping import HasMapping
from streams.models import Activity, Provider, Version
from streams.providers.base import ProviderError

logger = logging.getLogger(__name__)

DOTS = {"ok": "good", "late": "warning", "throttled": "warning", "failing": "bad", "off": "off"}
HEALTH = ["state", "last_ok", "next_poll", "throttled_until", "failures", "message", "lease_until", "cursor"]


class ProviderForm(HookForm):
    backend = forms.ChoiceField(help_text="The code that reads the source. STREAMS_PROVIDERS lists what is installed.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "backend" in self.fields:
            self.fields["backend"].choices = _backends(self.instance.backend)  # type: ignore[attr-defined]

    def clean_config(self) -> dict[str, Any]:
        config = self.cleaned_data["config"] or {}
        if not isinstance(config, dict):
            raise forms.ValidationError('Write a JSON object, such as {"path": "/srv/git/payments.git"}.')
        return config


def _backends(current: str) -> list[tuple[str, str]]:
    """Those installed, and the one that is set even when it is not."""
    known = {key: backend.name for key, backend in registry.providers().items()}
    missing = {current: f"{current} (not installed)"} if current and current not in known else {}
    return [("", "---------"), *(known | missing).items()]


@admin.register(Provider)
class ProviderAdmin(HasWebhook, HasMapping, NamesAudience, BumpsVersion):
    form = ProviderForm
    list_display = ["name", "state", "heard", "asked", "failures", "message", "audience"]
    list_filter = ["enabled", "backend", ("audience", AudienceFilter)]
    list_select_related = ["audience__group", "audience__user"]
    search_fields = ["name", "key", "message"]
    prepopulated_fields = {"key": ["name"]}
    actions = ["poll_now", "test_connection", "switch_on", "switch_off", "apply_audience", "make_secret"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        what = {"fields": ["name", "key", "backend", "config", "audience", "poll_seconds", "enabled"]}
        health = {"fields": HEALTH, "description": "Written by the poller."}
        hook = [self.hook_fieldset(request, obj)] if obj is None or webhook_of(obj) else []
        return [(None, what), *hook, ("How it fares", health)] if obj else [(None, what), *hook]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The key is on the wire and in every stored activity, so it stays."""
        return ["key", *HEALTH] if obj else HEALTH

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else self.prepopulated_fields

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "config":
            kwargs["help_text"] = (
                'What the backend needs to know, as a JSON object, such as {"path": "/srv/git/payments.git"} for a git '
                "repository. The action “Test the connection” says what is missing or wrong."
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="State")
    def state(self, provider: Provider) -> SafeString:
        if provider.enabled and webhook_of(provider) and not provider.secret:
            return dot("bad", "no secret")
        state = provider.state(timezone.now()) if provider.enabled else "off"
        return dot(DOTS[state], state)

    @admin.display(description="Last ok", ordering="last_ok")
    def heard(self, provider: Provider) -> str:
        return naturaltime(provider.last_ok) if provider.last_ok else "never"

    @admin.display(description="Next poll", ordering="next_poll")
    def asked(self, provider: Provider) -> str:
        if not provider.enabled:
            return "-"
        return "due" if provider.next_poll <= timezone.now() else naturaltime(provider.next_poll)

    @admin.action(description="Poll now", permissions=["change"])
    def poll_now(self, request: HttpRequest, queryset: QuerySet[Provider]) -> None:
        """The poller does it, in its own process and under its lease."""
        due = queryset.filter(enabled=True).update(next_poll=timezone.now())
        self.message_user(request, f"Next in turn: {due} of {queryset.count()} selected sources; the others are off.")

    @admin.action(description="Test the connection", permissions=["change"])
    def test_connection(self, request: HttpRequest, queryset: QuerySet[Provider]) -> None:
        for provider in queryset:
            level, said = _checked(provider)
            self.message_user(request, f"{provider}: {said}", level)

    @admin.action(description="Switch on", permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[Provider]) -> None:
        self._switch(request, queryset, True)

    @admin.action(description="Switch off", permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Provider]) -> None:
        self._switch(request, queryset, False)

    def _switch(self, request: HttpRequest, queryset: QuerySet[Provider], enabled: bool) -> None:
        with transaction.atomic():
            Version.bump()
            count = queryset.update(enabled=enabled)
        self.message_user(request, f"Sources switched {'on' if enabled else 'off'}: {count}.", messages.SUCCESS)

    @admin.action(description="Show what is stored to the source's audience", permissions=["change"])
    def apply_audience(self, request: HttpRequest, queryset: QuerySet[Provider]) -> None:
        """A source's audience is given to what it reports from now on; this gives it to what is there."""
        with transaction.atomic():
            Version.bump()
            count = sum(
                Activity.objects.filter(provider=provider)
                .exclude(audience=provider.audience_id)
                .update(audience=provider.audience_id, audience_fixed=True)
                for provider in queryset
            )
        self.message_user(request, f"Activities given another audience: {count}.", messages.SUCCESS)


def _checked(provider: Provider) -> tuple[int, str]:
    """How a source answers: a message level and a sentence."""
    backend = registry.providers().get(provider.backend)
    if backend is None:
        return messages.ERROR, f"No backend {provider.backend!r} is installed; STREAMS_PROVIDERS lists those that are."
    try:
        return messages.SUCCESS, backend.check(provider)
    except ProviderError as error:
        return messages.WARNING, str(error)
    except Exception:
        # A stranger's backend may break in any way.
        logger.exception("provider %s broke while it was tested", provider.key)
        return messages.ERROR, "The provider's own code failed; the server's log says where."
