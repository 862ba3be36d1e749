"""What needs somebody first: a sentence each, with the one button that mends it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.core import checks
from django.db.models import Count, Max, OuterRef, Subquery
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone

from streams.admin.home.freshness import Source
from streams.admin.rotating import has_secrets
from streams.admin.words import brief
from streams.models import AccessToken, ActionRun, Delivery, Poll
from streams.models.activity import first_uid
from streams.polling.health import overdue

DAY = timedelta(days=1)
SOON = timedelta(days=7)
# Names told in one sentence; the rest is a number.
MOST_NAMES = 3
# What an administrator mends by another secret.
CREDENTIALS = {"unauthorized", "forbidden"}
HOW_TO_POLL = "Nothing new is read until a poller runs: manage.py poll, or a Celery worker with beat."


@dataclass(frozen=True)
class Need:
    who: str
    said: str
    # Where it is mended, and what the link says; or, of the source `pk`, the button.
    label: str
    url: str = ""
    button: str = ""
    pk: int | None = None
    level: str = "warning"


def needs(user: Any, sources: Iterable[Source]) -> list[Need]:
    """The worst first. `sources` are those that the user may know of."""
    waiting = overdue() if user.has_perm("streams.view_provider") else 0
    found = [*_of_the_server(user, waiting), *_of_sources(user, list(sources), is_asked=not waiting)]
    if user.has_perm("streams.view_delivery"):
        found += _of_deliveries()
    if user.has_perm("streams.view_actionrun"):
        found += _of_actions()
    if user.has_perm("streams.view_accesstoken"):
        found += _of_tokens()
    return sorted(found, key=lambda need: need.level != "bad")


def _of_the_server(user: Any, waiting: int) -> Iterator[Need]:
    if waiting:
        said = (
            f"has not asked {waiting} source{pluralize(waiting)} that {pluralize(waiting, 'is,are')} due. {HOW_TO_POLL}"
        )
        yield Need("The poller", said, "Look", reverse("admin:streams_provider_changelist"), level="bad")
    if user.is_superuser:
        for one in _checked():
            yield Need("This server", f"{one.msg} {one.hint or ''} ({one.id})".replace("  ", " "), "", level="warning")


@cache
def _checked() -> tuple[checks.CheckMessage, ...]:
    """What Django's system checks found; settings stay as long as the process."""
    return tuple(one for one in checks.run_checks() if one.is_serious(checks.WARNING) and not one.is_silenced())


def _of_sources(user: Any, sources: list[Source], is_asked: bool) -> Iterator[Need]:
    """Without a poller all fall silent, which is said once."""
    failing = [source.provider.pk for source in sources if source.state == "failing"]
    codes = _codes(failing) if failing else {}
    for source in sources:
        if source.state == "failing":
            yield _failing(user, source, codes.get(source.provider.pk, ""))
        elif source.state == "no secret":
            yield _no_secret(source)
        elif source.state == "late" and is_asked:
            said = f"was not heard of {_since(source.provider.last_ok, source.now)}, though it is asked every "
            said += brief(source.provider.interval or timedelta())
            yield Need(source.provider.name, f"{said}.", "Poll now", button="poll_now", pk=source.provider.pk)
        elif source.state == "quiet" and source.rhythm.longest:
            longest = brief(source.rhythm.longest)
            said = f"has been quiet for {source.age}; in 30 days it never was for more than {longest}."
            yield Need(source.provider.name, said, "Test connection", button="test_connection", pk=source.provider.pk)


def _failing(user: Any, source: Source, code: str) -> Need:
    provider = source.provider
    said = f"{provider.message or 'fails.'} Nothing new {_since(provider.last_ok, source.now)}."
    if code in CREDENTIALS and has_secrets(provider) and user.has_perm("streams.change_provider"):
        url = reverse("admin:streams_provider_credentials", args=[provider.pk])
        return Need(provider.name, said, "Renew credentials", url, level="bad")
    return Need(provider.name, said, "Test connection", button="test_connection", pk=provider.pk, level="bad")


