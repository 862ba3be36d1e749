"""All that is stored, in one file."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from streams.management.keeping import keeper
from streams.management.writing import written
from streams.models.encryption import tried


class Command(BaseCommand):
    help = "Writes the database to a file, while the server runs: SQLite's online backup, or pg_dump's custom format."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="where to; it appears once it is whole and was checked")
        parser.add_argument("--force", action="store_true", help="replace it where it exists")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if file.exists() and not options["force"]:
            raise CommandError(f"{file} exists; name another file, or say --force.")
        with written(file) as unfinished:
            keeper().back_up(unfinished)
        self.stdout.write(f"Wrote {file}, {file.stat().st_size / 2**20:,.1f} MB, and checked it.")
        number, _ = tried()
        kept = getattr(settings, "SECRET_KEY_FILE", "SECRET_KEY")
        self.stdout.write(
            f"Keep SECRET_KEY too (the variable, else {kept}), but not beside it: "
            f"without that key its {number} stored secret{'' if number == 1 else 's'} cannot be read again."
        )
