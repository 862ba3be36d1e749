"""Sources that answer in every way one can. `git` is the backend of the provider that the tests share."""

from streams.models import Provider
from streams.providers.base import ProviderBackend, ProviderError


class Answering(ProviderBackend):
    key = "git"
    name = "Git repository"
    object_types = ("changeset",)

    def check(self, provider: Provider) -> str:
        if "error" in provider.config:
            raise ProviderError(provider.config["error"])
        if "crash" in provider.config:
            raise RuntimeError("password=hunter2")
        return "Reached payments: 12 commits."


class WrittenTo(ProviderBackend):
    key = "inbox"
    name = "Inbox"
    poll_seconds = None
