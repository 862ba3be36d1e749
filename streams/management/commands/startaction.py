"""Begin an action of one's own."""

from streams import registry
from streams.management.starting import StartCommand


class Command(StartCommand):
    help = "Writes an action that works, and its test: a press with a note, to be made yours."
    kind = "action"
    setting = "EXTRA_ACTIONS"
    plugins = staticmethod(registry.actions)
