"""What `manage.py doctor` looks at: what is set, what can be reached, what is wrong and how it is mended."""

from __future__ import annotations

from streams.management.doctor.configuration import configuration
from streams.management.doctor.finding import Finding, State
from streams.management.doctor.machine import machine
from streams.management.doctor.parts import parts

__all__ = ["Finding", "State", "configuration", "examine"]


def examine() -> list[Finding]:
    """Everything, in the order in which it is mended best."""
    return [*parts(), *machine()]
