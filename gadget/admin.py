from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from gadget import opening, revoking  # noqa: F401  (each activity's page asks `opening`)
from gadget.builder.context import context_of
from gadget.builder.form import GadgetForm
from gadget.models import Gadget, GadgetUse, SignIn
from gadget.use import KEPT
from streams.admin.base import BumpsVersion, Received
from streams.admin.home.numbers import Figure, also

# Named on the first page; the gadget's own page names all.
MOST_PAGES = 4


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
    readonly_fields = ["seen_on"]
    actions = ["revoke_tokens"]
    change_form_template = "gadget/builder/change_form.html"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*GadgetForm.Meta.fields, *(["seen_on"] if obj else [])]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        return super().render_change_form(request, context | context_of(request, kwargs.get("obj")), *args, **kwargs)

    def response_post_save_add(self, request: HttpRequest, obj: Gadget) -> HttpResponseRedirect:
        """To the same page again, which now has what to paste."""
        if not self.has_view_or_change_permission(request, obj):
            return super().response_post_save_add(request, obj)
        return HttpResponseRedirect(reverse("admin:gadget_gadget_change", args=[obj.pk]))

    @admin.display(description="Allowed pages")
    def pages(self, gadget: Gadget) -> str:
        return ", ".join(gadget.origins) or "this server only"

    @admin.display(description="Seen on")
    def seen_on(self, gadget: Gadget) -> SafeString | str:
        """The pages that showed it, the latest first."""
        uses = gadget.uses.all()
        rows = ((use.page, naturaltime(use.seen)) for use in uses)
        return format_html_join(mark_safe("<br>"), "{}, {}", rows) or "no page yet"

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
