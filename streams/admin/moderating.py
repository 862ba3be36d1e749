"""Many activities at once: hidden, shown again, given another audience."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.template.response import TemplateResponse

from streams.admin.asking import ask, is_confirmed
from streams.admin.base import named_audiences
from streams.models import Activity, Audience, Version
from streams.models.activity import ActivityQuerySet

# Of the selected ones, how many the question names.
NAMED = 20


class AudienceChoice(forms.Form):
    audience = forms.ModelChoiceField(queryset=named_audiences(), label="Who may see them from now on")


class Moderates(admin.ModelAdmin):
    actions = ["hide", "show_again", "change_audience"]

    def what(self, activity: Activity) -> str:
        """What the list calls it."""
        raise NotImplementedError

    @admin.action(description="Hide from everybody", permissions=["change"])
    def hide(self, request: HttpRequest, queryset: ActivityQuerySet) -> TemplateResponse | None:
        shown = queryset.exclude(audience__kind=Audience.Kind.NOBODY)
        if not is_confirmed(request):
            explained = "Nobody will see them, whatever their source says later. You can show them again."
            return self._ask(request, shown, "Hide", explained)
        nobody = Audience.nobody()
        self._change(request, shown, "Hidden", audience=nobody, audience_before=F("audience"), audience_fixed=True)
        return None

    @admin.action(description="Show again", permissions=["change"])
    def show_again(self, request: HttpRequest, queryset: ActivityQuerySet) -> TemplateResponse | None:
        """To those who saw it before it was hidden; who they were is not known of one whose audience is gone."""
        hidden = queryset.filter(audience__kind=Audience.Kind.NOBODY, audience_before__isnull=False)
        if not is_confirmed(request):
            explained = "Those who saw them before they were hidden will see them again."
            return self._ask(request, hidden, "Show again", explained)
        self._change(request, hidden, "Shown again", audience=F("audience_before"), audience_before=None)
        return None

    @admin.action(description="Change the audience…", permissions=["change"])
    def change_audience(self, request: HttpRequest, queryset: ActivityQuerySet) -> TemplateResponse | None:
        form = AudienceChoice(request.POST if is_confirmed(request) else None)
        if not form.is_valid():
            explained = "The audience you choose stays, whatever their source says later."
            return self._ask(request, queryset, "Change", explained, form)
        audience = form.cleaned_data["audience"]
        said = f"Audience changed to {audience}"
        self._change(request, queryset, said, audience=audience, audience_before=None, audience_fixed=True)
        return None

    def _change(self, request: HttpRequest, queryset: ActivityQuerySet, said: str, **values: Any) -> None:
        with transaction.atomic():
            Version.bump()
            changed = list(queryset)
            queryset.model.objects.filter(pk__in=[one.pk for one in changed]).update(**values)
            for activity in changed:
                self.log_change(request, activity, said)
        self.message_user(request, f"{said}: {len(changed)}.", messages.SUCCESS)

    def _ask(
        self,
        request: HttpRequest,
        queryset: ActivityQuerySet,
        button: str,
        explained: str,
        form: forms.Form | None = None,
    ) -> TemplateResponse:
        chosen = list(queryset.select_related("audience__group", "audience__user", "kind").newest_first())
        rows = [(self.what(activity), activity.audience) for activity in chosen[:NAMED]]
        return ask(self, request, button, explained, rows, ["What", "Audience now"], max(len(chosen) - NAMED, 0), form)
