from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from streams import registry
from streams.actions.base import InlineAction
from streams.admin.base import BumpsVersion, NamesAudience, ReadOnly, activity_link, dot
from streams.admin.exporting import ExportsCSV
from streams.admin.paging import Long
from streams.admin.typed import ByUsername, Since, Until
from streams.models import ActionHandler, ActionRun, Kind, Provider

DOTS = {"done": "good", "pending": "warning", "failed": "bad"}


class ActionHandlerForm(forms.ModelForm):
    object_types = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only on these; none ticked: what the action itself is made for.",
    )

    providers = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only on these sources; none ticked: all.",
    )

    def clean(self) -> dict[str, Any]:
        """A row is of an action that is installed, or names the script that brings one."""
        cleaned = super().clean() or self.cleaned_data
        key = self.instance.key or cleaned.get("key")
        if self.instance._state.adding and key not in registry.actions() and not cleaned.get("script"):
            self.add_error("script", "No installed action has this key: name the script that brings one.")
        return cleaned

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "object_types" in self.fields:
            self.fields["object_types"].choices = _types(self.instance.object_types)  # type: ignore[attr-defined]
            self.fields["providers"].choices = _sources(self.instance.providers)  # type: ignore[attr-defined]


def _types(chosen: list[str]) -> list[tuple[str, str]]:
    """Every type of object that a plugin names or an activity had."""
    known = {name for plugin in registry.providers().values() for name in plugin.object_types}
    known |= {name for plugin in registry.actions().values() for name in plugin.object_types}
    known |= set(Kind.objects.exclude(object_type="").values_list("object_type", flat=True))
    return [(name, name) for name in sorted(known | set(chosen))]


def _sources(chosen: list[str]) -> list[tuple[str, str]]:
    """Every source; also one that is gone, for an action stays limited to it."""
    names = dict(Provider.objects.values_list("key", "name"))
    return [(key, names.get(key, f"{key} (gone)")) for key in [*names, *(set(chosen) - names.keys())]]


class RowForm(forms.ModelForm):
    """A row of the list: where the weight is empty, the action's own stands behind it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "weight" in self.fields and (action := registry.actions().get(self.instance.key)):
            self.fields["weight"].widget.attrs["placeholder"] = str(action.weight)


@admin.register(ActionHandler)
class ActionHandlerAdmin(NamesAudience, BumpsVersion):
    """Switches. A row for each registered action appears by itself; what is added brings its action by a script."""

    form = ActionHandlerForm
    change_list_template = "streams/admin/action_list.html"
    list_display = ["button", "enabled", "weight", "drawn", "for_whom", "types", "sources", "script"]
    list_editable = ["enabled", "weight"]
    list_select_related = ["audience__group", "audience__user"]
    sortable_by = ()
    fields = [
        "key", "enabled", "label", "icon", "confirm", "weight", "audience", "object_types", "providers",
        "script", "script_style",
    ]  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.ensure_view)
        return [path("ensure/", view, name="streams_actionhandler_ensure"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Where the poller, which adds them, has not been started since an action was installed, it is offered here."""
        missing = ActionHandler.objects.missing() if self.has_change_permission(request) else []
        return super().changelist_view(request, {"missing": sorted(missing), **(extra_context or {})})

    @method_decorator(require_POST)
    def ensure_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        for handler in ActionHandler.objects.ensure():
            self.log_addition(request, handler, "Added with its defaults.")
        return HttpResponseRedirect(reverse("admin:streams_actionhandler_changelist"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[ActionHandler]:
        """In the order in which readers see the buttons."""
        own = [When(key=key, then=action.weight) for key, action in registry.actions().items()]
        order = Coalesce("weight", Case(*own, default=InlineAction.weight))
        return ActionHandler.objects.annotate(order=order).order_by(*self.get_ordering(request))

    def get_ordering(self, request: HttpRequest) -> tuple[str, str]:
        return ("order", "key")

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, form=RowForm, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["key"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An installed action without its row would run with its defaults: switched on."""
        installed = obj is not None and obj.key in registry.actions()
        return not installed and super().has_delete_permission(request, obj)

    @admin.display(description="Action")
    def button(self, handler: ActionHandler) -> str:
        action = registry.actions().get(handler.key)
        if action is None and not handler.script:
            return f"{handler.key} (not installed)"
        return handler.label or (action.label if action else handler.key)

    @admin.display(description="Icon")
    def drawn(self, handler: ActionHandler) -> str:
        action = registry.actions().get(handler.key)
        return handler.icon or (action.icon if action else "") or "-"

    @admin.display(description="For")
    def for_whom(self, handler: ActionHandler) -> str:
        return str(handler.audience) if handler.audience else "whoever may act"

    @admin.display(description="On")
    def types(self, handler: ActionHandler) -> str:
        action = registry.actions().get(handler.key)
        return ", ".join(handler.object_types or (action and action.object_types) or ["everything"])

    @admin.display(description="From")
    def sources(self, handler: ActionHandler) -> str:
        return ", ".join(handler.providers) or "all sources"


class ByAction(admin.SimpleListFilter):
    """Those that there are; what was clicked in the whole audit, no list asks."""

    title = "action"
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        known = registry.actions().keys() | set(ActionHandler.objects.values_list("key", flat=True))
        return [(key, key) for key in sorted(known)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(ActionRun)
class ActionRunAdmin(Long, ExportsCSV, ReadOnly):
    """The audit: what was clicked stays as it was, whoever looks."""

    list_display = ["created", "username", "did", "outcome", "message", "on"]
    fields = [
        "created", "username", "user", "action", "undo", "activity", "activity_uid", "entity", "rel", "input",
        "state", "code", "message", "result", "undone", "origin", "gadget", "idempotency_key", "uid",
    ]  # fmt: skip
    list_filter = [Since, Until, ByUsername, "state", ByAction, "undo"]
    leads = ("person", "action", "state__exact")
    list_select_related = ["activity"]
    search_fields = ["username", "entity", "message"]
    exported = (
        "created", "username", "action", "undo", "entity", "activity_uid", "rel", "state", "code", "message", "origin",
    )  # fmt: skip

    @admin.display(description="Action")
    def did(self, run: ActionRun) -> str:
        return f"undo {run.action}" if run.undo else run.action

    @admin.display(description="State")
    def outcome(self, run: ActionRun) -> SafeString:
        return dot(DOTS[run.state], run.get_state_display().lower())

    @admin.display(description="Activity")
    def on(self, run: ActionRun) -> SafeString | str:
        return activity_link(run.activity_id, str(run.activity or run.entity))
