from __future__ import annotations

import json
from collections import Counter
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import pluralize
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from streams import receiving
from streams.admin.base import Received, activity_link, dot
from streams.admin.buttons import HasButtons
from streams.admin.confirming import ask, is_confirmed
from streams.admin.paging import Long
from streams.admin.typed import Since, Typed, Until
from streams.models import Activity, Delivery

DOTS = {"stored": "good", "skipped": "off", "failed": "bad", "refused": "warning"}
# Characters of a body that a page shows.
SHOWN = 100_000


class ByEvent(Typed):
    title = "event"
    parameter_name = field = "event"


@admin.register(Delivery)
class DeliveryAdmin(Long, HasButtons, Received):
    """The log of what webhooks delivered. It is written by the door, and what is in it can be read again."""

    list_display = ["received", "provider", "event", "became", "why", "told"]
    moment = "received"
    list_filter = [Since, Until, "outcome", "provider", ByEvent]
    leads = ("provider__id__exact", "outcome__exact")
    list_select_related = ["provider"]
    # As many as are read again at once.
    list_per_page = 100
    search_fields = ["delivery_id", "event", "message"]
    change_form_template = "streams/admin/delivery.html"
    actions = ["replay"]
    buttons = ("replay",)
    fields = ["received", "provider", "event", "delivery_id", "became", "message", "came_of_it", "headers", "pretty"]

    def has_replay_permission(self, request: Any) -> bool:
        return request.user.has_perm("streams.change_delivery")

    @admin.action(description="Replay", permissions=["replay"])
    def replay(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> TemplateResponse | None:
        """Asked for once more first: documents update in place, so an older delivery brings older words back."""
        kept = queryset.exclude(outcome=Delivery.Outcome.REFUSED)
        if not is_confirmed(request):
            return self._ask(request, queryset, kept.count())
        outcomes: Counter[str] = Counter()
        # The oldest first, as they came.
        for delivery in kept.select_related("provider__audience").order_by("received", "pk"):
            outcomes[receiving.replay(delivery).outcome] += 1
            self.log_change(request, delivery, f"Replayed: {delivery.outcome}")
        said = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items())) or "none"
        level = messages.WARNING if outcomes[Delivery.Outcome.FAILED] else messages.SUCCESS
        self.message_user(request, f"Deliveries replayed: {said}.", level)
        return None

    def _ask(self, request: HttpRequest, queryset: QuerySet[Delivery], count: int) -> TemplateResponse:
        refused = queryset.count() - count
        sentences = [
            f"{count} deliver{pluralize(count, 'y,ies')} will be read again, oldest first, as the source is configured "
            "now. What is on the stream already is changed in place; nothing is doubled."
        ]
        if refused:
            sentences.append(f"{refused} refused: nothing of them was kept, so they are left alone.")
        return ask(self, request, "Replay deliveries", sentences, "Replay")

    @admin.display(description="Outcome")
    def became(self, delivery: Delivery) -> SafeString:
        return dot(DOTS[delivery.outcome], delivery.outcome)

    @admin.display(description="Why")
    def why(self, delivery: Delivery) -> str:
        return Truncator(delivery.message).chars(90)

    @admin.display(description="Activities")
    def told(self, delivery: Delivery) -> int:
        return len(delivery.activities)

    @admin.display(description="Activities")
    def came_of_it(self, delivery: Delivery) -> SafeString | str:
        """Those that are still there."""
        found = Activity.objects.filter(uid__in=delivery.activities).order_by("pk")
        links = ((activity_link(activity.pk, str(activity)),) for activity in found)
        return format_html_join(mark_safe("<br>"), "{}", links) or "-"

    @admin.display(description="Body")
    def pretty(self, delivery: Delivery) -> SafeString | str:
        if not delivery.body:
            return "-"
        try:
            text = json.dumps(delivery.payload, indent=2, ensure_ascii=False)
        except (ValueError, RecursionError):
            # No JSON, or nested deeper than it can be laid out.
            text = delivery.body.decode(errors="replace")
        more = f"\n… and {len(text) - SHOWN:,} characters more" if len(text) > SHOWN else ""
        return format_html('<pre class="body">{}{}</pre>', text[:SHOWN], more)
