"""Begin a provider of one's own."""

from streams import registry
from streams.management.starting import StartCommand


class Command(StartCommand):
    help = "Writes a provider that works, and its test: a source asked over HTTP, to be made yours."
    kind = "provider"
    setting = "EXTRA_PROVIDERS"
    plugins = staticmethod(registry.providers)
