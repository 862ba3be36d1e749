from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from streams.admin.base import BumpsVersion, activities_link
from streams.admin.belonging import who_belongs
from streams.models import Audience

# What each kind names; the other one stays empty.
NAMES = {Audience.Kind.GROUP: "group", Audience.Kind.PERSON: "user"}


class AudienceForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        """A group names its group, a person their account; everybody and signed-in people name nothing."""
        values = super().clean() or self.cleaned_data
        wanted = NAMES.get(values.get("kind") or self.instance.kind)
        for name in NAMES.values():
            if name == wanted and not values.get(name) and name not in self.errors:
                self.add_error(name, f"Choose the {name} that may see.")
            elif name != wanted and values.get(name):
                self.add_error(name, "Leave this empty: this kind of audience does not name one.")
        return values


@admin.register(Audience)
class AudienceAdmin(BumpsVersion):
    form = AudienceForm
    list_display = ["who", "kind", "activities"]
    list_filter = ["kind"]
    list_select_related = ["group", "user"]
    search_fields = ["group__name", "user__username"]
    autocomplete_fields = ["group", "user"]
    ordering = ["kind", "group__name", "user__username"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The kind stays: what was for a team must not become public by one click in a list."""
        return ["kind", "belong", "told_by", "activities"] if obj else []

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        named = NAMES.get(obj.kind) if obj else None
        shown = [named] if named else []
        return ["kind", *shown, "belong", "told_by", "activities"] if obj else ["kind", "group", "user"]

    @admin.display(description="Who may see")
    def who(self, audience: Audience) -> str:
        named = NAMES.get(audience.kind)  # type: ignore[call-overload]
        gone = named and getattr(audience, f"{named}_id") is None
        return f"Nobody: the {named} is gone" if gone else str(audience)

    @admin.display(description="Who belongs")
    def belong(self, audience: Audience) -> str:
        return who_belongs(audience)

    @admin.display(description="Sources that tell it")
    def told_by(self, audience: Audience) -> str:
        sources = audience.provider_set.order_by("name")
        return ", ".join(str(source) for source in sources) or "none"

    @admin.display(description="On the stream")
    def activities(self, audience: Audience) -> SafeString:
        return activities_link(audience=audience.pk)
