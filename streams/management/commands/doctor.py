"""Is all well, and if not, what is to be done?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandParser

from streams.management.doctor import Finding, State, configuration, examine


class Command(BaseCommand):
    help = "Says what is set, what can be reached, what is wrong and how to mend it. Ends with 1 where something is."
    # It runs them itself, and has to run where they fail.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        known, findings = configuration(), examine()
        is_well = all(found.state != State.WRONG for found in findings)
        if options["json"]:
            said = {"ok": is_well, "set": known, "findings": [asdict(found) for found in findings]}
            self.stdout.write(orjson.dumps(said, option=orjson.OPT_INDENT_2).decode())
        else:
            self.stdout.write("\n".join([*_set(known), "", *_found(findings), "", _verdict(findings)]))
        if not is_well:
            sys.exit(1)


def _set(known: dict[str, str]) -> Iterator[str]:
    yield "What is set"
    width = max(map(len, known))
    for name, value in known.items():
        yield f"  {name:<{width}}  {value}"


def _found(findings: list[Finding]) -> Iterator[str]:
    yield "What was found"
    width = max(len(found.part) for found in findings)
    for found in findings:
        yield f"  {found.state:<7}  {found.part:<{width}}  {found.said}"
        if found.hint:
            yield f"  {'':<7}  {'':<{width}}  → {found.hint}"


def _verdict(findings: list[Finding]) -> str:
    counts = {state: sum(found.state == state for found in findings) for state in State}
    if not counts[State.WRONG]:
        return f"All is well; {counts[State.WARNING]} to look at." if counts[State.WARNING] else "All is well."
    return f"{counts[State.WRONG]} wrong, {counts[State.WARNING]} to look at."
