"""Flowcharts of a power: plain values in, DOT out. Three drawings from the same steps.

`flow_dot` (权力运行流程图), `lanes_dot` (one lane per post), `risk_dot` (廉政风险防控图: risks, flow,
measures). Shapes follow GB/T 1526. What is public or internal the caller decides: a chart without
badges and risk rows says nothing about risk. The same values always give the same text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext as _

from powers import paging
from powers.beside import SIDE_WIDTH, Labels, draw_sides, measure_lines, risk_lines
from powers.chart import Badge, Chart, ChartEdge, ChartStep, Drawing, Look, RiskRow, RiskText
from powers.framing import draw_bands, frame
from powers.lanes import Cells, Lanes, assign, cells, followed
from riskreg.rendering import figures, layers, marks
from riskreg.rendering.bands import Bands
from riskreg.rendering.canvas import INK, Canvas, Text, text_height, text_width
from riskreg.rendering.figures import Figure
from riskreg.rendering.grid import Box, Layout, Wire
from riskreg.rendering.routing import arrange
from riskreg.rendering.text import wrap, wrap_whole

__all__ = [
    "Badge",
    "Chart",
    "ChartEdge",
    "ChartStep",
    "Drawing",
    "InLanes",
    "Look",
    "RiskRow",
    "RiskText",
    "flow_dot",
    "flow_pages",
    "lanes_dot",
    "lanes_pages",
    "place_in_lanes",
    "risk_dot",
    "risk_pages",
]

LANE_WIDTH, SHARED_WIDTH, RISK_WIDTH = 136.0, 116.0, 164.0
"""Of a step: in a lane, in a lane that holds several side by side, and in the risk drawing."""
UNEVEN = frozenset({"start", "end", "decision", "parallel", "connector"})
"""Kinds of steps that are no boxes: each is as high as its words need."""
LANE_CONDITION, LANE_ASIDE = 12, 10


def flow_dot(chart: Chart) -> Drawing:
    """Draw the flow from top to bottom: main path in one column, branches beside it."""
    return _drawn_flow(chart, _laid_flow(chart))


def flow_pages(chart: Chart, limit: float) -> list[Drawing]:
    """Draw the flow on pages whose steps take at most `limit` points of height, joined by connectors."""
    whole = _laid_flow(chart)
    if whole.layout.height <= limit:
        return [_drawn_flow(chart, whole)]
    return [flow_dot(page) for page in _pages(chart, whole.rows, whole.layout, limit)]


def _pages(chart: Chart, rows: Mapping[int, int], layout: Layout, limit: float) -> list[Chart]:
    """Cut a chart that is laid out where few ways are cut: a chart for each page."""
    crossing = [
        sum(min(rows[a], rows[b]) <= row < max(rows[a], rows[b]) for a, b in chart.ways)
        for row in range(len(layout.rows))
    ]
    return paging.split(chart, rows, paging.cuts(layout.rows, crossing, limit))


@dataclass(frozen=True)
class _Flow:
    """A flow laid out: the row of each step, its shape, and where everything stands."""

    rows: dict[int, int]
    shapes: dict[int, Figure]
    layout: Layout


def _laid_flow(chart: Chart) -> _Flow:
    rows, columns = layers.places(*_graph(chart))
    shapes = _evened(_shapes(chart), rows)
    layout = _place(chart, shapes, columns, rows)
    return _Flow(rows, _widened(shapes, layout), layout)


def _evened(shapes: dict[int, Figure], rows: Mapping[int, int]) -> dict[int, Figure]:
    """Make boxes that stand side by side equally high."""
    boxes = {no: one for no, one in shapes.items() if one.step.kind not in UNEVEN}
    highest: dict[int, float] = {}
    for no, one in boxes.items():
        highest[rows[no]] = max(one.height, highest.get(rows[no], 0.0))
    uneven = {no: one for no, one in boxes.items() if one.height != highest[rows[no]]}
    return shapes | {no: replace(one, height=highest[rows[no]]) for no, one in uneven.items()}


def _drawn_flow(chart: Chart, flow: _Flow) -> Drawing:
    canvas = Canvas(_("流程图"))
    _draw(canvas, chart, flow.shapes, flow.layout)
    if chart.look.framed:
        frame(canvas, chart)
    return Drawing(canvas.source())


def lanes_dot(chart: Chart) -> Drawing:
    """Draw one lane per actor; where that makes too many, those of one unit share a lane."""
    return lanes_pages(chart, math.inf)[0]


def lanes_pages(chart: Chart, limit: float) -> list[Drawing]:
    """Draw the lanes on pages whose steps take at most `limit` points of height: every lane on every page."""
    if not chart.steps:
        return [flow_dot(chart)]
    lanes = assign(_steps(chart), list(chart.ways))
    chart = replace(chart, look=_lane_look(chart, lanes))
    whole = _laid_lanes(chart, lanes)
    if whole.layout.height <= limit:
        return [_drawn_lanes(chart, lanes, whole)]
    pages = [
        (page, followed(lanes, list(page.ways))) for page in _pages(chart, whole.rows, whole.layout, limit)
    ]
    widest = _widest(_laid_lanes(*page).layout for page in pages)
    return [_drawn_lanes(*page, _laid_lanes(*page, widest)) for page in pages]


def _lane_look(chart: Chart, lanes: Lanes) -> Look:
    """Return how steps look in these lanes: all are as wide as the one that holds most, so steps there are narrow."""
    spans = _cells(*_graph(chart), lanes).spans
    shared = len(spans) > 1 and any(first < last for first, last in spans)
    width = SHARED_WIDTH if shared else LANE_WIDTH
    return replace(chart.look, width=width, condition=LANE_CONDITION, aside=LANE_ASIDE)


def _widest(layouts: Iterable[Layout]) -> tuple[float, ...]:
    """Return the width that each band needs on some page, so that it has it on all."""
    needs = [[right - left for left, right in pairwise(layout.edges)] for layout in layouts]
    return tuple(map(max, zip(*needs, strict=True)))


def _laid_lanes(chart: Chart, lanes: Lanes, least: Sequence[float] = ()) -> _Flow:
    where = _cells(*_graph(chart), lanes)
    shapes = _shapes(chart, named=lanes.merged)
    layout = _place(chart, shapes, where.columns, where.rows, bands=Bands(where.spans, least))
    return _Flow(where.rows, _widened(shapes, layout), layout)


def _drawn_lanes(chart: Chart, lanes: Lanes, laid: _Flow) -> Drawing:
    canvas = Canvas(_("流程图"))
    draw_bands(canvas, laid.layout, lanes.names)
    _draw(canvas, chart, laid.shapes, laid.layout)
    frame(canvas, replace(chart, notes=(*chart.notes, *lanes.notes)))
    return Drawing(canvas.source())


def _cells(nodes: tuple[int, ...], pairs: tuple[tuple[int, int], ...], lanes: Lanes) -> Cells:
    """Return where the steps stand in their lanes, those of the main path first."""
    return _cells_of(nodes, pairs, tuple(lanes.lane_of[no] for no in nodes), lanes.names)


@lru_cache(maxsize=1024)
def _cells_of(
    nodes: tuple[int, ...], pairs: tuple[tuple[int, int], ...], lane: tuple[int, ...], names: tuple[str, ...]
) -> Cells:
    path = layers.main_path(nodes, pairs)
    order = sorted(nodes, key=lambda no: (no not in path, no))
    lanes = Lanes(dict(zip(nodes, lane, strict=True)), names)
    return cells(order, layers.ranks(nodes, pairs), layers.forward_edges(nodes, pairs), lanes)


@dataclass(frozen=True)
class InLanes:
    """The lanes drawing as positions: routes lead along `pairs`, lane n lies between edges n and n + 1."""

    layout: Layout
    pairs: tuple[tuple[int, int], ...]
    words: tuple[list[Text], ...]
    names: tuple[str, ...]
    lane_of: dict[int, int]


def place_in_lanes(
    chart: Chart, sizes: Mapping[int, tuple[float, float]], room: Mapping[int, float]
) -> InLanes:
    """Lay the lanes drawing out for shapes of other sizes, a lane for every actor.

    In: width and height by step number; the least width of a step's column where its words need more.
    """
    nodes, pairs = _graph(chart)
    lanes = assign(_steps(chart), pairs, len(nodes))
    where = _cells(nodes, pairs, lanes)
    shapes = {
        step.no: Figure(replace(step, kind=_outline(step.kind)), (), *sizes[step.no])
        for step in _steps(chart)
    }
    least: dict[int, float] = {}
    for no, wide in room.items():
        least[where.columns[no]] = max(wide, least.get(where.columns[no], 0.0))
    bands = Bands(where.spans)
    layout = _place(chart, shapes, where.columns, where.rows, least=least, bands=bands, rigid=True)
    words = tuple(_condition_lines(words, chart.look) for words in chart.ways.values())
    return InLanes(layout, tuple(pairs), words, lanes.names, lanes.lane_of)


def _outline(kind: str) -> str:
    """Return the kind whose outline BPMN draws: every gateway is a diamond, what is no gateway a box."""
    return "decision" if kind in ("decision", "parallel") else "execute"


def risk_dot(chart: Chart, rows: Sequence[RiskRow]) -> Drawing:
    """Draw three columns: risks and grades, the flow, measures and who answers for them."""
    return risk_pages(chart, rows, math.inf)[0]


def risk_pages(chart: Chart, rows: Sequence[RiskRow], limit: float) -> list[Drawing]:
    """Draw the three columns on pages whose steps take at most `limit` points of height."""
    if not chart.steps:
        return [flow_dot(chart)]
    chart = replace(chart, look=replace(chart.look, width=RISK_WIDTH))
    whole = _laid_risks(chart, rows)
    if whole.flow.layout.height <= limit:
        return [_drawn_risks(chart, whole, graded=bool(whole.left))]
    pages = _pages(chart, whole.flow.rows, whole.flow.layout, limit)
    widest = _widest(_laid_risks(page, rows).flow.layout for page in pages)
    return [_drawn_risks(page, _laid_risks(page, rows, widest), graded=bool(whole.left)) for page in pages]


@dataclass(frozen=True)
class _Risks:
    """A risk drawing laid out: the flow, and what stands left and right of its steps."""

    flow: _Flow
    beside: dict[int, RiskRow]
    left: Labels
    right: Labels


def _laid_risks(chart: Chart, rows: Sequence[RiskRow], least: Sequence[float] = ()) -> _Risks:
    nodes, pairs = _graph(chart)
    rank, columns = layers.places(nodes, pairs)
    beside = {row.step: row for row in rows if row.step in rank}
    left = {no: risk_lines(row.risks) for no, row in beside.items() if row.risks}
    right = {no: measure_lines(row) for no, row in beside.items() if row.measures or row.responsible}
    lines = _lines(nodes, rank, columns, left.keys() | right.keys())
    shapes = _shapes(chart)
    last = max(columns.values()) - min(columns.values()) + 2
    bands = Bands(((0, 0), (1, last - 1), (last, last)), least, equal=False)
    layout = _place(chart, shapes, columns, lines, (left, right), bands=bands)
    return _Risks(_Flow(lines, _widened(shapes, layout), layout), beside, left, right)


def _drawn_risks(chart: Chart, laid: _Risks, *, graded: bool) -> Drawing:
    canvas, layout = Canvas(_("流程图")), laid.flow.layout
    names = (_("风险点及等级"), _("权力运行流程"), _("防控措施及责任人"))
    draw_bands(canvas, layout, names)
    draw_sides(canvas, layout, laid.flow.shapes, laid.beside, (laid.left, laid.right))
    _draw(canvas, chart, laid.flow.shapes, layout)
    frame(canvas, chart, graded=graded)
    return Drawing(canvas.source())


def _lines(
    nodes: Sequence[int], rank: Mapping[int, int], columns: Mapping[int, int], beside: Set[int]
) -> dict[int, int]:
    """Return the line of each step of the risk drawing: a step with something beside it has one of its own.

    The others of a rank share one; the line of the main path is the last of its rank.
    """
    main = {rank[no] for no in nodes if columns[no] == 0 and no not in beside}
    keys = {
        no: (rank[no], columns[no] == 0, columns[no], no)
        if no in beside
        else (rank[no], rank[no] in main, 0, 0)
        for no in nodes
    }
    place = {key: at for at, key in enumerate(sorted(set(keys.values())))}
    return {no: place[keys[no]] for no in nodes}


def _steps(chart: Chart) -> list[ChartStep]:
    """Return the steps by number, a repeated number once."""
    return [step for _no, step in sorted({step.no: step for step in chart.steps}.items())]


def _graph(chart: Chart) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    """Return step numbers and the pairs that lead from one existing step to another."""
    return tuple(step.no for step in _steps(chart)), tuple(chart.ways)


def _condition_lines(words: str, look: Look, *, aside: bool = False) -> list[Text]:
    if not words:
        return []
    lines = wrap_whole(words, look.aside) if aside else wrap(words, look.condition)
    return [Text(line, look.small, INK) for line in lines]


def _size(lines: Sequence[Text]) -> tuple[float, float]:
    """Return width and height of a condition."""
    return (text_width(lines) + 2, text_height(lines)) if lines else (0.0, 0.0)


def _shapes(chart: Chart, *, named: Sequence[str] | None = None) -> dict[int, Figure]:
    """Measure the steps.

    `named` are the actors written into their steps, None for all.
    """
    shapes = {}
    for step in _steps(chart):
        actor = named is None or step.actor in named
        shapes[step.no] = figures.figure(
            step, width=chart.look.width, show_actor=actor, small=chart.look.small
        )
    return shapes


def _widened(shapes: Mapping[int, Figure], layout: Layout) -> dict[int, Figure]:
    """Return the shapes as wide as the texts below them made them."""
    wide = layout.widened
    return {no: replace(one, width=wide[one.key]) if one.key in wide else one for no, one in shapes.items()}


def _place(
    chart: Chart,
    shapes: Mapping[int, Figure],
    columns: Mapping[int, int],
    rows: Mapping[int, int],
    sides: tuple[Labels, Labels] | None = None,
    least: Mapping[int, float] | None = None,
    bands: Bands | None = None,
    *,
    rigid: bool = False,
) -> Layout:
    """Put the shapes (and the boxes beside them) on the grid and route the edges."""
    first = min(columns.values(), default=0) - (1 if sides else 0)
    last = max(columns.values(), default=0) - first + 1
    boxes = [
        Box(
            one.key,
            columns[no] - first,
            rows[no],
            one.width,
            one.height,
            one.inset,
            one.step.kind != "parallel",
            one.step.kind == "decision",
            rigid,
        )
        for no, one in shapes.items()
    ]
    for name, column, texts in zip(("risk", "measure"), (0, last), sides or (), strict=False):
        boxes += [
            Box(f"{name}-{no}", column, rows[no], SIDE_WIDTH, text_height(lines) + 14)
            for no, lines in texts.items()
        ]
    wires = []
    for (source, target), words in chart.ways.items():
        below, aside = (_size(_condition_lines(words, chart.look, aside=side)) for side in (False, True))
        wires.append(Wire(f"step-{source}", f"step-{target}", *below, aside))
    return arrange(boxes, wires, {0: SIDE_WIDTH, last: SIDE_WIDTH} if sides else least, bands)


def _draw(canvas: Canvas, chart: Chart, shapes: Mapping[int, Figure], layout: Layout) -> None:
    """Draw the steps in order, then the edges."""
    for one in shapes.values():
        figures.draw(canvas, one, layout.centres[one.key])
    marked = {(edge.source, edge.target): edge.mark for edge in chart.edges}
    ways = zip(chart.ways.items(), layout.routes, strict=True)
    for ((source, target), words), route in ways:
        back = route.points[-1][1] < route.points[0][1]
        canvas.line(
            f"edge-{source}-{target}",
            (f"step-{source}", f"step-{target}"),
            route.points,
            _condition_lines(words, chart.look, aside=route.aside),
            route.label,
            marks.way(marked[source, target], {"class": "flow back" if back else "flow"}),
        )
