"""Placed shapes, lines and texts in, DOT for `neato -n2` out. Points, y downwards."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from riskreg.rendering.dot import html_text, quote
from riskreg.rendering.grid import Point
from riskreg.rendering.svg import safe_link

FONT = "Noto Sans CJK SC"
INK = "#1f2937"
MUTED = "#475569"
LINE = "#64748b"
CORNER = 4.0
ARROW = 6.5
LEADING = 1.4
"""Height of a line of text in font sizes."""


class Text(NamedTuple):
    """One line of a label: its words, size in whole points (Graphviz cuts fractions), colour, weight."""

    words: str
    size: int = 11
    color: str = INK
    bold: bool = False
    height: float = 0.0
    """Height of the line in points where it differs from the usual."""

    @property
    def pitch(self) -> int:
        return round(self.height or self.size * LEADING)


@lru_cache(maxsize=8192)
def line_width(words: str, size: float) -> float:
    """Return the printed width in points, on the safe side for Latin letters."""
    ems = 0.0
    for sign in words:
        ems += _ems(sign)
    return ems * size


@cache
def _ems(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WFA":
        return 1.0
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0.0
    return 0.92 if sign in "MWmw@%&" else 0.7 if sign.isupper() else 0.58


def text_width(lines: Sequence[Text]) -> float:
    return max((line_width(line.words, line.size) for line in lines), default=0.0)


def text_height(lines: Sequence[Text]) -> float:
    return float(sum(line.pitch for line in lines))


def label(lines: Sequence[Text], *, width: float = 0.0, left: bool = False) -> str:
    """Return an HTML-like label (with its angle brackets), every word escaped.

    Every line is LEADING times its size high. `left` sets the lines at the left edge of `width`.
    """
    return _label(tuple(lines), width, "LEFT" if left else "CENTER") if lines else '""'


@lru_cache(maxsize=8192)
def _label(lines: tuple[Text, ...], width: float, side: str) -> str:
    return f"<{table(lines, width=width, left=side == 'LEFT')}>"


def table(lines: Sequence[Text], *, width: float = 0.0, left: bool = False, fixed: bool = False) -> str:
    """Return the lines as an HTML-like table, one row a line; `fixed` keeps it from filling a cell."""
    if not lines:
        return ""
    side = "LEFT" if left else "CENTER"
    size = f' WIDTH="{width:.0f}"' if width else ""
    if fixed:
        size = f' FIXEDSIZE="TRUE" WIDTH="{text_width(lines) + 4:.0f}" HEIGHT="{text_height(lines):.0f}"'
    rows = "".join([_row(line, side) for line in lines])
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"{size}>{rows}</TABLE>'


@lru_cache(maxsize=8192)
def _row(line: Text, side: str) -> str:
    words = html_text(line.words).replace(" ", "&#160;") or "&#160;"
    words = f"<B>{words}</B>" if line.bold else words
    return (
        f'<TR><TD ALIGN="{side}" HEIGHT="{line.pitch}">'
        f'<FONT POINT-SIZE="{line.size}" COLOR="{line.color}">{words}</FONT></TD></TR>'
    )


def framed(lines: Sequence[Text], width: float, height: float, sides: str) -> str:
    """Return a label with a second line inside the shape at the given sides ("LR" or "TB")."""
    return (
        f'<<TABLE BORDER="1" SIDES="{sides}" COLOR="{LINE}" CELLBORDER="0" CELLSPACING="0" '
        f'CELLPADDING="0" FIXEDSIZE="TRUE" WIDTH="{width:.0f}" HEIGHT="{height:.0f}">'
        f'<TR><TD FIXEDSIZE="TRUE" WIDTH="{width - 2:.0f}" HEIGHT="{height - 2:.0f}" ALIGN="CENTER" '
        f'VALIGN="MIDDLE">{table(lines, fixed=True)}</TD></TR></TABLE>>'
    )


@dataclass
class Canvas:
    """Collects shapes in drawing order, then writes them as one graph."""

    name: str
    margin: float = 12.0
    nodes: list[str] = field(default_factory=list)
    edges: list[str] = field(default_factory=list)
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    def cover(self, left: float, top: float, right: float, bottom: float) -> None:
        """Make the drawing at least this large."""
        self.left = (
            left if left < self.left else self.left
        )  # asked for every shape: `min` takes three times as long
        self.top = top if top < self.top else self.top
        self.right = right if right > self.right else self.right
        self.bottom = bottom if bottom > self.bottom else self.bottom

    def shape(
        self,
        key: str,
        centre: Point,
        size: Point,
        label: str = '""',
        attributes: Mapping[str, str] | None = None,
        url: str | None = None,
        tooltip: str = "",
    ) -> None:
        """Add a shape of fixed `size` around `centre`. `label` comes from `label` or `framed`."""
        x, y = centre
        wide, high = size
        self.cover(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        looks = tuple(attributes.items()) if attributes else ()
        self.nodes.append(_node(key, label, (x, y, wide, high), looks, url, tooltip))

    def text(self, key: str, left: float, top: float, lines: Sequence[Text], kind: str) -> float:
        """Add lines of text that begin at `left`; return the y below them."""
        wide, high = text_width(lines) + 8, text_height(lines) + 4
        centre = (left - 2 + wide / 2, top + high / 2)
        given = {"shape": "plaintext", "class": kind}
        self.shape(key, centre, (wide, high), label(lines, width=wide - 4, left=True), given)
        return top + high

    def line(
        self,
        key: str,
        ends: tuple[str, str],
        points: Sequence[Point],
        words: Sequence[Text] = (),
        at: Point | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> None:
        """Add a line with rounded corners through `points`, with an arrow unless dir=none."""
        given = attributes or {}
        tip = given.get("dir") != "none"
        more = f" id={quote(key)}{_written(tuple(given.items()))}"
        if words and at is not None:
            more += f' label={label(words)} lp="{at[0]:.2f},{-at[1]:.2f}"'
            wide, high = text_width(words) / 2, text_height(words) / 2
            self.cover(at[0] - wide, at[1] - high, at[0] + wide, at[1] + high)
        spline, area = _spline(tuple(points), tip=tip)
        self.cover(*area)
        self.edges.append(f'  {quote(ends[0])} -> {quote(ends[1])} [pos="{spline}"{more}];')

    def source(self) -> str:
        """Return the DOT of everything collected."""
        edge = self.margin
        corners = ((self.left - edge, self.top - edge), (self.right + edge, self.bottom + edge))
        (left, top), (right, bottom) = corners
        head = [
            f"digraph {quote(self.name)} {{",
            (
                f'  graph [bb="{left:.2f},{-bottom:.2f},{right:.2f},{-top:.2f}" outputorder=nodesfirst '
                f'pad=0 splines=true notranslate=false charset="UTF-8" fontname={quote(FONT)}];'
            ),
            (
                f"  node [fontname={quote(FONT)} fontsize=11 fixedsize=true margin=0 shape=box "
                f'color="{LINE}" fontcolor="{INK}" penwidth=1];'
            ),
            (
                f'  edge [fontname={quote(FONT)} fontsize=9 color="{LINE}" fontcolor="{INK}" '
                "arrowsize=0.65 penwidth=1];"
            ),
        ]
        paper = (
            f'  "paper" [label="" id="paper" class="paper" style=filled fillcolor="white" '
            f'color="white" pos="{(left + right) / 2:.2f},{-(top + bottom) / 2:.2f}" '
            f"width={(right - left) / 72:.4f} height={(bottom - top) / 72:.4f}];"
        )
        return "\n".join([*head, paper, *self.nodes, *self.edges, "}", ""])


@lru_cache(maxsize=8192)
def _node(
    key: str,
    label: str,
    area: tuple[float, float, float, float],
    looks: tuple[tuple[str, str], ...],
    url: str | None,
    tooltip: str,
) -> str:
    """Return a shape as DOT. Remembered: signs, beginnings and ends are the same in many charts."""
    x, y, wide, high = area
    name, more = quote(key), _written(looks)
    if (link := safe_link(url)) is not None:
        more += f" URL={quote(link)}"
    if tooltip:
        more += f" tooltip={quote(tooltip)}"
    place = f'pos="{x:.2f},{-y:.2f}" width={wide / 72:.4f} height={high / 72:.4f}'
    return f"  {name} [label={label} {place} id={name}{more}];"


@lru_cache(maxsize=1024)
def _written(attributes: tuple[tuple[str, str], ...]) -> str:
    """Return attributes as DOT, each after a space; shapes of one kind share them."""
    return "".join(f" {name}={quote(value)}" for name, value in attributes)


@lru_cache(maxsize=8192)
def _spline(points: tuple[Point, ...], *, tip: bool) -> tuple[str, tuple[float, float, float, float]]:
    """Return Graphviz's `pos` of an edge, Bézier pieces with small arcs at the corners; and the area it takes."""
    corners = list(points)
    across, down = zip(*points, strict=True)
    area = (min(across) - 2, min(down) - 2, max(across) + 2, max(down) + 2)
    head = ""
    if tip:
        end, before = corners[-1], corners[-2]
        head = f"e,{_at(end)} "
        corners[-1] = _towards(end, before, ARROW)
    pieces = [_at(corners[0])]
    here = corners[0]
    for previous, corner, following in zip(corners, corners[1:], corners[2:], strict=False):
        radius = min(CORNER, _far(previous, corner) / 2, _far(corner, following) / 2)
        enter, leave = _towards(corner, previous, radius), _towards(corner, following, radius)
        pieces += [_at(here), _at(enter), _at(enter), _at(corner), _at(corner), _at(leave)]
        here = leave
    pieces += [_at(here), _at(corners[-1]), _at(corners[-1])]
    return head + " ".join(pieces), area


def _at(point: Point) -> str:
    return f"{point[0]:.2f},{-point[1]:.2f}"


def _far(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _towards(start: Point, goal: Point, distance: float) -> Point:
    """Return the point `distance` from `start` towards `goal` (lines are upright or level)."""
    length = _far(start, goal) or 1.0
    share = min(distance / length, 1.0)
    return (start[0] + (goal[0] - start[0]) * share, start[1] + (goal[1] - start[1]) * share)
