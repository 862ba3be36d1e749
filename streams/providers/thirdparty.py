"""What programs post: nothing to poll, the doors write it."""

from collections.abc import Iterator
from typing import Any

from streams.models import Provider
from streams.providers.base import Batch, ProviderBackend


class ThirdParty(ProviderBackend):
    key = "thirdparty"
    name = "Third parties"
    poll_seconds = None

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        return iter(())
