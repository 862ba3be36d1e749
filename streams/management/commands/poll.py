"""Ask the sources for what is new."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from streams import polling
from streams.management.progress import Bar
from streams.models import Provider


class Command(BaseCommand):
    help = "Polls every provider when it is due, until stopped; with --once, those that are due now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="poll what is due now and end")
        parser.add_argument("--provider", metavar="KEY", help="poll this one now, due or not, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["provider"]:
            self._one(options["provider"])
        elif options["once"]:
            self._due()
        else:
            forever()

    def _one(self, key: str) -> None:
        if not Provider.objects.filter(key=key).update(next_poll=timezone.now()):
            known = ", ".join(Provider.objects.values_list("key", flat=True)) or "none yet"
            raise CommandError(f"There is no provider {key!r}. Known are: {known}.")
        provider = Provider.objects.get(key=key)
        now = timezone.now()
        if not Provider.objects.leased(provider.pk, now, now + polling.LEASE):
            raise CommandError(f"{provider} is disabled, or being polled by another process.")
        with Bar(str(provider)) as bar:
            polling.poll(provider, bar.advance)
        if provider.failures or provider.throttled_until:
            raise CommandError(f"{provider}: {provider.message}")

    def _due(self) -> None:
        with Bar("polling") as bar:
            polled = polling.poll_due(bar.advance)
        self.stdout.write(f"Polled {polled} provider{'' if polled == 1 else 's'}.")


def forever(pause: float = 1.0) -> None:
    """Poll what is due every `pause` seconds, until the process is told to end."""
    while True:
        polling.poll_due()
        time.sleep(pause)
