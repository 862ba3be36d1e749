"""Small charts as SVG, drawn here: no script, no style of their own. Colours are classes of admin.css."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, log10

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# So many a source can have for its own (admin.css); sources that share one are still told apart by name.
COLOURS = 12
REST = "rest"
# Of the drawing; the page stretches it.
WIDTH, HEIGHT = 1000, 200
GAP = 0.24


def colour_of(pk: int) -> str:
    """A source's own, on every chart, for as long as there is the source."""
    return str(pk % COLOURS)


@dataclass(frozen=True)
class Series:
    """One source: how many in each column."""

    name: str
    colour: str
    numbers: Sequence[int]

    @property
    def total(self) -> int:
        return sum(self.numbers)


@dataclass(frozen=True)
class Bars:
    """Columns with what each source brought on top of one another, the first at the bottom."""

    title: str
    columns: Sequence[str]
    series: Sequence[Series]

    @property
    def totals(self) -> list[int]:
        return [sum(one.numbers[at] for one in self.series) for at in range(len(self.columns))]

    @property
    def total(self) -> int:
        return sum(self.totals)

    @property
    def top(self) -> int:
        """A round number that no column is higher than."""
        return _round_up(max(self.totals, default=0))

    @property
    def half(self) -> int | None:
        return self.top // 2 if self.top % 2 == 0 else None

    @property
    def labels(self) -> list[str]:
        """Of every fourth or fifth column: all of them would run into each other."""
        step = ceil(len(self.columns) / 6)
        return [name if at % step == 0 else "" for at, name in enumerate(self.columns)]

    @property
    def rows(self) -> list[tuple[str, list[int], int]]:
        """The same as a table."""
        each = enumerate(zip(self.columns, self.totals, strict=True))
        return [(name, [one.numbers[at] for one in self.series], total) for at, (name, total) in each]

    @property
    def summary(self) -> str:
        parts = ", ".join(f"{one.name} {one.total:,}" for one in self.series)
        return f"{self.total:,} in all: {parts}." if parts else "Nothing."

    def svg(self) -> SafeString:
        columns = ((self._column(at),) for at in range(len(self.columns)))
        return format_html(
            '<svg class="bars" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}. {}">'
            '<path class="grid" d="M0 1H{}M0 {}H{}"/>{}</svg>',
            *(WIDTH, HEIGHT, self.title, self.summary, WIDTH, HEIGHT / 2, WIDTH),
            format_html_join("", "{}", columns),
        )

    def _column(self, at: int) -> SafeString:
        wide = WIDTH / len(self.columns)
        parts = [one for one in self.series if one.numbers[at]]
        said = ", ".join(f"{one.name} {one.numbers[at]:,}" for one in parts) or "nothing"
        rects, foot = [], float(HEIGHT)
        for one in parts:
            high = HEIGHT * one.numbers[at] / self.top
            foot -= high
            rects.append(
                (one.colour, _short((at + GAP / 2) * wide), _short(foot), _short((1 - GAP) * wide), _short(high))
            )
        return format_html(
            '<g><title>{}: {}</title><rect class="hit" x="{}" y="0" width="{}" height="{}"/>{}</g>',
            *(self.columns[at], said, _short(at * wide), _short(wide), HEIGHT),
            format_html_join("", '<rect class="source-{}" x="{}" y="{}" width="{}" height="{}"/>', rects),
        )


def sparkline(numbers: Sequence[int], colour: str, said: str) -> SafeString:
    """How it went, without a scale: high is the most of this source."""
    most = max([*numbers, 1])
    points = " ".join(f"{at},{_short(23 - 21 * number / most)}" for at, number in enumerate(numbers))
    return format_html(
        '<svg class="spark line-{}" viewBox="0 0 {} 24" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<polyline points="{}"/></svg>',
        *(colour, max(len(numbers) - 1, 1), said, points),
    )


def largest(series: Iterable[Series], most: int) -> list[Series]:
    """The largest by name, the others together."""
    ordered = sorted((one for one in series if one.total), key=lambda one: -one.total)
    if len(ordered) <= most:
        return ordered
    others = [sum(numbers) for numbers in zip(*(one.numbers for one in ordered[most - 1 :]), strict=True)]
    return [*ordered[: most - 1], Series(f"{len(ordered) - most + 1} others", REST, others)]


def _round_up(number: int) -> int:
    if number <= 4:
        return 4
    size = 10 ** int(log10(number))
    return next(int(step * size) for step in (1, 2, 4, 6, 8, 10) if number <= step * size)


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
