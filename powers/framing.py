"""What stands around a drawing: the title block above it, the signs explained and the notes below it; its bands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from powers.chart import Chart
from powers.enums import StepKind
from riskreg.phrases import spaced
from riskreg.rendering import marks
from riskreg.rendering.canvas import INK, LINE, MUTED, Canvas, Text, framed, label, line_width, text_height
from riskreg.rendering.figures import DECISION_FILL, SMALL, is_external
from riskreg.rendering.grid import Layout
from riskreg.rendering.text import display_width, wrap

TITLE = 15
LEAST_WIDE = 260.0
"""So wide is what stands around the drawing of a few narrow steps."""
BAND_FILL, BAND_LINE, BAND_HEAD = "#f8fafc", "#cbd5e1", "#e8edf3"
SAMPLE_WIDE, SAMPLE_HIGH, BETWEEN = 26.0, 13.0, 12.0


def frame(canvas: Canvas, chart: Chart, *, graded: bool = False) -> None:
    """Add the title block above what has been drawn, and signs, grades and notes below it."""
    middle, wide = (canvas.left + canvas.right) / 2, max(canvas.right - canvas.left, LEAST_WIDE)
    left, right = middle - wide / 2, middle + wide / 2
    _title_block(canvas, chart, middle, wide)
    below = _signs(canvas, chart, left, right, canvas.bottom + 14)
    notes = [*chart.notes]
    if graded or any(step.badges for step in chart.steps):
        notes.insert(0, _("风险等级：▲A、■B、●C、○未定级（A级最高）"))
    for number, note in enumerate(notes, 1):
        lines = [Text(line, SMALL, MUTED) for line in wrap(note, max(int((right - left) / SMALL * 2) - 2, 8))]
        if lines:
            below = canvas.text(f"note-{number}", left, below, lines, "note") + 2


def _title_block(canvas: Canvas, chart: Chart, middle: float, wide: float) -> None:
    head = [Text(line, TITLE, INK, bold=True) for line in wrap(chart.title, max(int(wide / TITLE * 2), 8))]
    if not head:
        return
    head += [Text(line, SMALL, MUTED) for line in _filled(_facts(chart), max(int(wide / SMALL * 2), 8))]
    high = text_height(head)
    looks = {"shape": "plaintext", "class": "head"}
    canvas.shape("head", (middle, canvas.top - 14 - high / 2), (wide, high), label(head), looks)


def _filled(facts: Iterable[str], width: int) -> list[str]:
    """Return the facts on as few lines as hold them, each whole if it fits on a line."""
    lines: list[str] = []
    for fact in facts:
        if lines and display_width(lines[-1]) + 2 + display_width(fact) <= width:
            lines[-1] = spaced((lines[-1], fact))
        else:
            lines += wrap(fact, width)
    return lines


def _facts(chart: Chart) -> Iterator[str]:
    if chart.code:
        yield _("编码：%(code)s") % {"code": chart.code}
    if chart.unit:
        yield _("承办机构：%(unit)s") % {"unit": chart.unit}
    if chart.edition:
        yield _("版次：%(edition)s") % {"edition": chart.edition}
    if chart.day:
        yield _("日期：%(day)s") % {"day": chart.day}
    if chart.part:
        yield chart.part


class Sign(NamedTuple):
    """A sign as it is explained: how its sample is drawn, in words, where it has a second line inside, its name."""

    looks: dict[str, str]
    word: str
    sides: str = ""
    name: str = ""


@cache
def _kinds(_language: str | None) -> tuple[tuple[set[str], Sign], ...]:
    """Return the signs of GB/T 1526 with the kinds of steps they stand for."""
    diamond = {"shape": "diamond", "style": "filled", "fillcolor": DECISION_FILL}
    slanted = {"shape": "polygon", "sides": "4", "skew": "0.4", "style": "filled"}
    bare = {"style": "filled", "color": "white", "penwidth": "0"}
    return (
        (
            {StepKind.START, StepKind.END},
            Sign({"style": "filled,rounded", "penwidth": "1.4"}, _("开始、结束"), name="terminal"),
        ),
        ({StepKind.DECISION}, Sign(diamond, _("判断"), name="decision")),
        ({StepKind.APPLY}, Sign(slanted, _("申请、提交"), name="apply")),
        ({StepKind.PARALLEL}, Sign(bare, _("并行"), "TB", "parallel")),
        ({StepKind.SUBPROCESS}, Sign({"style": "filled"}, _("既定子流程"), "LR", "subprocess")),
        ({"connector"}, Sign({"shape": "circle", "style": "filled"}, _("转接他页"), name="connector")),
    )


def signs_of(chart: Chart) -> list[Sign]:
    """Return the signs of the chart's steps, in the order they are explained in."""
    used = {step.kind for step in chart.steps}
    shown = [sign for kinds, sign in _kinds(get_language()) if kinds & used]
    if any(is_external(step) for step in chart.steps):
        shown.append(Sign({"style": "filled,dashed"}, _("外部主体办理"), name="external"))
    return shown


def _used(chart: Chart) -> list[Sign]:
    """Return the signs the drawing uses, those of changes last."""
    shown = signs_of(chart)
    found = {mark for step in chart.steps for mark in step.marks} | {edge.mark for edge in chart.edges}
    if found == {""}:
        return shown
    return shown + [Sign(marks.sample(mark), marks.explained(mark)) for mark in marks.SIGNS if mark in found]


def _signs(canvas: Canvas, chart: Chart, left: float, right: float, top: float) -> float:
    """Explain the signs the drawing uses, in rows; return the y below them."""
    shown = _used(chart)
    if len(chart.steps) < 2 or not shown:
        return top
    x, size = left, (SAMPLE_WIDE, SAMPLE_HIGH)
    for number, sign in enumerate(shown, 1):
        wide = SAMPLE_WIDE + 4 + line_width(sign.word, SMALL) + BETWEEN
        if x > left and x + wide - BETWEEN > right:
            x, top = left, top + SAMPLE_HIGH + 4
        looks = {"fillcolor": "white", "color": LINE, "class": "sign", **sign.looks}
        centre = (x + SAMPLE_WIDE / 2, top + SAMPLE_HIGH / 2)
        inner = SAMPLE_WIDE - 8 * (sign.sides == "LR")
        words = framed((), inner, SAMPLE_HIGH, sign.sides) if sign.sides else label(())
        area = (SAMPLE_HIGH, SAMPLE_HIGH) if looks.get("shape") == "circle" else size
        canvas.shape(f"sign-{number}", centre, area, words, looks)
        if "diff-changed" in looks["class"]:
            marks.outline(canvas, f"sign-{number}", centre, size, looks)
        line = [Text(sign.word, SMALL, MUTED)]
        canvas.text(f"sign-text-{number}", x + SAMPLE_WIDE + 4, top - 1, line, "note")
        x += wide
    return top + SAMPLE_HIGH + 6


def draw_bands(canvas: Canvas, layout: Layout, names: Sequence[str]) -> None:
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
