"""A gadget that is not saved, as its preview may read it: signed, for the person who makes it, and in memory only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.utils import timezone

from gadget.models import Gadget
from streams.conf import conf

PREFIX = "ad_"
SALT = "gadget.draft"


@dataclass(frozen=True)
class Draft:
    """What its preview lists, and to whom."""

    user: Any
    title: str
    limit: int
    filters: str
    actions: frozenset[str] | None
    ends: float


def may_build(user: Any) -> bool:
    return user.has_perm("gadget.add_gadget") or user.has_perm("gadget.change_gadget")


def claims_of(gadget: Gadget) -> dict[str, Any]:
    return {name: getattr(gadget, name) for name in ("title", "limit", "filters", "actions")}


def mint(gadget: Gadget, user: Any) -> tuple[str, datetime]:
    """A token for the preview, and when it ends."""
    expires = timezone.now() + timedelta(seconds=conf.embed_token_seconds)
    claims = {**claims_of(gadget), "user": user.pk, "ends": expires.timestamp()}
    return PREFIX + signing.dumps(claims, salt=SALT, compress=True), expires


def read(token: str) -> Draft | None:
    """None where it is forged or over, or where the person makes gadgets no more."""
    try:
        claims = signing.loads(token.removeprefix(PREFIX), salt=SALT, max_age=conf.embed_token_seconds)
    except signing.BadSignature:
        return None
    user = get_user_model().objects.filter(pk=claims.pop("user"), is_active=True).first()
    if user is None or not may_build(user):
        return None
    actions = None if claims["actions"] is None else frozenset(claims["actions"])
    return Draft(**claims | {"user": user, "actions": actions})
