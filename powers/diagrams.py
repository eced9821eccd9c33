"""Flowcharts of a power: plain values in, DOT out. Three drawings from the same steps.

`flow_dot` (权力运行流程图), `lanes_dot` (one lane per post), `risk_dot` (廉政风险防控图: risks, flow,
measures). Shapes follow GB/T 1526. What is public or internal the caller decides: a chart without
badges and risk rows says nothing about risk. The same values always give the same text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.translation import gettext as _

from powers import paging
from powers.beside import SIDE_WIDTH, Labels, draw_sides, measure_lines, risk_lines
from powers.chart import Badge, Chart, ChartEdge, ChartStep, Drawing, Look, RiskRow, RiskText
from powers.framing import frame
from powers.lanes import Cells, Lanes, assign, cells, followed
from riskreg.rendering import figures, layers, marks
from riskreg.rendering.bands import Bands
from riskreg.rendering.canvas import INK, Canvas, Text, label, text_height, text_width
from riskreg.rendering.figures import Figure
from riskreg.rendering.grid import Box, Layout, Wire
from riskreg.rendering.routing import arrange, fork_width
from riskreg.rendering.text import wrap

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

LANE_WIDTH, RISK_WIDTH = 136.0, 164.0
UNEVEN = frozenset({"start", "end", "decision", "parallel", "connector"})
"""Kinds of steps that are no boxes: each is as high as its words need."""
LANE_CONDITION = 12
BAND_FILL, BAND_LINE, BAND_HEAD = "#f8fafc", "#cbd5e1", "#e8edf3"


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
    nodes, pairs = _graph(chart)
    rows = layers.ranks(nodes, pairs)
    columns = layers.columns(nodes, pairs, rows)
    shapes = _evened(_shapes(chart, columns), rows)
    return _Flow(rows, shapes, _place(chart, shapes, columns, rows))


def _evened(shapes: dict[int, Figure], rows: Mapping[int, int]) -> dict[int, Figure]:
    """Make boxes that stand side by side equally high."""
    boxes = {no: one for no, one in shapes.items() if one.step.kind not in UNEVEN}
    highest: dict[int, float] = {}
    for no, one in boxes.items():
        highest[rows[no]] = max(one.height, highest.get(rows[no], 0.0))
    return shapes | {no: replace(one, height=highest[rows[no]]) for no, one in boxes.items()}


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
    chart = replace(chart, look=replace(chart.look, width=LANE_WIDTH, condition=LANE_CONDITION))
    lanes = assign(_steps(chart), list(chart.ways))
    whole = _laid_lanes(chart, lanes)
    if whole.layout.height <= limit:
        return [_drawn_lanes(chart, lanes, whole)]
    pages = [
        (page, followed(lanes, list(page.ways))) for page in _pages(chart, whole.rows, whole.layout, limit)
    ]
    widest = _widest(_laid_lanes(*page).layout for page in pages)
    return [_drawn_lanes(*page, _laid_lanes(*page, widest)) for page in pages]


def _widest(layouts: Iterable[Layout]) -> tuple[float, ...]:
    """Return the width that each band needs on some page, so that it has it on all."""
    needs = [[right - left for left, right in pairwise(layout.edges)] for layout in layouts]
    return tuple(map(max, zip(*needs, strict=True)))


def _laid_lanes(chart: Chart, lanes: Lanes, least: Sequence[float] = ()) -> _Flow:
    where = _cells(*_graph(chart), lanes)
    shapes = _shapes(chart, where.columns, named=lanes.merged)
    bands = Bands(where.spans, least)
    return _Flow(where.rows, shapes, _place(chart, shapes, where.columns, where.rows, bands=bands))


def _drawn_lanes(chart: Chart, lanes: Lanes, laid: _Flow) -> Drawing:
    canvas = Canvas(_("流程图"))
    _draw_bands(canvas, laid.layout, lanes.names)
    _draw(canvas, chart, laid.shapes, laid.layout)
    frame(canvas, replace(chart, notes=(*chart.notes, *lanes.notes)))
    return Drawing(canvas.source())


def _cells(nodes: Sequence[int], pairs: Sequence[tuple[int, int]], lanes: Lanes) -> Cells:
    """Return where the steps stand in their lanes, those of the main path first."""
    path = layers.main_path(nodes, pairs)
    order = sorted(nodes, key=lambda no: (no not in path, no))
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
    layout = _place(chart, shapes, where.columns, where.rows, least=least, bands=Bands(where.spans))
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
    rank = layers.ranks(nodes, pairs)
    columns = layers.columns(nodes, pairs, rank)
    beside = {row.step: row for row in rows if row.step in rank}
    left = {no: risk_lines(row.risks) for no, row in beside.items() if row.risks}
    right = {no: measure_lines(row) for no, row in beside.items() if row.measures or row.responsible}
    lines = _lines(nodes, rank, columns, left.keys() | right.keys())
    shapes = _shapes(chart, columns)
    last = max(columns.values()) - min(columns.values()) + 2
    bands = Bands(((0, 0), (1, last - 1), (last, last)), least, equal=False)
    layout = _place(chart, shapes, columns, lines, (left, right), bands=bands)
    return _Risks(_Flow(lines, shapes, layout), beside, left, right)


def _drawn_risks(chart: Chart, laid: _Risks, *, graded: bool) -> Drawing:
    canvas, layout = Canvas(_("流程图")), laid.flow.layout
    names = (_("风险点及等级"), _("权力运行流程"), _("防控措施及责任人"))
    _draw_bands(canvas, layout, names)
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


def _graph(chart: Chart) -> tuple[list[int], list[tuple[int, int]]]:
    """Return step numbers and the pairs that lead from one existing step to another."""
    nodes = [step.no for step in _steps(chart)]
    return nodes, list(chart.ways)


def _condition_lines(words: str, look: Look) -> list[Text]:
    return [Text(line, look.small, INK) for line in wrap(words, look.condition)]


def _shapes(
    chart: Chart, columns: Mapping[int, int], *, named: Sequence[str] | None = None
) -> dict[int, Figure]:
    """Measure the steps; a bar grows until the texts below it stand side by side.

    `named` are the actors written into their steps, None for all.
    """
    shapes = {}
    for step in _steps(chart):
        actor = named is None or step.actor in named
        one = figures.figure(step, width=chart.look.width, show_actor=actor, small=chart.look.small)
        if step.kind == "parallel":
            one = replace(one, width=max(one.width, _fork_width(chart, columns, step.no)))
        shapes[step.no] = one
    return shapes


def _fork_width(chart: Chart, columns: Mapping[int, int], no: int) -> float:
    widths: dict[int, list[float]] = {-1: [], 0: [], 1: []}
    for (source, target), words in chart.ways.items():
        if source == no and words:
            turn = columns[target] - columns[no] or target < no  # what leads back leaves on the right
            widths[(turn > 0) - (turn < 0)].append(text_width(_condition_lines(words, chart.look)) + 2)
    return fork_width(max(widths[0], default=0.0), widths[-1], widths[1]) if any(widths.values()) else 0.0


def _place(
    chart: Chart,
    shapes: Mapping[int, Figure],
    columns: Mapping[int, int],
    rows: Mapping[int, int],
    sides: tuple[Labels, Labels] | None = None,
    least: Mapping[int, float] | None = None,
    bands: Bands | None = None,
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
        lines = _condition_lines(words, chart.look)
        wide = text_width(lines) + 2 if lines else 0.0
        wires.append(Wire(f"step-{source}", f"step-{target}", wide, text_height(lines)))
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
            _condition_lines(words, chart.look),
            route.label,
            marks.way(marked[source, target], {"class": "flow back" if back else "flow"}),
        )


def _draw_bands(canvas: Canvas, layout: Layout, names: Sequence[str]) -> None:
    """Draw a full-height band with a title between every two edges."""
    edges = layout.edges
    titles = [
        [Text(line, 11, INK, bold=True) for line in wrap(name, max(int((right - left - 8) / 5.5), 4))]
        for name, (left, right) in zip(names, pairwise(edges), strict=True)
    ]
    head = max((text_height(lines) for lines in titles), default=0.0) + 12
    top, bottom = -14.0 - head, layout.height + 14
    for number, (lines, left, right) in enumerate(zip(titles, edges[:-1], edges[1:], strict=True), 1):
        middle, wide = (left + right) / 2, right - left
        look = {"style": "filled", "color": BAND_LINE, "penwidth": "0.8"}
        body = {**look, "fillcolor": BAND_FILL if number % 2 else "white", "class": "lane"}
        canvas.shape(
            f"lane-{number}",
            (middle, (top + head + bottom) / 2),
            (wide, bottom - top - head),
            '""',
            body,
        )
        title = {**look, "fillcolor": BAND_HEAD, "class": "lane-title"}
        canvas.shape(f"lane-title-{number}", (middle, top + head / 2), (wide, head), label(lines), title)
