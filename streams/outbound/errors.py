"""What can go wrong out there: one exception, a code for programs and a sentence for people."""

from __future__ import annotations

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

DAY = 86_400
# A number of seconds to wait is never that large; a moment since 1970 always is.
EPOCH = 10**9

# What is wrong, and what to do about it, after the address and before the status.
STATUS = {
    401: ("unauthorized", "does not accept these credentials; enter new ones"),
    403: ("forbidden", "forbids this; give the account or token the permission for it"),
    404: ("missing", "is not there; check the address, and that the account may see it"),
    409: ("conflict", "was changed meanwhile by somebody else; look again before you repeat this"),
    410: ("missing", "is there no longer; check the address"),
    412: ("precondition", "is no longer as it was when it was read; read it again before you repeat this"),
}
RATE_LIMITED = ("rate_limited", "asks for fewer requests; wait before you ask again")
REJECTED = ("rejected", "does not take this request; check what was entered")
BROKEN = ("broken", "fails; its own log says why, and it is asked again later")
STRANGE = ("not_readable", "answers as no page and no API does; check the address")


class OutboundError(Exception):
    """A request that brought nothing.

    The text is one sentence for people that says what to do; it holds no secret and no query string.

    code: "refused_address" (where the name leads to is not asked), "refused_url" (outside the configured address),
        "redirected", "timeout", "unreachable", "tls", "too_large", "not_readable" (encoding, truncated, not what was
        asked for), "unauthorized" (401), "forbidden" (403), "missing" (404, 410), "conflict" (409), "precondition"
        (412), "rate_limited" (429, and 403 where it means that), "rejected" (any other 4xx), "broken" (5xx),
        "cancelled".
    status: of the answer; None where there was none.
    retry_after: seconds from now, a day at most; None where the server did not say.
    """

    def __init__(self, text: str, code: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.status = status
        self.retry_after = retry_after


def of_status(place: str, status: int, headers: Mapping[str, str]) -> OutboundError:
    """What an answer that is none says. `headers` tells no upper from lower case."""
    limited = _is_rate_limit(status, headers)
    code, words = RATE_LIMITED if limited else STATUS.get(status) or _family(status)
    return OutboundError(f"{place} {words} ({status}).", code, status, _retry_after(headers, limited))


def _is_rate_limit(status: int, headers: Mapping[str, str]) -> bool:
    """GitHub answers 403 and says how many requests are left, or only when to come back."""
    used_up = headers.get("x-ratelimit-remaining") == "0" or "retry-after" in headers
    return status == 429 or (status == 403 and used_up)


def _family(status: int) -> tuple[str, str]:
    return {4: REJECTED, 5: BROKEN}.get(status // 100, STRANGE)


def _retry_after(headers: Mapping[str, str], limited: bool) -> float | None:
    named = ["retry-after", *(("x-ratelimit-reset", "ratelimit-reset") if limited else ())]
    seconds = (_seconds(headers.get(name, "").strip()) for name in named)
    return next((max(0.0, min(value, DAY)) for value in seconds if value is not None), None)


def _seconds(text: str) -> float | None:
    """From now on; the headers hold seconds, a moment since 1970 or a date (RFC 9110 §10.2.3)."""
    if text.isascii() and text.isdecimal():
        value = float(text[:20])
        return value if value < EPOCH else value - time.time()
    try:
        return parsedate_to_datetime(text).timestamp() - time.time()
    except (TypeError, ValueError, OverflowError):
        return None
