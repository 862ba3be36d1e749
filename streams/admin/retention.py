from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from streams.admin.base import NamesAudience
from streams.models import RetentionRule
from streams.retention.removing import dry_run


@admin.register(RetentionRule)
class RetentionRuleAdmin(NamesAudience):
    """What goes when it is old. A rule begins switched off, and says how many would go before it is switched on."""

    list_display = ["what", "after", "limits", "keep_discussed", "enabled", "removed", "last"]
    list_display_links = ["what", "after"]
    list_filter = ["what", "enabled"]
    list_select_related = ["provider", "kind", "audience__group", "audience__user"]
    fields = ["what", "days", "provider", "kind", "audience", "keep_discussed", "enabled", "would_go", "so_far"]
    readonly_fields = ["would_go", "so_far"]
    actions = ["say_how_many", "switch_on", "switch_off"]

    def save_model(self, request: HttpRequest, obj: RetentionRule, form: Any, change: bool) -> None:
        """Changed, it begins anew."""
        obj.position, obj.next_step = {}, timezone.now()
        super().save_model(request, obj, form, change)
        self.message_user(request, f"{obj}: {dry_run(obj)}.", messages.INFO)

    @admin.action(description="Dry run: how many would go", permissions=["view"])
    def say_how_many(self, request: HttpRequest, queryset: QuerySet[RetentionRule]) -> None:
        for rule in queryset.select_related(*self.list_select_related):
            self.message_user(request, f"{rule}: {dry_run(rule)}.")

    @admin.action(description="Switch on", permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[RetentionRule]) -> None:
        self._switch(request, queryset, True)

    @admin.action(description="Switch off", permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[RetentionRule]) -> None:
        self._switch(request, queryset, False)

    def _switch(self, request: HttpRequest, queryset: QuerySet[RetentionRule], enabled: bool) -> None:
        word = f"Switched {'on' if enabled else 'off'}"
        rules = list(queryset.exclude(enabled=enabled).select_related(*self.list_select_related))
        for rule in rules:
            self.log_change(request, rule, word)
        queryset.update(enabled=enabled, position={}, next_step=timezone.now())
        self.message_user(request, f"{word}: {len(rules)}.", messages.SUCCESS)

    @admin.display(description="After", ordering="days")
    def after(self, rule: RetentionRule) -> str:
        return f"{rule.days} day{'' if rule.days == 1 else 's'}"

    @admin.display(description="Only")
    def limits(self, rule: RetentionRule) -> str:
        return ", ".join(str(limit) for limit in (rule.provider, rule.kind, rule.audience) if limit) or "-"

    @admin.display(description="Last removed", ordering="last_removed")
    def last(self, rule: RetentionRule) -> str:
        return naturaltime(rule.last_removed) if rule.last_removed else "never"

    @admin.display(description="Dry run")
    def would_go(self, rule: RetentionRule) -> str:
        return str(dry_run(rule)) if rule.pk else "Shown once it is saved, switched off."

    @admin.display(description="So far")
    def so_far(self, rule: RetentionRule) -> str:
        return f"{rule.removed:,} removed, last {self.last(rule)}"
