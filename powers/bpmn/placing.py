"""Where the shapes of a BPMN file lie: our lanes drawing, for shapes of the sizes that modelers use.

Whole pixels from the top left corner. Lanes run from top to bottom as in the printed chart
(`isHorizontal="false"`); decisions are as wide as their words, so that the words stand inside.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from powers import diagrams
from powers.enums import StepKind
from riskreg.rendering import figures
from riskreg.rendering.canvas import Text, text_height, text_width
from riskreg.rendering.grid import Point
from riskreg.rendering.text import wrap

SCALE = 1.25
"""Pixels for a point: modelers write with 12 px where we write with 11 pt and narrower boxes."""
EVENT, GATEWAY = 28.8, 40.0  # 36 and 50 pixels, as modelers draw them
MARGIN, HEAD = 30, 30
TITLE, ROOM = 14, 150.0
"""Words beside an event: so many half characters in a line, and the width of a column that holds them."""


class Rect(NamedTuple):
    """A rectangle by its top left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class LanePlace:
    """A lane: its name, the numbers of its steps, its area."""

    name: str
    steps: tuple[int, ...]
    area: Rect


@dataclass(frozen=True)
class WayPlace:
    """A way: its corners from tail to head, and where its words stand if it has any."""

    points: tuple[tuple[int, int], ...]
    title: Rect | None = None


@dataclass(frozen=True)
class Places:
    """Everything in its place. Steps by number, ways by (from, to); `titles` of shapes with words outside."""

    steps: dict[int, Rect]
    ways: dict[tuple[int, int], WayPlace]
    titles: dict[int, Rect]
    lanes: tuple[LanePlace, ...] = ()
    pool: Rect | None = None


def place(chart: diagrams.Chart) -> Places:
    """Lay the chart out. There are lanes as soon as one step names an actor."""
    worded = {edge.source for edge in chart.edges if edge.condition.strip()}
    sizes = {step.no: _size(step, worded=step.no in worded) for step in chart.steps}
    room = {step.no: ROOM for step in chart.steps if _outside(step.kind)}
    found = diagrams.place_in_lanes(chart, sizes, room)
    named = any(step.actor.strip() for step in chart.steps)
    across = MARGIN - round(min(found.layout.edges[0], 0.0) * SCALE)
    down = MARGIN + (2 * HEAD if named else 0)

    def spot(point: Point) -> tuple[int, int]:
        return across + round(point[0] * SCALE), down + round(point[1] * SCALE)

    steps = {}
    for no, (wide, high) in sizes.items():
        x, y = found.layout.centres[f"step-{no}"]
        left, top = spot((x - wide / 2, y - high / 2))
        steps[no] = Rect(left, top, round(wide * SCALE), round(high * SCALE))
    ways = {
        pair: WayPlace(tuple(spot(point) for point in route.points), _beside(words, route.label, spot))
        for pair, words, route in zip(found.pairs, found.words, found.layout.routes, strict=True)
    }
    titles = _titles(chart, steps, ways)
    if not named:
        return Places(steps, ways, titles)
    bottom = spot((0, found.layout.height))[1] + MARGIN // 2
    edges = [across + round(edge * SCALE) for edge in found.layout.edges]
    lanes = tuple(
        LanePlace(name, tuple(no for no in steps if found.lane_of[no] == number), Rect(left, top, wide, high))
        for number, (name, left, top, wide, high) in enumerate(_bands(found.names, edges, bottom))
    )
    pool = Rect(edges[0], MARGIN, edges[-1] - edges[0], bottom - MARGIN)
    return Places(steps, ways, titles, lanes, pool)


def _beside(
    words: Sequence[Text], centre: Point | None, spot: Callable[[Point], tuple[int, int]]
) -> Rect | None:
    """Return the place of the words on a way; None for a way without words."""
    if not words or not centre:
        return None
    wide, high = text_width(words) + 2, text_height(words)
    left, top = spot((centre[0] - wide / 2, centre[1] - high / 2))
    return Rect(left, top, round(wide * SCALE), round(high * SCALE))


def _bands(names: tuple[str, ...], edges: list[int], bottom: int) -> list[tuple[str, int, int, int, int]]:
    top = MARGIN + HEAD
    return [
        (name, left, top, right - left, bottom - top)
        for name, left, right in zip(names, edges[:-1], edges[1:], strict=True)
    ]


def _size(step: figures.ChartStep, *, worded: bool) -> tuple[float, float]:
    """Return width and height in points; a fork is wide where words stand on the ways below it."""
    if step.kind in (StepKind.START, StepKind.END):
        return EVENT, EVENT
    if step.kind == StepKind.PARALLEL:
        return (diagrams.LANE_WIDTH if worded else GATEWAY), GATEWAY
    plain = replace(step, badges=(), url=None, actor="", time_limit_text="")
    one = figures.figure(plain, width=diagrams.LANE_WIDTH, show_actor=False)
    return one.width, one.height


def _outside(kind: str) -> bool:
    return kind in (StepKind.START, StepKind.END, StepKind.PARALLEL)


def _titles(
    chart: diagrams.Chart, steps: Mapping[int, Rect], ways: Mapping[tuple[int, int], WayPlace]
) -> dict[int, Rect]:
    """Return the places of words that stand beside their shape, and of those in a diamond."""
    found = {}
    for step in chart.steps:
        shape = steps[step.no]
        if _outside(step.kind):
            found[step.no] = _title(step, shape, _sides(step.no, shape, ways))
        elif step.kind == StepKind.DECISION:
            found[step.no] = _inside(shape)
    return found


def _sides(no: int, shape: Rect, ways: Mapping[tuple[int, int], WayPlace]) -> set[str]:
    """Return at which sides of a shape ways end."""
    ends = [way.points[0] for pair, way in ways.items() if pair[0] == no]
    ends += [way.points[-1] for pair, way in ways.items() if pair[1] == no]
    right = any(x >= shape.x + shape.width - 2 for x, _y in ends)
    left = any(x <= shape.x + 2 for x, _y in ends)
    return {side for side, taken in (("left", left), ("right", right)) if taken}


def _title(step: figures.ChartStep, shape: Rect, taken: Collection[str]) -> Rect:
    """Return the place of the words: right of the shape; left, or above the line, where a way ends there."""
    lines = [Text(line, figures.SMALL, "") for line in wrap(step.label, TITLE)]
    wide, high = round((text_width(lines) + 4) * SCALE), round(text_height(lines) * SCALE)
    raised = step.kind == StepKind.PARALLEL or len(taken) > 1
    top = shape.y - high // 2 if raised else shape.y + (shape.height - high) // 2
    left = shape.x - 3 - wide if not raised and "right" in taken else shape.x + shape.width + 3
    return Rect(left, top, wide, high)


def _inside(shape: Rect) -> Rect:
    """Return the middle of a diamond."""
    wide, high = shape.width // 2 + shape.width // 8, shape.height // 2
    return Rect(shape.x + (shape.width - wide) // 2, shape.y + (shape.height - high) // 2, wide, high)
