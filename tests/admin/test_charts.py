"""The charts' own rules: colours that can be told from the page, round scales, few names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from streams.admin.charts import COLOURS, REST, Bars, Series, colour_of, largest

CSS = (Path(__file__).parents[2] / "static/streams/admin.css").read_text()
# The cards that charts are on, as home.css has them.
LIGHT, DARK = "#ffffff", "#1b1e22"


def luminance(colour: str) -> float:
    """WCAG 2.2: relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", [*map(str, range(COLOURS)), REST])
def test_every_source_s_colour_stands_out_on_both_pages(name: str) -> None:
    light, dark, forced = re.findall(rf"--s{name}: (#[0-9a-f]{{6}})", CSS)
    assert contrast(light, LIGHT) >= 3
    assert contrast(dark, DARK) >= 3
    assert dark == forced
    assert f".source-{name}, .line-{name} {{" in CSS


def test_a_source_keeps_its_colour_and_neighbours_differ() -> None:
    assert len({colour_of(pk) for pk in range(7, 7 + COLOURS)}) == COLOURS
    assert colour_of(5) == colour_of(5)


@pytest.mark.parametrize(("most", "top"), [(0, 4), (3, 4), (7, 8), (10, 10), (53, 60), (61, 80), (999, 1000)])
def test_the_scale_ends_at_a_round_number(most: int, top: int) -> None:
    assert Bars("Activity", ["1:00"], [Series("A", "1", [most])]).top == top


def test_the_least_are_told_together() -> None:
    series = [Series(f"S{number}", str(number), [number, 1]) for number in range(1, 7)]
    shown = largest([*series, Series("Nothing", "0", [0, 0])], 3)
    assert [(one.name, one.total) for one in shown] == [("S6", 7), ("S5", 6), ("4 others", 14)]


def test_a_column_says_what_it_is_made_of_and_a_name_is_text() -> None:
    bars = Bars("Activity", ["14:00"], [Series("<b>A</b>", "1", [3]), Series("B", "2", [0])])
    svg = bars.svg()
    assert "<title>14:00: &lt;b&gt;A&lt;/b&gt; 3</title>" in svg
    assert svg.count('class="source-') == 1
    assert "style=" not in svg
    assert bars.rows == [("14:00", [3, 0], 3)]
