"""Publish documents from a file."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from streams import service
from streams.management.accounts import find_user
from streams.management.documents import Tally, batches, opened, read
from streams.management.progress import Bar


class Command(BaseCommand):
    help = "Publishes activity documents: one, a list, or JSON Lines. Sent twice, they change nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a file, or - for standard input")
        parser.add_argument("--poster", required=True, metavar="USERNAME", help="who posts them")
        parser.add_argument("--validate", action="store_true", help="only say what would become of them")

    def handle(self, *args: Any, **options: Any) -> None:
        poster, tally = find_user(options["poster"]), Tally(self.stderr)
        with opened(options["file"]) as stream, Bar("Publishing") as bar:
            for batch in batches(read(stream)):
                places, documents = zip(*batch, strict=True)
                tally.add(list(places), service.post_all(documents, poster, is_trial=options["validate"]))
                bar.count(len(batch))
        self.stdout.write(f"{'Would be' if options['validate'] else 'Done'}: {tally}.")
        tally.demand_none_refused()
