"""Ask the sources for what is new."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from streams import polling
from streams.management.ending import ending
from streams.management.progress import Bar
from streams.management.sources import sources
from streams.models import Provider
from streams.poller import Poller
from streams.polling.lease import IsOver


class Command(BaseCommand):
    help = "Polls the providers when they are due, and back-fills, until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("keys", nargs="*", metavar="KEY", help="poll these only, and back-fill none")
        parser.add_argument(
            "--once", action="store_true", help="poll what is due, or what is named due or not, and end"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        named = sources(options["keys"])
        with ending(hurry=bool(named and options["once"])) as is_ending:
            if not options["once"]:
                Poller([provider.key for provider in named]).run(is_ending)
            elif named:
                self._now(named, is_ending)
            else:
                self._due(is_ending)

    def _now(self, named: list[Provider], is_ending: IsOver) -> None:
        problems = [problem for provider in named if (problem := _poll_now(provider, is_ending))]
        if problems:
            raise CommandError("\n".join(problems))

    def _due(self, is_ending: IsOver) -> None:
        with Bar("polling") as bar:
            polled = Poller(progress=lambda batch: bar.count(len(batch.documents))).once(is_ending)
        self.stdout.write(f"Polled {polled} provider{'' if polled == 1 else 's'}.")


def _poll_now(named: Provider, is_ending: IsOver) -> str:
    """Poll it to its end; what went wrong, else nothing."""
    Provider.objects.filter(pk=named.pk).update(next_poll=timezone.now())
    provider = polling.take(named.pk)
    if provider is None:
        return f"{named} is disabled, or being polled by another process."
    with Bar(str(provider)) as bar:
        polling.poll(provider, bar.advance, is_ending)
    return f"{provider}: {provider.message}" if provider.failures or provider.throttled_until else ""
