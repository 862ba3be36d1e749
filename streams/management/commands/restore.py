"""What `backup` wrote, back again."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from streams.management import keeping, serving


class Command(BaseCommand):
    help = "Puts a backup into an empty database, or with --force in place of what is there. Stop the server first."
    # There may be no table yet.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="what `manage.py backup` wrote")
        parser.add_argument("--force", action="store_true", help="replace what the database holds")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        if connection.vendor == "sqlite":
            serving.prepare_folder(settings.DATA_DIR)
        if not keeping.is_empty() and not options["force"]:
            raise CommandError("The database is not empty; say --force to lose what it holds.")
        before = keeping.last_version()
        keeping.keeper().restore(file, options["force"])
        keeping.go_beyond(before)
        self.stdout.write(f"Restored {file}.")
        for remark in keeping.remarks():
            self.stdout.write(remark)
