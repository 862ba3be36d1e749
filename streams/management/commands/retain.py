"""Remove what is old, by the rules of the admin."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from streams.management.ending import ending
from streams.management.progress import Bar
from streams.models import RetentionRule
from streams.retention.removing import count, remove_all


class Command(BaseCommand):
    help = (
        "Applies the retention rules now, in small batches; stopped, it may be run again. The poller does it by itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="only say how many would go, also of rules that are off"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rules = RetentionRule.objects.select_related("provider", "kind", "audience__group", "audience__user")
        for rule in rules if options["dry_run"] else rules.filter(enabled=True):
            self._foretell(rule) if options["dry_run"] else self._apply(rule)
        if not rules:
            self.stdout.write("There is no rule: everything is kept. Rules are made in the admin.")

    def _foretell(self, rule: RetentionRule) -> None:
        self.stdout.write(f"{rule}: {count(rule):,} would go now{'' if rule.enabled else '; it is switched off'}.")

    def _apply(self, rule: RetentionRule) -> None:
        # From the beginning: what a round of the poller has passed over may be old enough meanwhile.
        rule.position, removed = {}, 0
        with ending() as is_ending, Bar("Removing", unit=" rows") as bar:
            for number in remove_all(rule):
                removed += number
                bar.count(number)
                if is_ending():
                    break
        self.stdout.write(f"{rule}: {removed:,} removed.")
