"""Rounds and ratios: a machine's speed drifts, so each ratio is formed inside one round and the order turns around."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from tqdm import tqdm

from bench.timing import Slice

Round = Mapping[str, Slice]


@dataclass(frozen=True)
class Comparison:
    """One line of the report: `case` against `reference`."""

    case: str
    reference: str
    # "speed": our rate as a share or multiple of the reference's; "time": our time as a multiple of the reference's.
    sense: str = "speed"


@dataclass(frozen=True)
class Figure:
    """The ratios of all rounds in three numbers, and what the case itself took."""

    case: str
    reference: str
    sense: str
    ratio: float
    lower: float
    upper: float
    p50_ms: float
    rate: float


def play(takers: Mapping[str, Callable[[], Slice]], rounds: int, label: str) -> list[Round]:
    """Take a slice of each in every round, backwards in every second one. A round to warm up is not kept."""
    order = list(takers)
    played: list[Round] = []
    for number in tqdm(range(rounds + 1), desc=label, unit=" rounds", disable=None, leave=False):
        order.reverse()
        slices = {name: takers[name]() for name in order}
        if number:
            played.append(slices)
    return played


def figures(comparisons: Sequence[Comparison], rounds: Sequence[Round]) -> list[Figure]:
    return [_figure(comparison, rounds) for comparison in comparisons if comparison.reference in rounds[0]]


def _figure(comparison: Comparison, rounds: Sequence[Round]) -> Figure:
    ratios = [_ratio(comparison, played) for played in rounds]
    lower, middle, upper = quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
    own = [played[comparison.case] for played in rounds]
    return Figure(
        comparison.case,
        comparison.reference,
        comparison.sense,
        middle,
        lower,
        upper,
        p50_ms=median(one.p50_ms for one in own),
        rate=median(one.rate for one in own),
    )


def _ratio(comparison: Comparison, played: Round) -> float:
    speed = played[comparison.case].rate / played[comparison.reference].rate
    return speed if comparison.sense == "speed" else 1 / speed
