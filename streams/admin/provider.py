from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString

from streams import registry
from streams.admin.backfill import HasBackfill
from streams.admin.base import AudienceFilter, BumpsVersion, NamesAudience, dot
from streams.admin.buttons import HasButtons
from streams.admin.choosing import ChoosesKind
from streams.admin.config import HasConfig, fields_of, form_for
from streams.admin.confirming import ask, is_confirmed
from streams.admin.hook import HasWebhook, HookForm, webhook_of
from streams.admin.mapping import HasMapping
from streams.models import Activity, Provider, Version
from streams.providers.base import ProviderError

logger = logging.getLogger(__name__)

DOTS = {"ok": "good", "late": "warning", "throttled": "warning", "failing": "bad", "off": "off"}
HEALTH = ["state", "last_ok", "next_poll", "throttled_until", "failures", "message", "lease_until", "cursor"]


class ProviderForm(HasConfig, HookForm):
    pass


@admin.register(Provider)
class ProviderAdmin(HasButtons, ChoosesKind, HasWebhook, HasMapping, HasBackfill, NamesAudience, BumpsVersion):
    form = ProviderForm
    list_display = ["name", "state", "heard", "asked", "failures", "message", "audience"]
    list_filter = ["enabled", "backend", ("audience", AudienceFilter)]
    list_select_related = ["audience__group", "audience__user"]
    search_fields = ["name", "key", "message"]
    prepopulated_fields = {"key": ["name"]}
    actions = ["poll_now", "test_connection", "switch_on", "switch_off", "apply_audience", "make_secret"]
    buttons = ("poll_now", "test_connection", "switch_on", "switch_off", "make_secret")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, form=form_for(self.kind(request, obj), ProviderForm), **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        backend = self.kind(request, obj)
        sections: list[Any] = [
            (
                None,
                {"fields": ["kind_name" if obj else "backend", "name", "key", "audience", "poll_seconds", "enabled"]},
            )
        ]
        if fields := fields_of(backend):
            sections.append((f"What it needs to know: {backend.name}", {"fields": fields}))
        if backend.webhook:
            sections.append(self.hook_fieldset(request, obj))
        if obj:
            sections.append(("How it fares", {"fields": HEALTH, "description": "Written by the poller."}))
            sections += self.backfill_fieldset(obj)
        return sections

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The key is on the wire and in every stored activity, so it stays; and so does what was built on the kind."""
        return ["kind_name", "key", *HEALTH] if obj else HEALTH

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else self.prepopulated_fields

    @admin.display(description="Kind")
    def kind_name(self, provider: Provider) -> str:
        backend = registry.providers().get(provider.backend)
        return backend.name if backend else f"{provider.backend} (not installed)"

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
        due = list(queryset.filter(enabled=True))
        Provider.objects.filter(pk__in=[provider.pk for provider in due]).update(next_poll=timezone.now())
        self._log(request, due, "Put next in turn.")
        others = f" of {queryset.count()} selected sources; the others are off" if len(due) < queryset.count() else ""
        self.message_user(request, f"Next in turn: {', '.join(map(str, due)) or 'none'}{others}.")

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
            Version.bump(settles=True)
            count = queryset.update(enabled=enabled)
            self._log(request, queryset, f"Switched {'on' if enabled else 'off'}.")
        self.message_user(request, f"Sources switched {'on' if enabled else 'off'}: {count}.", messages.SUCCESS)

    @admin.action(description="Show what is stored to the source's audience", permissions=["change"])
    def apply_audience(self, request: HttpRequest, queryset: QuerySet[Provider]) -> HttpResponse | None:
        """A source's audience is given to what it reports from now on; this gives it to what is there."""
        if not is_confirmed(request):
            told = [f"Everything stored of {one} will be shown to: {one.audience}." for one in queryset]
            end = "Audiences that were chosen for single activities are lost. This cannot be taken back."
            return ask(self, request, "Show what is stored to another audience", [*told, end], "Show it to them")
        with transaction.atomic():
            Version.bump()
            count = sum(
                Activity.objects.filter(provider=provider)
                .exclude(audience=provider.audience_id)
                .update(audience=provider.audience_id, audience_fixed=True)
                for provider in queryset
            )
            self._log(request, queryset, "Showed what is stored to its audience.")
        self.message_user(request, f"Activities given another audience: {count}.", messages.SUCCESS)
        return None

    def _log(self, request: HttpRequest, providers: Iterable[Provider], said: str) -> None:
        for provider in providers:
            self.log_change(request, provider, said)


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
