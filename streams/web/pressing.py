"""A press as a request brings it, whichever door it takes."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from rest_framework.request import Request

from streams.performing import Click

# The framed gadget says which page is around it: its browser names only the frame's own origin.
PAGE = "Embedding-Origin"

_ORIGIN = re.compile(r"https?://(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")


def pressed(request: Request, uid: UUID, action: str, key: str, data: dict[str, Any], *, undo: bool = False) -> Click:
    """`key` is the press's own, the same for each retry of it."""
    origin, confirmation = _page_of(request), request.headers.get("Confirmation", "")
    gadget, within = getattr(request.auth, "gadget", ""), getattr(request.auth, "within", None)
    return Click(uid, action, key, data, undo, origin, confirmation, gadget, within)


def _page_of(request: Request) -> str:
    """Where the gadget is embedded: what it says, if it may be framed there, else what the browser says.

    An origin, or "": never what somebody merely writes.
    """
    told, may_be_framed_by = request.headers.get(PAGE, ""), getattr(request.auth, "may_be_framed_by", None)
    if told and may_be_framed_by and may_be_framed_by(told):
        return told
    origin = request.headers.get("Origin", "")
    return origin if _ORIGIN.fullmatch(origin) else ""
