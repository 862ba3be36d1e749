from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from streams.admin.base import BumpsVersion, dot, shown_once
from streams.admin.words import brief
from streams.models import AccessToken
from streams.models.token import Scope

DOTS = {"active": "good", "ending": "warning", "expired": "bad", "revoked": "off"}
# Of a token that ends within this time there is still time to make another.
SOON = timedelta(days=7)
SHOWN = ["user", "prefix", "allows", "status", "created", "expires", "revoked", "last_used"]


def status_of(token: AccessToken) -> str:
    """A word of DOTS."""
    if token.revoked:
        return "revoked"
    left = token.expires - timezone.now() if token.expires else None
    if left is None or left > SOON:
        return "active"
    return "ending" if left > timedelta() else "expired"


class TokenForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        label="What it may do", choices=Scope.choices, initial=[Scope.READ], widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # Declared, it would be asked for where it is not shown.
            del self.fields["scopes"]

    def clean_expires(self) -> datetime | None:
        expires = self.cleaned_data["expires"]
        if expires and expires <= timezone.now():
            raise forms.ValidationError("Choose a time to come, or leave it empty for a token that does not expire.")
        return expires


class StatusFilter(admin.SimpleListFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        said = {"active": "Active", "ending": "Ends within a week", "expired": "Expired", "revoked": "Revoked"}
        return list(said.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        over = Q(expires__lte=timezone.now())
        match self.value():
            case "active":
                return queryset.filter(revoked=None).exclude(over)
            case "ending":
                return queryset.filter(revoked=None, expires__lte=timezone.now() + SOON).exclude(over)
            case "expired":
                return queryset.filter(over, revoked=None)
            case "revoked":
                return queryset.exclude(revoked=None)
        return queryset


@admin.register(AccessToken)
class AccessTokenAdmin(BumpsVersion):
    form = TokenForm
    list_display = ["name", "prefix", "user", "allows", "status", "expires", "last_used"]
    list_filter = [StatusFilter]
    list_select_related = ["user"]
    search_fields = ["prefix", "name"]
    autocomplete_fields = ["user"]
    actions = ["revoke"]

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        """A token acts as its user, so only a superuser makes one for somebody else."""
        if obj:
            return ["name", *SHOWN]
        return [*(["user"] if request.user.is_superuser else []), "name", "scopes", "expires"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return SHOWN if obj else []

    def save_model(self, request: Any, obj: Any, form: forms.ModelForm, change: bool) -> None:
        if change:
            obj.save(update_fields=["name"])
            return
        user = form.cleaned_data.get("user") or request.user
        token, secret = AccessToken.issue(user, obj.name, obj.scopes, obj.expires)
        obj.pk = token.pk
        obj.refresh_from_db()
        said = format_html("Copy it now, it is not shown again: {}", shown_once(secret))
        self.message_user(request, said, messages.SUCCESS)

    @admin.display(description="May")
    def allows(self, token: AccessToken) -> str:
        return ", ".join(token.scopes)

    @admin.display(description="Status")
    def status(self, token: AccessToken) -> SafeString:
        status = status_of(token)
        left = f" in {brief(token.expires - timezone.now())}" if status == "ending" and token.expires else ""
        return dot(DOTS[status], f"{'ends' if left else status}{left}")

    @admin.action(description="Revoke", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[AccessToken]) -> None:
        live = list(queryset.filter(revoked=None))
        for token in live:
            token.revoke()
            self.log_change(request, token, "Revoked.")
        self.message_user(request, f"Tokens revoked: {len(live)}. They stopped working at once.", messages.SUCCESS)
