"""Which drawing of a chart fits a sheet: as many words and as few columns as the space allows.

Lengths are in rem, the height of the smallest letters of the sheet; a drawing's own are in points. The small
words of a drawing are never smaller than one rem. When a chart does not fit, words are left out, step by step
(`WORDS`); the letters never get smaller.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.translation import get_language

from powers.chart import Chart, ChartStep, Drawing, Look
from powers.diagrams import flow_dot, flow_pages
from riskreg.rendering.figures import BODY, SMALL

ALL, OTHERS, LABELS = "all", "others", "labels"
WORDS = (ALL, OTHERS, LABELS)
"""What steps say: everything; the actor only where it is not the unit itself; neither actor nor time limit."""
WIDTHS = (184.0, 150.0, 120.0)
LARGEST = 2.3  # rem: letters of the labels on a chart of few steps
GAP = 1.6  # rem between columns
COLUMN_WORTH = 0.82  # share of the size one would give up rather than have another column
HEAD = 2.4  # rem for the heading of a column, where there are several
CONNECTORS = (0.0, 62.0, 124.0)
"""Points of height that the connectors of a column may need: none, one row, a row above and one below."""


@dataclass(frozen=True)
class Column:
    """One drawing, `width` by `height` rem, and its place in the row of all columns (from 1)."""

    drawing: Drawing
    width: float
    height: float
    number: int


@dataclass(frozen=True)
class Fitted:
    """The columns of each sheet, which words they hold, and the height of their labels in rem."""

    sheets: tuple[tuple[Column, ...], ...]
    words: str
    letters: float

    @property
    def columns(self) -> int:
        return sum(map(len, self.sheets))

    @property
    def merit(self) -> float:
        """How good the drawing looks: large letters, few columns."""
        return float(self.letters * COLUMN_WORTH ** (self.columns - 1))


def fit(
    chart: Chart, width: float, height: float, *, words: Sequence[str] = WORDS, sheets: int = 1
) -> Fitted | None:
    """Return the best drawing of the chart on up to `sheets` sheets with this room, None if none fits.

    More words come before fewer sheets, fewer sheets before larger letters; a column is worth a little size.
    """
    for level in words:
        found = list(_candidates(_said(chart, level), width, height, level, sheets))
        if found:
            return min(found, key=lambda one: (len(one.sheets), -one.merit))
    return None


def _said(chart: Chart, level: str) -> Chart:
    """Return the chart with the words of the level."""
    return replace(chart, steps=tuple(_step(step, chart.unit, level) for step in chart.steps))


def _step(step: ChartStep, unit: str, level: str) -> ChartStep:
    if level == LABELS:
        return replace(step, actor="", time_limit_text="")
    return replace(step, actor="") if level == OTHERS and step.actor == unit else step


def _candidates(chart: Chart, width: float, height: float, level: str, sheets: int) -> Iterator[Fitted]:
    for small in (SMALL, BODY):
        for wide in WIDTHS:
            drawn = replace(chart, look=Look(wide, small, framed=False))
            room = int((height - HEAD) * small - 24) // 12 * 12
            paged = (_pages(drawn, room - spare, get_language()) for spare in CONNECTORS)
            for drawings in (_pages(drawn, math.inf, get_language()), *paged):
                fitted = _packed(drawings, small, (width, height), level)
                if fitted and len(fitted.sheets) <= sheets:
                    yield fitted


@lru_cache(maxsize=512)
def _pages(chart: Chart, room: float, _language: str | None) -> tuple[Drawing, ...]:
    """Return the chart's columns, each with steps up to `room` points high, for many rooms are tried remembered.

    Connectors speak the reader's language, so that each language is remembered by itself.
    """
    return (flow_dot(chart),) if room == math.inf else tuple(flow_pages(chart, max(room, 60.0)))


def _packed(drawings: Sequence[Drawing], small: int, room: tuple[float, float], level: str) -> Fitted | None:
    """Set the drawings side by side on sheets, at the smallest size, then enlarge them to fill."""
    width, height = room[0], room[1] - (HEAD if len(drawings) > 1 else 0.0)
    sizes = [drawing.size for drawing in drawings]
    if any(wide > width * small or high > height * small for wide, high in sizes):
        return None
    rows: list[list[int]] = [[]]
    for at, (wide, _high) in enumerate(sizes):
        taken = sum(sizes[other][0] / small + GAP for other in rows[-1])
        if taken + wide / small > width:
            rows.append([])
        rows[-1].append(at)
    largest = min(min(_stretch(row, sizes, width, height) for row in rows), LARGEST / BODY)
    sheets = tuple(
        tuple(Column(drawings[at], sizes[at][0] * largest, sizes[at][1] * largest, at + 1) for at in row)
        for row in rows
    )
    return Fitted(sheets, level, BODY * largest)


def _stretch(row: Sequence[int], sizes: Sequence[tuple[float, float]], width: float, height: float) -> float:
    """Return the rem per point at which the row fills its sheet."""
    across = (width - GAP * (len(row) - 1)) / sum(sizes[at][0] for at in row)
    return min(across, *(height / sizes[at][1] for at in row))
