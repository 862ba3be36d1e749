"""Take over what another stream or feed holds."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from streams import service
from streams.management.accounts import find_user
from streams.management.documents import Tally, batches, opened, read_whole
from streams.management.imports.feed import Imported, names_application, read, with_application
from streams.management.progress import Bar
from streams.publishing.sanitizing import is_web_url


class Command(BaseCommand):
    help = (
        "Publishes the entries of a feed that was saved to a file: Atom, with what an Atlassian activity stream adds, "
        "RSS, JSON Feed, Activity Streams 1.0 and 2.0. Run again, it changes nothing and takes what is new."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a file, or - for standard input; an address is not fetched")
        parser.add_argument("--poster", required=True, metavar="USERNAME", help="who posts it; the actors stay")
        parser.add_argument("--application", metavar="NAME", help="what wrote the feed (default: its title)")
        parser.add_argument("--application-id", metavar="URL", help="the address that stands for it (its home)")
        parser.add_argument("--validate", action="store_true", help="only say what would become of it")

    def handle(self, *args: Any, **options: Any) -> None:
        poster, tally = find_user(options["poster"]), Tally(self.stderr)
        with opened(options["file"]) as stream:
            feed = read(read_whole(stream))
        application = _application(options, feed)
        documents = [with_application(document, application) for document in feed.documents]
        with Bar("Importing", len(documents)) as bar:
            for batch in batches(enumerate(documents, 1)):
                receipts = service.post_all(
                    [one for _, one in batch], poster, is_trial=options["validate"], on_behalf=True
                )
                tally.add([f"entry {number}" for number, _ in batch], receipts)
                bar.count(len(batch))
        self.stdout.write(f"{'Would be' if options['validate'] else 'Done'}: {tally}.")
        tally.demand_none_refused()


def _application(options: dict[str, Any], feed: Imported) -> tuple[str, str]:
    """Address and name: what was named here, else what the feed says of itself."""
    address, name = options["application_id"] or feed.application[0], options["application"] or feed.application[1]
    if not all(map(names_application, feed.documents)) and not (is_web_url(address) and name):
        raise CommandError("The feed does not say what wrote it; name it by --application and --application-id.")
    return address, name