def _no_secret(source: Source) -> Need:
    url = reverse("admin:streams_provider_change", args=[source.provider.pk])
    said = "takes deliveries and has no secret yet: all are refused."
    return Need(source.provider.name, said, "Give it one", url, level="bad")


def _codes(failing: list[int]) -> dict[int, str]:
    """What the latest poll of each said, for programs."""
    latest = Poll.objects.filter(provider=OuterRef("provider")).order_by("-pk").values("pk")[:1]
    rows = Poll.objects.filter(provider__in=failing, pk=Subquery(latest)).order_by()
    return dict(rows.values_list("provider_id", "code"))


def _since(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "since it was added"
    here = timezone.localtime(moment)
    day = "" if here.date() == timezone.localtime(now).date() else f"{here:%Y-%m-%d} "
    return f"since {day}{here:%H:%M} ({brief(now - moment)})"


def _of_deliveries() -> Iterator[Need]:
    troubled = Delivery.objects.filter(
        received__gte=timezone.now() - DAY, outcome__in=[Delivery.Outcome.FAILED, Delivery.Outcome.REFUSED]
    )
    grouped = troubled.order_by().values("provider_id", "provider__name", "outcome")
    rows = list(grouped.annotate(number=Count("pk"), latest=Max("pk")).order_by("-number")[:20])
    messages = Delivery.objects.in_bulk([row["latest"] for row in rows]) if rows else {}
    for row in rows:
        yield _delivered(row, messages.get(row["latest"]))


def _delivered(row: dict[str, Any], latest: Delivery | None) -> Need:
    number, refused = row["number"], row["outcome"] == Delivery.Outcome.REFUSED
    what = "refused" if refused else "could not be read"
    why = f" {latest.event}:" if latest and latest.event and not refused else ""
    said = (
        f"webhook: {number} deliver{pluralize(number, 'y,ies')} {what} in 24 h.{why} {latest.message if latest else ''}"
    )
    url = f"{reverse('admin:streams_delivery_changelist')}?outcome__exact={row['outcome']}&provider__id__exact="
    return Need(
        row["provider__name"], said.strip(), "Look" if refused else "Look and replay", f"{url}{row['provider_id']}"
    )


def _of_actions() -> Iterator[Need]:
    runs = ActionRun.objects.filter(uid__gte=first_uid(timezone.now() - DAY), state=ActionRun.State.FAILED)
    rows = list(runs.order_by("-uid").values_list("action", "message")[:100])
    if rows:
        names = sorted({action for action, _ in rows})
        number = f"{len(rows)}{'' if len(rows) < 100 else ' or more'}"
        said = f"{number} failed in 24 h ({_few(names)}). The latest: {rows[0][1] or 'no reason was given.'}"
        url = f"{reverse('admin:streams_actionrun_changelist')}?state__exact=failed"
        yield Need("Actions", said, "Look", url)


def _of_tokens() -> Iterator[Need]:
    now = timezone.now()
    ending = AccessToken.objects.filter(revoked=None, expires__gt=now - DAY, expires__lte=now + SOON)
    tokens = list(ending.order_by("expires")[: MOST_NAMES + 1])
    for token in tokens[:MOST_NAMES]:
        over = token.expires is not None and token.expires <= now
        length = brief(abs(now - (token.expires or now)))
        said = (
            f"expired {length} ago." if over else f"expires in {length}; make another before its program is shut out."
        )
        yield Need(f"Token {token.name}", said, "Look", reverse("admin:streams_accesstoken_change", args=[token.pk]))
    if len(tokens) > MOST_NAMES:
        url = reverse("admin:streams_accesstoken_changelist", query={"status": "ending"})
        yield Need("Tokens", "More of them end within a week.", "Look", url)


def _few(names: list[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
