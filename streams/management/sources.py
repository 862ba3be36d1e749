"""Sources as people name them on the command line."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.management.base import CommandError

from streams.models import Provider


def sources(keys: Sequence[str]) -> list[Provider]:
    """Those with these keys, in this order; raises CommandError naming those that there are."""
    known = {provider.key: provider for provider in Provider.objects.all()} if keys else {}
    for key in keys:
        if key not in known:
            raise CommandError(f"There is no provider {key!r}. Known are: {', '.join(known) or 'none yet'}.")
    return [known[key] for key in keys]
