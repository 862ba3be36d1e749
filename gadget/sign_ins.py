"""Sign-ins on pages whose frames keep no cookies: a window of ours asks the person, the frame fetches the token.

The frame makes up a verifier and opens the window with its hash, the challenge (as in RFC 7636). The window's code goes
back to the frame; code and verifier together are exchanged, once. Where the window cannot speak to the frame, the
person compares what both show, and the frame comes with the verifier alone (as in RFC 8628).
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from gadget.models import Gadget, SignIn
from streams.models import Version
from streams.models.encryption import Undecryptable, decrypt, encrypt
from streams.models.secret import hash_secret

CODE_LASTS = timedelta(seconds=60)
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


def is_challenge(text: str) -> bool:
    return CHALLENGE.fullmatch(text) is not None


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def check_word(challenge: str) -> str:
    """What the window and the frame show, to be compared by a person."""
    word = base64.urlsafe_b64decode(challenge + "=")[:3].hex().upper()
    return f"{word[:3]}-{word[3:]}"


def approve(gadget: Gadget, user: Any, session_key: str, origin: str, challenge: str) -> str:
    """The person agreed: the code for the frame, which is good once and for a minute."""
    now, code = timezone.now(), secrets.token_urlsafe(32)
    with transaction.atomic():
        SignIn.objects.filter(challenge=challenge).delete()
        SignIn.objects.filter(created__lt=now - SignIn.LASTS).delete()
        SignIn.objects.create(
            gadget=gadget,
            user=user,
            origin=origin,
            challenge=challenge,
            code=hash_secret(code),
            code_ends=now + CODE_LASTS,
            session=encrypt(session_key),
        )
    return code


def compare(gadget: Gadget, user: Any, challenge: str) -> bool:
    """The person found the same word in the gadget: the frame may come without the code. False where it is too late."""
    waiting = _waiting(gadget, challenge).filter(user=user)
    return waiting.update(is_compared=True, code_ends=timezone.now() + CODE_LASTS) == 1


def redeem(gadget: Gadget, verifier: str, code: str) -> tuple[SignIn, str] | None:
    """The sign-in and its first refresh secret; None where there is nothing to be had for this, or not yet."""
    waiting = _waiting(gadget, challenge_of(verifier))
    waiting = waiting.filter(code=hash_secret(code)) if code else waiting.filter(is_compared=True)
    return _turned(waiting.select_related("user").first(), was="")


def renew(gadget: Gadget, refresh: str) -> tuple[SignIn, str] | None:
    """The same for the next refresh secret. Each is good once."""
    was = hash_secret(refresh)
    return _turned(SignIn.objects.filter(gadget=gadget, refresh=was).select_related("user").first(), was)


def stands(sign_in: SignIn | None) -> bool:
    """Whether it still counts: in time, the person active, and their session that of then, with the same password."""
    if sign_in is None or sign_in.ends <= timezone.now() or not sign_in.user.is_active:
        return False
    session = _session(sign_in)
    is_theirs = session.get(SESSION_KEY) == str(sign_in.user.pk)
    return is_theirs and constant_time_compare(session.get(HASH_SESSION_KEY, ""), sign_in.user.get_session_auth_hash())


def end(sign_in: int) -> None:
    """The person signs out in the gadget. Their session stays."""
    with transaction.atomic():
        Version.bump(settles=True)
        SignIn.objects.filter(pk=sign_in).delete()


def _waiting(gadget: Gadget, challenge: str) -> Any:
    return SignIn.objects.filter(gadget=gadget, challenge=challenge, refresh="", code_ends__gt=timezone.now())


def _turned(sign_in: SignIn | None, was: str) -> tuple[SignIn, str] | None:
    """Whoever comes first takes the next secret: of two with the same one, one goes away empty."""
    if sign_in is None or not stands(sign_in):
        return None
    refresh = secrets.token_urlsafe(32)
    same = SignIn.objects.filter(pk=sign_in.pk, refresh=was)
    taken = same.update(refresh=hash_secret(refresh), code="", last_used=timezone.now())
    return (sign_in, refresh) if taken else None


def _session(sign_in: SignIn) -> dict[str, Any]:
    try:
        key = decrypt(sign_in.session)
    except Undecryptable:
        return {}
    return import_module(settings.SESSION_ENGINE).SessionStore(key).load()
