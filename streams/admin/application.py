from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from streams.admin.asking import ask, is_confirmed
from streams.admin.base import BumpsVersion, activities_link
from streams.models import Application
from streams.publishing import merging

# What a page waits for; the poller does the rest.
BATCHES = 10


class MergeInto(forms.Form):
    into = forms.ModelChoiceField(queryset=Application.objects.filter(same_as=None), label="Merge them into")


@admin.register(Application)
class ApplicationAdmin(BumpsVersion):
    """Posting registers one. What its documents say stays, or the next post would register it anew."""

    list_display = ["name", "generator_id", "merged", "created", "activities"]
    fields = ["label", "display_name", "generator_id", "same_as", "created"]
    readonly_fields = ["display_name", "generator_id", "same_as", "created"]
    list_select_related = ["same_as"]
    search_fields = ["display_name", "label", "generator_id"]
    date_hierarchy = "created"
    actions = ["merge"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "label" in form.changed_data and not merging.refresh(obj, BATCHES):
            said = "The newest activities still have the old name: run `python manage.py rerender` once."
            self.message_user(request, said, messages.WARNING)

    @admin.action(description="Merge into…", permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Application]) -> TemplateResponse | None:
        form = MergeInto(request.POST if is_confirmed(request) else None)
        if not form.is_valid():
            explained = (
                "What they posted and will post is the other one's from now on. It cannot be taken apart again: "
                "ids that both have used stay two activities, all others are one application's."
            )
            rows = [(one.name, one.generator_id) for one in queryset]
            return ask(self, request, "Merge", explained, rows, ["Application", "Generator id"], form=form)
        into = form.cleaned_data["into"]
        merged = queryset.exclude(pk=into.pk)
        for application in merged:
            merging.merge(application, into)
            self.log_change(request, application, f"Merged into {into}")
        moved = merging.bring_over(BATCHES)
        said = f"Merged into {into}: {len(merged)}. Activities brought over: {moved}; the poller goes on with the rest."
        self.message_user(request, said, messages.SUCCESS)
        return None

    @admin.display(description="Merged into")
    def merged(self, application: Application) -> str:
        return str(application.same_as or "")

    @admin.display(description="On the stream")
    def activities(self, application: Application) -> SafeString:
        return activities_link(application=(application.same_as or application).pk)
