"""Which gadget is looked at from which pages: noted once an hour, and of pages only, never of people."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Lock
from urllib.parse import urlsplit

from cachetools import TTLCache
from django.db import Error, transaction
from django.http import HttpRequest
from django.utils import timezone

from gadget.models import Gadget, GadgetUse

# One that was not looked at for so long is in use no more.
KEPT = timedelta(days=30)
# Of one gadget: anybody may call themselves a page.
MOST_PAGES = 100
# What this process has noted in the last hour: a poll costs one look into this and nothing else.
_noted: TTLCache[tuple[str, str], bool] = TTLCache(maxsize=10_000, ttl=3600)
_lock = Lock()


def page_of(request: HttpRequest, named: str = "") -> str:
    """The origin of the page that shows the gadget; "" where the browser does not say, and for our own pages."""
    named = named or request.headers.get("Origin") or request.headers.get("Referer", "")
    parts = urlsplit(named) if re.fullmatch(r"https?://[!-~]{1,250}", named) else None
    is_own = parts is None or parts.netloc == request.get_host()
    return "" if is_own or parts is None else f"{parts.scheme}://{parts.netloc}"


def note(slug: str, page: str) -> None:
    """That the page showed the gadget. Never an error: nobody's list is missing because this could not be kept."""
    with _lock:
        if not page or (slug, page) in _noted:
            return
        _noted[slug, page] = True
    try:
        with transaction.atomic():
            _write(slug, page)
    except Error:
        with _lock:
            _noted.pop((slug, page), None)


def _write(slug: str, page: str) -> None:
    now = timezone.now()
    if GadgetUse.objects.filter(gadget__slug=slug, page=page).update(seen=now):
        return
    gadget = Gadget.objects.filter(slug=slug).first()
    if gadget is None:
        return
    GadgetUse.objects.filter(seen__lt=now - KEPT).delete()
    if GadgetUse.objects.filter(gadget=gadget).count() < MOST_PAGES:
        GadgetUse.objects.get_or_create(gadget=gadget, page=page, defaults={"seen": now})


def forget() -> None:
    """For tests: each has a database of its own."""
    with _lock:
        _noted.clear()
