"""Embed tokens: short-lived, signed, and good for one gadget; they live in the memory of the embedded page only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.core import signing
from django.utils import timezone

from gadget.models import Gadget, Revocation, SignIn
from streams.conf import conf
from streams.feed import saved
from streams.feed.grammar import Filter
from streams.models import Version

PREFIX = "ae_"
SALT = "gadget.embed-token"


@dataclass(frozen=True)
class EmbedGrant:
    """What an embed token allows: to read one gadget as one person, and to run the gadget's actions."""

    user_id: int
    gadget: str
    actions: frozenset[str] | None
    expires: datetime
    # Those of the gadget and of the person when it was made.
    epochs: tuple[int, int] = (0, 0)
    # Of whoever signed in by the window that the gadget opened; None where the host's server vouched for them.
    sign_in: int | None = None
    scopes: frozenset[str] = frozenset({"act"})
    # It lives in a page that somebody else framed.
    is_framed: bool = True

    @property
    def within(self) -> Filter:
        """What its gadget lists now."""
        filters = Gadget.objects.filter(slug=self.gadget).values_list("filters", flat=True).first() or ""
        return saved.read(filters, Version.now())

    def may_be_framed_by(self, origin: str) -> bool:
        """Whether the gadget lists a page of this origin."""
        return any(
            origin in origins for origins in Gadget.objects.filter(slug=self.gadget).values_list("origins", flat=True)
        )


def mint(gadget: Gadget, user: AbstractBaseUser, sign_in: SignIn | None = None) -> tuple[str, datetime]:
    """A token for this person on this gadget, and when it ends: for a host's server, or after a sign-in on a page."""
    claims = {
        "user": user.pk,
        "gadget": gadget.slug,
        "actions": gadget.actions,
        "epochs": [gadget.epoch, Revocation.epoch_of(user)],
        "sign_in": sign_in and sign_in.pk,
    }
    expires = timezone.now() + timedelta(seconds=conf.embed_token_seconds)
    return PREFIX + signing.dumps(claims, salt=SALT), expires


def read(token: str) -> EmbedGrant | None:
    """What a token allows; None when it is forged or over. Whether it still stands is asked of `holders`."""
    try:
        claims = signing.loads(token.removeprefix(PREFIX), salt=SALT, max_age=conf.embed_token_seconds)
    except signing.BadSignature:
        return None
    actions = None if claims["actions"] is None else frozenset(claims["actions"])
    epochs = tuple(claims.get("epochs", (0, 0)))
    return EmbedGrant(claims["user"], claims["gadget"], actions, _expires(token), epochs, claims.get("sign_in"))


def limited(grant: EmbedGrant, offered: Collection[str] | None) -> EmbedGrant:
    """To the actions that its gadget offers now (None for all), which may be fewer than when it was made."""
    if offered is None:
        return grant
    actions = frozenset(offered)
    return replace(grant, actions=actions if grant.actions is None else actions & grant.actions)


def _expires(token: str) -> datetime:
    """A signed token says when it was made, in seconds since 1970 to the base 62."""
    made = signing.b62_decode(token.rsplit(":", 2)[1])
    return datetime.fromtimestamp(made + conf.embed_token_seconds, UTC)
