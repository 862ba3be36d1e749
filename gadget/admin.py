from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from gadget import opening, revoking  # noqa: F401  (each activity's page asks `opening`)
from gadget.models import Gadget, GadgetUse, SignIn
from gadget.use import KEPT
from streams import registry
from streams.admin.base import BumpsVersion, Received
from streams.admin.home.numbers import Figure, also
from streams.models import ActionHandler

SNIPPET = """<script async src="{server}{script}"></script>
<activity-gadget-frame gadget="{slug}"></activity-gadget-frame>"""

# Named on the first page; the gadget's own page names all.
MOST_PAGES = 4


class Lines(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 60})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return (super().to_python(value) or "").split()

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)


class GadgetForm(forms.ModelForm):
    origins = Lines(
        label="Allowed pages",
        required=False,
        help_text="Who may frame it: an origin a line, such as https://dashboard.example.com. Empty: this server only.",
    )
    actions = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What its embed tokens may do. All ticked: also what is installed later.",
    )

    class Meta:
        widgets = {"filters": forms.Textarea(attrs={"rows": 3, "cols": 60, "spellcheck": "false"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "actions" in self.fields:
            self.fields["actions"].choices = _actions(self.instance.actions)  # type: ignore[attr-defined]
            if self.instance.actions is None:
                self.initial["actions"] = list(_installed())

    def clean_actions(self) -> list[str] | None:
        chosen = self.cleaned_data["actions"]
        return None if set(chosen) >= _installed().keys() else chosen


def _installed() -> dict[str, str]:
    """Labels by key: of what the server does, and of what scripts bring."""
    own = {key: action.label for key, action in registry.actions().items()}
    scripted = ActionHandler.objects.exclude(script="").exclude(key__in=own)
    return own | {row.key: row.label or row.key for row in scripted}


def _actions(chosen: list[str] | None) -> list[tuple[str, str]]:
    known = _installed()
    missing = {key: f"{key} (not installed)" for key in chosen or [] if key not in known}
    return list((known | missing).items())


@also
def gadgets_in_use(user: Any) -> Figure | None:
    """How many were looked at in the last days, and the pages that show the most of them."""
    if not user.has_perm("gadget.view_gadget"):
        return None
    seen = GadgetUse.objects.filter(seen__gte=timezone.now() - KEPT)
    used = seen.aggregate(gadgets=Count("gadget", distinct=True), pages=Count("page", distinct=True))
    what = f"gadget{pluralize(used['gadgets'])} in {used['pages']} page{pluralize(used['pages'])}"
    pages = seen.order_by().values_list("page").annotate(number=Count("pk")).order_by("-number", "page")[:MOST_PAGES]
    return Figure(
        used["gadgets"], what, reverse("admin:gadget_gadget_changelist"), more=tuple(page for page, _ in pages)
    )


@admin.register(Gadget)
class GadgetAdmin(BumpsVersion):
    form = GadgetForm
    list_display = ["title", "slug", "limit", "theme", "pages"]
    list_filter = ["theme"]
    search_fields = ["title", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["snippet", "seen_on"]
    actions = ["revoke_tokens"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = ["snippet", "seen_on"] if obj else []
        return ["title", "slug", "filters", "limit", "theme", "origins", "actions", *shown]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Gadget | None:
        """The gadget, knowing the address that this server was asked by: the snippet names it."""
        gadget = super().get_object(request, object_id, from_field)
        if gadget:
            gadget.server = f"{request.scheme}://{request.get_host()}"
        return gadget

    @admin.display(description="Allowed pages")
    def pages(self, gadget: Gadget) -> str:
        return ", ".join(gadget.origins) or "this server only"

    @admin.display(description="Seen on")
    def seen_on(self, gadget: Gadget) -> SafeString | str:
        """The pages that showed it, the latest first."""
        uses = gadget.uses.all()
        rows = ((use.page, naturaltime(use.seen)) for use in uses)
        return format_html_join(mark_safe("<br>"), "{}, {}", rows) or "no page yet"

    @admin.display(description="To embed it")
    def snippet(self, gadget: Gadget) -> SafeString:
        # The plain path and not the hashed one: other people's pages outlive the files of one release.
        script = settings.STATIC_URL + "gadget/v1/embed.js"
        text = SNIPPET.format(server=gadget.server, script=script, slug=gadget.slug)  # type: ignore[attr-defined]
        return format_html('<pre class="secret">{}</pre>', text)

    @admin.action(description="Revoke everything that its embeds hold", permissions=["change"])
    def revoke_tokens(self, request: HttpRequest, queryset: QuerySet[Gadget]) -> None:
        revoking.of_gadgets(queryset)
        self.message_user(request, "Revoked. Pages whose servers vouch for their readers get new tokens by themselves.")


@admin.register(SignIn)
class SignInAdmin(Received, BumpsVersion):
    """To delete one signs the person out of that page."""

    list_display = ["user", "gadget", "origin", "created", "last_used"]
    list_select_related = ["user", "gadget"]
    list_filter = ["gadget"]
    search_fields = ["user__username", "origin"]
    fields = ["user", "gadget", "origin", "created", "last_used"]


@admin.action(description="Revoke everything that embeds hold for them", permissions=["change"])
def revoke_of_people(person_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    revoking.of_people(queryset)
    person_admin.message_user(request, "Revoked. Pages whose servers vouch for them get new tokens by themselves.")


if admin.site.is_registered(get_user_model()):
    # Django's own page of people, or whatever the project put in its place.
    people = admin.site.get_model_admin(get_user_model())
    people.actions = [*(people.actions or []), revoke_of_people]
