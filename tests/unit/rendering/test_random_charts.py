"""Whatever the chart, in every layout: boxes and words keep apart, lines go around them, nothing is lost."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from powers.chart import Chart
from riskreg.rendering.grid import TRACK
from tests.unit.rendering.measuring import (
    Area,
    Measured,
    Way,
    crosses,
    distance,
    measured,
    overlap,
    slopes_away,
)
from tests.unit.rendering.random_charts import LAYOUTS, charts, rows

layouts = pytest.mark.parametrize("layout", LAYOUTS)
many = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def diamonds(chart: Chart) -> set[str]:
    return {f"step-{step.no}" for step in chart.steps if step.kind == "decision"}


def touched(way: Way, found: Measured, pointed: set[str]) -> list[str]:
    """Return what the words of a way lie on: a box, a line, other words, the edge of a lane or of the drawing."""
    area = way.area
    assert area
    boxes = [
        name
        for name, box in found.solid.items()
        if overlap(area, box) and not (name in pointed and slopes_away(box, area))
    ]
    lines = [other.name for other in found.ways if any(crosses(leg, area) for leg in other.legs)]
    words = [
        other.name for other in found.ways if other is not way and other.area and overlap(area, other.area)
    ]
    lanes = [f"lane {lane}" for lane in found.lanes if overlap(area, lane) and not within(area, lane)]
    return boxes + lines + words + lanes + ([] if within(area, found.paper) else ["paper"])


def within(area: Area, other: Area) -> bool:
    return other[0] <= area[0] and area[2] <= other[2] and other[1] <= area[1] and area[3] <= other[3]


@layouts
@many
@given(chart=charts())
def test_no_condition_touches_anything(layout: str, chart: Chart) -> None:
    found = measured(LAYOUTS[layout](chart))
    pointed = diamonds(chart)
    on = {way.name: touched(way, found, pointed) for way in found.ways if way.area}
    assert {name: things for name, things in on.items() if things} == {}


@layouts
@many
@given(chart=charts())
def test_a_condition_stands_at_the_tail_of_its_way(layout: str, chart: Chart) -> None:
    ways = [way for way in measured(LAYOUTS[layout](chart)).ways if way.area]
    far = [way.name for way in ways if way.area and not overlap(way.area, around(way.legs[0]))]
    assert far == []


def around(leg: Area) -> Area:
    return leg[0] - 8, leg[1] - 8, leg[2] + 8, leg[3] + 8


@many
@given(chart=charts())
def test_what_stands_beside_a_step_is_level_with_it(chart: Chart) -> None:
    solid = measured(LAYOUTS["risk"](chart)).solid
    beside = {name: name.partition("-")[2] for name in solid if not name.startswith("step")}
    assert beside.keys() == {f"risk-{row.step}" for row in rows(chart)} | {
        f"measure-{row.step}" for row in rows(chart)
    }
    heights = {name: (middle(solid[name]), middle(solid[f"step-{no}"])) for name, no in beside.items()}
    assert [name for name, (here, there) in heights.items() if abs(here - there) > 0.1] == []


def middle(area: Area) -> float:
    return (area[1] + area[3]) / 2


@layouts
@many
@given(chart=charts())
def test_no_boxes_overlap_and_no_line_goes_through_one(layout: str, chart: Chart) -> None:
    found = measured(LAYOUTS[layout](chart))
    boxes = itertools.combinations(found.solid.items(), 2)
    assert [(one, other) for (one, a), (other, b) in boxes if overlap(a, b, -4.0)] == []
    through = []
    for way in found.ways:
        own = {way.tail, way.head}
        for name, box in found.solid.items():
            inner = (box[0] + 9, box[1] + 2, box[2] - 9, box[3] - 2) if name in own else box
            legs = [leg for leg in way.legs if crosses(leg, inner)]
            if name in own and name in diamonds(chart):
                legs = [leg for leg in legs if not slopes_away(box, leg)]
            if legs:
                through.append((way.name, name))
    assert through == []


@layouts
@many
@given(chart=charts())
def test_lines_that_do_not_belong_together_keep_their_distance(layout: str, chart: Chart) -> None:
    ways = [way for way in measured(LAYOUTS[layout](chart)).ways if way.tail.startswith("step")]
    close = [
        (one.name, other.name)
        for one, other in itertools.combinations(ways, 2)
        if one.tail != other.tail and one.head != other.head
        if any(distance(a, b) < TRACK - 0.1 for a in one.legs for b in other.legs)
    ]
    assert close == []


@layouts
@many
@given(chart=charts())
def test_every_step_and_condition_is_there_and_the_same_chart_is_the_same_drawing(
    layout: str, chart: Chart
) -> None:
    drawing = LAYOUTS[layout](chart)
    found = measured(drawing)
    assert {f"step-{step.no}" for step in chart.steps} <= found.solid.keys()
    assert {(way.tail, way.head) for way in found.ways if way.tail.startswith("step")} == {
        (f"step-{a}", f"step-{b}") for a, b in chart.ways
    }
    said = {(way.tail, way.head): way.words.replace(" ", "") for way in found.ways if way.words}
    assert said == {
        (f"step-{a}", f"step-{b}"): words.replace(" ", "") for (a, b), words in chart.ways.items() if words
    }
    assert LAYOUTS[layout](replace(chart)) == drawing
