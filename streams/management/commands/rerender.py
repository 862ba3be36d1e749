"""Bring the stored JSON of every activity up to date."""

from typing import Any

from django.core.management.base import BaseCommand

from streams.management.progress import Bar
from streams.models import Activity
from streams.publishing.rerendering import rerender


class Command(BaseCommand):
    help = "Renders every activity anew where its stored JSON differs, in batches; stopped, it may be run again."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = 0
        with Bar("Rendering", Activity.objects.count()) as bar:
            for looked_at, differed in rerender():
                changed += differed
                bar.count(looked_at)
        self.stdout.write(f"Rendered anew: {changed}.")
