"""What is done on the server from here: a reply, a vote, a watch, a build (contract.md §6.5)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from streams.models import Activity, Viewer
from streams.outbound import Outbound, OutboundError
from streams.providers.base import ProviderError
from streams.providers.remote import signed

REPLIES = "plugins/servlet/streamscomments"
# What stands for the token of a form, where a program asks.
NO_FORM = {"X-Atlassian-Token": "no-check"}
DONE = {
    "issue-vote": "Voted.",
    "watch": "Watching it.",
    "issue-watch": "Watching it.",
    "build-trigger": "The build was started.",
}
REFUSED = {
    "unauthorized": "The server does not accept the account that is configured here; an administrator can mend it.",
    "forbidden": "The account that is configured here may not do that.",
    "missing": "It is not there any more, or the account that is configured here may not see it.",
}
OF_A_LINK = REFUSED | {
    "conflict": "That was done already.",
    "precondition": "That cannot be done here: it may be your own or resolved, or this is switched off.",
}
OF_A_REPLY = REFUSED | {"conflict": "The server refused the reply as not coming from its own pages."}


def replied(outbound: Outbound, activity: Activity, text: str, viewer: Viewer) -> None:
    where = _link(activity, "reply-to")
    form = {"replyTo": where, "comment": signed(text, viewer)}
    _posted(outbound, REPLIES, OF_A_REPLY, form=form)


def sent(outbound: Outbound, activity: Activity, rel: str) -> str:
    """What to tell the person who clicked."""
    _posted(outbound, _link(activity, rel), OF_A_LINK)
    return DONE[rel]


def _link(activity: Activity, rel: str) -> str:
    link = activity.link(rel)
    if not link:
        raise ProviderError("The server does not offer that here.", code="not_offered")
    return link


def _posted(outbound: Outbound, where: str, words: dict[str, str], **content: Any) -> None:
    try:
        answer = outbound.post(where, headers=NO_FORM, **content)
    except OutboundError as error:
        if error.code not in words:
            raise
        raise ProviderError(words[error.code], code=error.code) from error
    # A page to sign in at is answered with 200, after a redirect to it.
    if not answer.url.partition("?")[0].rstrip("/").endswith(urlsplit(where).path.strip("/")):
        raise ProviderError(REFUSED["unauthorized"], code="unauthorized")
