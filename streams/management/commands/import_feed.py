"""Take over what another stream or feed holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from streams import service
from streams.management.accounts import find_user
from streams.management.documents import Tally, batches, opened, read_whole
from streams.management.fetching import Remembered, fetched, is_address
from streams.management.imports.feed import Imported, names_application, read, with_application
from streams.management.progress import Bar
from streams.sanitizing import is_web_url


class Command(BaseCommand):
    help = (
        "Publishes the entries of a feed, by its address or from a file: Atom, with what an Atlassian activity stream "
        "adds, RSS, JSON Feed, Activity Streams 1.0 and 2.0. Run again, it changes nothing and takes what is new."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="an address, a file, or - for standard input")
        parser.add_argument("--poster", required=True, metavar="USERNAME", help="who posts it; the actors stay")
        parser.add_argument("--application", metavar="NAME", help="what wrote the feed (default: its title)")
        parser.add_argument("--application-id", metavar="URL", help="the address that stands for it (its home)")
        parser.add_argument("--validate", action="store_true", help="only say what would become of it")
        parser.add_argument("--user", metavar="NAME", help="who asks; the password is FEED_PASSWORD, or asked for")
        parser.add_argument(
            "--remember",
            metavar="FILE",
            help="keeps what the server said of the feed, and skips one that did not change",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        poster, remembered = find_user(options["poster"]), Remembered(options["remember"], options["source"])
        with _source(options, remembered) as file:
            if file is None:
                self.stdout.write("Unchanged since the last time.")
                return
            self._publish(read(file), poster, options)
        if not options["validate"]:
            remembered.save()

    def _publish(self, feed: Imported, poster: User, options: dict[str, Any]) -> None:
        tally, (application, number) = Tally(self.stderr), _checked(options, feed)
        documents = (with_application(document, application) for document in feed.documents)
        with Bar("Importing", number) as bar:
            for batch in batches(enumerate(documents, 1)):
                receipts = service.post_all(
                    [one for _, one in batch], poster, is_trial=options["validate"], on_behalf=True
                )
                tally.add([f"entry {number}" for number, _ in batch], receipts)
                bar.count(len(batch))
        self.stdout.write(f"{'Would be' if options['validate'] else 'Done'}: {tally}.")
        tally.demand_none_refused()


@contextmanager
def _source(options: dict[str, Any], remembered: Remembered) -> Iterator[BinaryIO | None]:
    if is_address(options["source"]):
        with fetched(options["source"], options["user"], remembered) as file:
            yield file
        return
    if options["user"] or options["remember"]:
        raise CommandError("--user and --remember are for a feed that is named by its address.")
    with opened(options["source"]) as stream, TemporaryFile() as copy:
        if not stream.seekable():
            copy.write(read_whole(stream))
            copy.seek(0)
        yield stream if stream.seekable() else copy


def _checked(options: dict[str, Any], feed: Imported) -> tuple[tuple[str, str], int]:
    """The application, its address and name, as named here or by the feed; and the number of documents.

    The feed is gone through once before anything is stored, so what cannot be read to its end is not stored by half.
    """
    address, name = options["application_id"] or feed.application[0], options["application"] or feed.application[1]
    named = [names_application(document) for document in feed.documents]
    if not all(named) and not (is_web_url(address) and name):
        raise CommandError("The feed does not say what wrote it; name it by --application and --application-id.")
    return (address, name), len(named)
