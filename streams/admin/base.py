"""What the pages share: who may write what, that readers are told, and how things are shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from streams.models import Audience, Version


class Page(admin.ModelAdmin):
    """One of ours: it has our style sheet, and an action that somebody may not run is refused, not overlooked."""

    class Media:
        css = {"all": ["streams/admin.css"]}  # noqa: RUF012

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        asked = request.POST.get("action")
        if asked and self.get_action(asked) and asked not in self.get_actions(request):
            raise PermissionDenied
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})


def _without_nul(query: QueryDict) -> QueryDict:
    """No database takes one; nothing has one."""
    cleaned = query.copy()
    for name, values in query.lists():
        cleaned.setlist(name, [value.replace("\0", "") for value in values])
    return cleaned


class BumpsVersion(Page):
    """For what readers can see: each write takes a new version, or they would be told that nothing changed. It settles,
    because what an administrator writes is nearly always a setting.

    `save_related` needs none: the admin runs it in the transaction of `save_model`.
    """

    def save_model(self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool) -> None:
        with transaction.atomic():
            Version.bump(settles=True)
            if change:
                # Not the whole row: the poller writes to it while the form is open.
                obj.save(update_fields=_edited(obj, form))
            else:
                super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        with transaction.atomic():
            Version.bump(settles=True)
            self.withdraw([obj])
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        with transaction.atomic():
            Version.bump(settles=True)
            self.withdraw(queryset)
            super().delete_queryset(request, queryset)

    def withdraw(self, objects: Iterable[Any]) -> None:
        """What goes along with what is about to be deleted."""


def _edited(obj: models.Model, form: forms.ModelForm) -> list[str]:
    """The columns that the form's fields changed, and those that it fills in some other way."""
    columns = {field.name for field in obj._meta.concrete_fields}
    return [*(name for name in form.changed_data if name in columns), *getattr(form, "written", ())]


class Received(Page):
    """What comes in by the doors: never written by hand, but it may be deleted."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnly(Received):
    """To look at only, for superusers too."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NamesAudience(Page):
    """Audiences are called by their group or person, so a list of them is read with both: one query."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name != "audience":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        field: Any = super().formfield_for_dbfield(db_field, request, queryset=named_audiences(), **kwargs)
        # The pencil and the cross would be for the audience itself, which much else may name.
        field.widget.can_change_related = field.widget.can_delete_related = False
        return field


class AudienceFilter(admin.RelatedFieldListFilter):
    def field_choices(self, field: Any, request: Any, model_admin: Any) -> Any:
        return [(str(audience.pk), str(audience)) for audience in named_audiences()]


def named_audiences() -> QuerySet[Audience]:
    return Audience.objects.select_related("group", "user").order_by("kind", "group__name", "user__username")


def dot(colour: str, word: str) -> SafeString:
    """A dot before a word that says the same. Colours are in admin.css: "good", "warning", "bad" and "off"."""
    return format_html('<span class="dot-{}" aria-hidden="true">●</span>&nbsp;{}', colour, word)


def shown_once(secret: str) -> SafeString:
    return format_html('<code class="secret">{}</code>', secret)


def activities_link(**narrowed: object) -> SafeString:
    """Where the activities of a kind, an application or an audience are listed (streams/admin/narrowing.py)."""
    url = reverse("admin:streams_activity_changelist", query=narrowed)
    return format_html('<a href="{}">Activities</a>', url)


def activity_link(pk: int | None, text: str) -> SafeString | str:
    """One activity's page; only the text when it is gone."""
    return format_html('<a href="{}">{}</a>', reverse("admin:streams_activity_change", args=[pk]), text) if pk else text
