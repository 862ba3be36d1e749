"""The upper part of a source's page: its state in words, its buttons, its latest polls, activities and deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from streams.admin.base import Page, dot
from streams.admin.home.freshness import Source, sources
from streams.admin.hook import makes_secret, webhook_of
from streams.admin.rotating import has_secrets
from streams.admin.words import brief
from streams.feed.grammar import Filter
from streams.feed.page import Feed
from streams.feed.render import text
from streams.feed.render.sentence import plain_title
from streams.models import Activity, Delivery, Poll, Provider, Viewer
from streams.polling import backfill
from streams.providers.base import ProviderError

POLLS, ACTIVITIES, DELIVERIES = 12, 10, 5
OUTCOMES = {"ok": "good", "throttled": "warning", "failed": "bad"}


@dataclass(frozen=True)
class Fares:
    source: Source
    polls: list[Poll]
    # None for whoever may not look at them.
    activities: list[tuple[Activity, str, str]] | None
    deliveries: list[Delivery] | None
    # Of ProviderAdmin's buttons, and what they say.
    buttons: list[tuple[str, str]]
    links: list[tuple[str, str]]

    @property
    def dot(self) -> SafeString:
        return dot(self.source.dot, self.source.state)

    @property
    def sentence(self) -> str:
        """What the state means for this source, now."""
        provider, now = self.source.provider, self.source.now
        ago = f"last heard of {brief(now - provider.last_ok)} ago" if provider.last_ok else "never heard of"
        newest = f"its newest item is {self.source.age} old" if self.source.newest else "it brought nothing in 30 days"
        usual = f" (usually every {self.source.usual})" if self.source.usual else ""
        tries = f"{provider.failures} failed polls in a row. " if provider.failures > 1 else ""
        return f"It was {ago}, {newest}{usual}. {tries}Next try: {self.source.next_try}."


class ShowsHowItFares(Page):
    change_form_template = "streams/admin/provider.html"

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if provider := context.get("original"):
            context["fares"] = _fares(request.user, provider)
        return super().render_change_form(request, context, *args, **kwargs)


def _fares(user: Any, provider: Provider) -> Fares:
    may_press = user.has_perm("streams.change_provider")
    takes = webhook_of(provider) is not None and user.has_perm("streams.view_delivery")
    return Fares(
        source=sources([provider])[0],
        polls=list(provider.polls.all()[:POLLS]),
        activities=_newest(user, provider) if user.has_perm("streams.view_activity") else None,
        deliveries=list(provider.deliveries.all()[:DELIVERIES]) if takes else None,
        buttons=_buttons(provider) if may_press else [],
        links=_links(provider) if may_press else [],
    )


def _newest(user: Any, provider: Provider) -> list[tuple[Activity, str, str]]:
    """By the read door, as somebody in every audience: the admin's list shows the same. Each with its sentence and
    what it says, as text."""
    found = Feed(Viewer.overseeing(user), ACTIVITIES, filter=Filter(providers=frozenset({provider.key}))).whole
    return [(activity, *_told(orjson.loads(activity.rendered))) for activity in found]


def _told(item: dict[str, Any]) -> tuple[str, str]:
    return plain_title(item), Truncator(text.plain(item["content_html"] or item["summary_html"] or "")).chars(200)


def _buttons(provider: Provider) -> list[tuple[str, str]]:
    if not provider.enabled:
        return [("switch_on", "Resume"), ("test_connection", "Test connection")]
    asked = [("poll_now", "Poll now")] if provider.interval else []
    secret = [("make_secret", "New webhook secret")] if makes_secret(provider) else []
    return [*asked, ("test_connection", "Test connection"), ("switch_off", "Pause"), *secret]


def _links(provider: Provider) -> list[tuple[str, str]]:
    pages = [("credentials", "New credentials…")] if has_secrets(provider) else []
    if _has_past(provider):
        pages.append(("backfill", "Back-fill…"))
    if provider.backend == "webhook":
        pages.append(("mapping", "Mapping…"))
    return [(reverse(f"admin:streams_provider_{page}", args=[provider.pk]), said) for page, said in pages]


def _has_past(provider: Provider) -> bool:
    try:
        return backfill.is_offered(provider)
    except ProviderError:
        return False
