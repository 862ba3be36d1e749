"""The table that is printed, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.ratios import Figure
from bench.stages import Shape

LINE = "  {:<38} {:>7} {:<15} {:<40} {:>9} {:>9}"


@dataclass
class Report:
    """What was measured, section by section, printed as it comes."""

    steps: list[int]
    rounds: int
    versions: dict[str, str] = field(default_factory=dict)
    counted: dict[str, dict[str, int]] = field(default_factory=dict)
    sections: dict[str, list[Figure]] = field(default_factory=dict)
    shapes: dict[str, list[list[dict[str, Any]]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def about(self, database: str, facts: dict[str, Any]) -> None:
        """The versions, and what was counted and not timed."""
        self.versions |= facts["versions"]
        self.counted[database] = facts["counted"]
        versions = ", ".join(f"{name} {number}" for name, number in facts["versions"].items())
        print(f"\n{versions}; {self.steps[-1]:,} activities, {self.rounds} rounds")
        for name, number in facts["counted"].items():
            print(f"  {name:<32} {number:>4}")

    def add(self, title: str, figures: list[Figure]) -> None:
        self.sections[title] = figures
        head = LINE.format("", "median", "(quartiles)", "×", "p50 ms", "per s")
        print("\n".join(["", title, head, *map(_line, figures)]), flush=True)

    def add_shapes(self, title: str, measured: Sequence[Sequence[Shape]]) -> None:
        """p50 / p95 in ms at each size, and how much slower the middle call is at the last than at the first."""
        self.shapes[title] = [[asdict(shape) for shape in shapes] for shapes in measured]
        head = ["", *(f"{step:,}" for step in self.steps), *(["growth"] if len(self.steps) > 1 else [])]
        lines = [
            [shapes[0].name, *(f"{_short(one.p50_ms)} / {_short(one.p95_ms)}" for one in shapes), *_growth(shapes)]
            for shapes in zip(*measured, strict=True)
        ]
        table = ["".join([f"  {name:<36}", *(f"{cell:>17}" for cell in cells)]) for name, *cells in [head, *lines]]
        print("\n".join(["", f"{title}: p50 / p95 ms", *table]), flush=True)

    def note(self, text: str) -> None:
        self.notes.append(text)
        print(f"\n{text}", flush=True)

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=2) + "\n")


def _line(figure: Figure) -> str:
    quartiles = f"({_short(figure.lower)}–{_short(figure.upper)})"
    of = f"{figure.sense} of {figure.reference}"
    return LINE.format(figure.case, _short(figure.ratio), quartiles, of, f"{figure.p50_ms:.3f}", f"{figure.rate:,.0f}")


def _growth(shapes: Sequence[Shape]) -> list[str]:
    """Nothing where one size was measured."""
    return [_short(shapes[-1].p50_ms / shapes[0].p50_ms)] if len(shapes) > 1 else []


def _short(number: float) -> str:
    """Three digits are all that the noise leaves."""
    return f"{number:.{2 if number < 10 else 1 if number < 100 else 0}f}"
