"""Read what happened at a source before it was added."""

from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date

from streams.management.ending import ending
from streams.management.progress import Bar
from streams.management.sources import sources
from streams.models import Backfill
from streams.polling import backfill
from streams.providers.base import ProviderError


class Command(BaseCommand):
    help = (
        "Reads what happened at a provider before it was added, newest first; stopped, it may be run again and goes on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", metavar="KEY", help="of the provider")
        parser.add_argument("--since", metavar="DATE", help="such as 2024-01-31 (default: everything there is)")

    def handle(self, *args: Any, **options: Any) -> None:
        (provider,) = sources([options["key"]])
        since = _midnight(options["since"]) if options["since"] else None
        with ending(hurry=True) as is_ending:
            try:
                taken = backfill.take(backfill.start(provider, since).pk)
            except ProviderError as error:
                raise CommandError(str(error)) from error
            if taken is None:
                raise CommandError(f"{provider} is disabled, or being back-filled by the poller: wait, and run again.")
            with Bar(str(provider)) as bar:
                backfill.step(taken, bar.advance, is_ending)
            if is_ending():
                backfill.stop(provider)
        self._report(Backfill.objects.select_related("provider").get(pk=taken.pk))

    def _report(self, row: Backfill) -> None:
        oldest = f", back to {timezone.localtime(row.oldest):%Y-%m-%d}" if row.oldest else ""
        self.stdout.write(f"{row.provider}: read {row.documents:,} documents{oldest}.")
        if row.stopped:
            self.stdout.write("It was stopped; run it again to go on.")
        elif not row.finished:
            raise CommandError(f"{row.message or 'It was taken over.'} The poller goes on with it.")


def _midnight(text: str) -> datetime:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or day > date.today():  # noqa: DTZ011  (a day of people's)
        raise CommandError(f"--since is {text!r}; write a day that has been, such as 2024-01-31.")
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001
