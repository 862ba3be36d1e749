"""The way from a backend to its server: an outbound client whose failures are told as the source's state."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from streams.models import Viewer
from streams.outbound import Outbound, OutboundError
from streams.providers.base import ProviderError


@contextmanager
def client(base_url: str, **options: Any) -> Iterator[Outbound]:
    """An `Outbound` for `base_url` (its `options` are that class's), with OutboundError raised as ProviderError.

    Everything that asks belongs inside the `with`: also the loop of a generator that yields batches.
    """
    with told(), Outbound(base_url, **options) as outbound:
        yield outbound


@contextmanager
def told() -> Iterator[None]:
    """What went wrong on the way, with its code and how long to wait."""
    try:
        yield
    except OutboundError as error:
        wait = None if error.retry_after is None else math.ceil(error.retry_after)
        raise ProviderError(str(error), wait, error.code) from error


def signed(text: str, viewer: Viewer) -> str:
    """One account writes for everybody: the words say whose they are."""
    user = viewer.user
    name = user.get_full_name() if hasattr(user, "get_full_name") else ""
    return f"{text}\n\n— {name or user.get_username()}"
