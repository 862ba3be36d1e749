"""The stream as a file of any length."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import QueryDict

from streams.feed import catalogue
from streams.feed.grammar import Filter, InvalidFilter, parse
from streams.feed.page import walk
from streams.management.accounts import find_user
from streams.management.progress import Bar
from streams.management.writing import written
from streams.models import Version, Viewer
from streams.web.formats import FORMATS, ExportFormat

FORMS = {form.format: form for form in FORMATS if isinstance(form, ExportFormat)}
# Activities that are read at once.
BATCH = 500


class Command(BaseCommand):
    help = "Writes activities, newest first, as the API's export does: all, or those that a filter lets through."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--filter", default="", metavar="QUERY", help="as in an address: streams=user+IS+ana")
        parser.add_argument("--format", choices=FORMS, default="jsonl", help="(default: jsonl)")
        parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="(default: standard output)")
        parser.add_argument("--as", dest="user", metavar="USERNAME", help="only what this person sees (default: all)")

    def handle(self, *args: Any, **options: Any) -> None:
        viewer = Viewer.of(find_user(options["user"])) if options["user"] else Viewer.of_everything()
        lines = FORMS[options["format"]].lines(walk(viewer, _filter(options["filter"], viewer), BATCH))
        if options["output"] is None:
            _print(lines)
            return
        with written(options["output"]) as unfinished, unfinished.open("wb") as file, Bar("Exporting") as bar:
            for line in lines:
                file.write(line)
                bar.count(1)


def _filter(text: str, viewer: Viewer) -> Filter:
    """Strict, as the API is: a misspelt filter that is ignored would be believed to work. Raises CommandError."""
    try:
        return parse(QueryDict(text), strict=True, sources=catalogue.sources(viewer, Version.now()))
    except InvalidFilter as error:
        raise CommandError(
            "\n".join(f"--filter: {notice.parameter}: {notice.message}" for notice in error.notices)
        ) from error


def _print(lines: Iterable[bytes]) -> None:
    try:
        for line in lines:
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Who reads had enough, as `head` does; Python would complain of it once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
