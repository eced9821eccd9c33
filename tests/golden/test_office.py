"""What an office would send back, in no sample chart: lines that cross, boxes of a row of several heights."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from powers.framing import LEAST_WIDE
from registers.sample.drawn import SampleChart, sample_charts
from tests.golden.positions import boxes_of, ways_of

Corners = list[tuple[float, float]]
BOXES = {"apply", "execute", "external", "review", "examine", "approve", "decide", "notify", "deliver"}

charts = pytest.mark.parametrize("chart", list(sample_charts()), ids=lambda chart: chart.code)


def cross(one: Corners, other: Corners) -> bool:
    """Tell whether a level piece of one line crosses an upright piece of the other."""
    return any(
        a[1] == b[1]
        and c[0] == d[0]
        and min(a[0], b[0]) < c[0] < max(a[0], b[0])
        and min(c[1], d[1]) < a[1] < max(c[1], d[1])
        for lines in ((one, other), (other, one))
        for a, b in pairwise(lines[0])
        for c, d in pairwise(lines[1])
    )


def test_crossing_is_seen() -> None:
    level, upright = [(0.0, 5.0), (10.0, 5.0)], [(4.0, 0.0), (4.0, 9.0)]
    assert cross(level, upright)
    assert cross(upright, level)
    assert not cross(level, [(4.0, 5.0), (4.0, 9.0)])


UNAVOIDABLE = {("XZ-BY-03", "lanes"): [(("step-7", "step-9"), ("step-10", "step-11"))]}
"""docs/plans/0003-flowcharts.md says why."""


@pytest.mark.parametrize("layout", ["flow", "lanes"])
@charts
def test_no_lines_cross_that_have_no_step_in_common(chart: SampleChart, layout: str) -> None:
    ways = ways_of(chart.drawing(layout))
    apart = [(one, other) for one, other in combinations(ways, 2) if not set(one[:2]) & set(other[:2])]
    crossing = [(one[:2], other[:2]) for one, other in apart if cross(one[2], other[2])]
    assert crossing == UNAVOIDABLE.get((chart.code, layout), [])


@charts
def test_boxes_side_by_side_are_equally_high(chart: SampleChart) -> None:
    placed = boxes_of(chart.drawing("flow"))
    heights: dict[float, set[float]] = {}
    for step in chart.content["steps"]:
        if step["kind"] in BOXES:
            _left, top, _wide, high = placed[f"step-{step['no']}"]
            heights.setdefault(round(top + high / 2), set()).add(high)
    assert all(len(found) == 1 for found in heights.values()), heights


@charts
def test_the_title_stands_over_the_middle(chart: SampleChart) -> None:
    """Also where it is wider than the steps."""
    drawing = chart.drawing("flow")
    left, _top, wide, _high = boxes_of(drawing)["head"]
    across = [x for _tail, _head, corners in ways_of(drawing) for x, _y in corners]
    for name, (start, _upper, width, _tall) in boxes_of(drawing).items():
        across += [start, start + width] if name.startswith("step-") else []
    middle = (min(across) + max(across)) / 2
    assert round(wide) >= LEAST_WIDE
    assert left + wide / 2 == pytest.approx(middle, abs=8)
