"""The languages that readers are answered in. Our texts are English where they are written, and translated on their
way out: what is kept, such as the audit, has no language.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

# More of an `Accept-Language` nobody means.
LONGEST = 200


def known(tag: str) -> str:
    """Ours for a language tag, "pt-br" for "pt-PT"; "" for a language that we do not speak."""
    with suppress(LookupError, ValueError):
        return get_supported_language_variant(tag.lower())
    return ""


def spoken(accepted: str) -> str:
    """One of ours for an `Accept-Language`, whatever it says: few enough to keep something for each."""
    return _spoken(accepted[:LONGEST])


@lru_cache(maxsize=1024)
def _spoken(accepted: str) -> str:
    wanted = (known(tag) for tag, _ in parse_accept_lang_header(accepted) if tag != "*")
    return next(filter(None, wanted), settings.LANGUAGE_CODE)


def told(text: str) -> str:
    """A text of ours in the language of whoever asked; any other text stays."""
    return translation.gettext(text) if text and current() != "en" else text


def current() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


class ReadersLanguage:
    """Middleware. The admin stays in the server's own language: its texts are not translated."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(reverse("admin:index")):
            return self._get_response(request)
        language = spoken(request.headers.get("Accept-Language", ""))
        if language == settings.LANGUAGE_CODE:
            response = self._get_response(request)
        else:
            with translation.override(language):
                response = self._get_response(request)
        patch_vary_headers(response, ["Accept-Language"])
        return response
