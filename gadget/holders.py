"""Who holds an embed token, as long as it stands: the person is active, and nobody revoked it meanwhile."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from gadget import sign_ins
from gadget.models import Gadget, Revocation, SignIn
from gadget.tokens import EmbedGrant


def holder_of(grant: EmbedGrant) -> Any | None:
    """The person, with the actions that the gadget offers now as `gadget_actions`; None where the token is over before
    its time. One query, and two more for a sign-in on a page."""
    gadget = Gadget.objects.filter(slug=grant.gadget)
    person = Revocation.objects.filter(user=OuterRef("pk")).values("epoch")
    user = (
        get_user_model()
        .objects.filter(pk=grant.user_id, is_active=True)
        .annotate(
            gadget_epoch=Subquery(gadget.values("epoch")),
            gadget_actions=Subquery(gadget.values("actions")),
            person_epoch=Coalesce(Subquery(person), 0),
        )
        .first()
    )
    if user is None or (user.gadget_epoch, user.person_epoch) != grant.epochs:
        return None
    return user if grant.sign_in is None or sign_ins.stands(_sign_in(grant.sign_in, user)) else None


def _sign_in(pk: int, user: Any) -> SignIn | None:
    return SignIn.objects.filter(pk=pk, user=user).select_related("user").first()
