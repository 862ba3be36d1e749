"""How a source answers when it is asked now."""

from __future__ import annotations

import logging

from django.contrib import messages

from streams import registry
from streams.models import Provider
from streams.providers.base import ProviderError

logger = logging.getLogger(__name__)


def tested(provider: Provider) -> tuple[int, str]:
    """A message level and a sentence."""
    backend = registry.providers().get(provider.backend)
    if backend is None:
        return messages.ERROR, f"No backend {provider.backend!r} is installed; STREAMS_PROVIDERS lists those that are."
    try:
        return messages.SUCCESS, backend.check(provider)
    except ProviderError as error:
        return messages.WARNING, str(error)
    except Exception:
        # A stranger's backend may break in any way.
        logger.exception("provider %s broke while it was tested", provider.key)
        return messages.ERROR, "The provider's own code failed; the server's log says where."
