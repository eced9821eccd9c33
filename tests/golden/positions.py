"""A drawing as lines of text that people compare: where everything stands, and what is written there."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import pairwise

from powers.chart import Drawing

HEAD = "# points, y downwards; shapes: left top width height; lines: corners from tail to head\n"
SHAPE = re.compile(r'^  "(?P<name>[^"]+)" \[label=(?P<label><.*>|"") pos=.*')
LINE = re.compile(r'^  "(?P<tail>[^"]+)" -> "(?P<head>[^"]+)" \[pos="(?P<spline>[^"]+)".*')
SIZES = re.compile(r' pos="(\S+),(\S+)" width=(\S+) height=(\S+) ')
WORDS = re.compile(r"<FONT [^>]*>(?:<B>)?(.*?)(?:</B>)?</FONT>")
LABEL = re.compile(r' label=(<.*>) lp="(\S+),(\S+)"')
CLASS = re.compile(r' class="([^"]+)"')


def text_of(drawing: Drawing) -> str:
    """Return the drawing's shapes, then its lines, in drawing order; everything in whole points."""
    return HEAD + "".join(f"{line}\n" for line in _lines(drawing.source))


def boxes_of(drawing: Drawing) -> dict[str, tuple[float, float, float, float]]:
    """Return left, top, width and height of every shape by its name."""
    found = (SHAPE.match(row) for row in drawing.source.splitlines())
    return {one["name"]: _box(one[0]) for one in found if one}


def ways_of(drawing: Drawing) -> list[tuple[str, str, list[tuple[float, float]]]]:
    """Return tail, head and corners of every line."""
    found = (LINE.match(row) for row in drawing.source.splitlines())
    return [(one["tail"], one["head"], corners_of(one["spline"])) for one in found if one]


def _lines(source: str) -> Iterator[str]:
    for row in source.splitlines():
        if found := SHAPE.match(row):
            yield _shape(found["name"], found["label"], row)
        elif found := LINE.match(row):
            yield _line(f"{found['tail']} -> {found['head']}", found["spline"], row)


def _shape(name: str, label: str, row: str) -> str:
    place = " ".join(f"{round(value):5}" for value in _box(row))
    return f"{name:18} {place}  {_class(row)}{_said(label)}"


def _box(row: str) -> tuple[float, float, float, float]:
    sizes = SIZES.search(row)
    assert sizes, row
    x, y, wide, high = map(float, sizes.groups())
    wide, high = wide * 72, high * 72
    return x - wide / 2, -y - high / 2, wide, high


def _line(ends: str, spline: str, row: str) -> str:
    corners = " ".join(f"{round(x)},{round(-y)}" for x, y in corners_of(spline))
    label = LABEL.search(row)
    words = f"{_said(label[1])} at {round(float(label[2]))},{round(-float(label[3]))}" if label else ""
    return f"{ends:18} {corners}  {_class(row)}{words}"


def corners_of(spline: str) -> list[tuple[float, float]]:
    """Return the corners of a `pos`: its Bézier pieces are straight and round in turn, the round ones named
    twice at the corner they round off."""
    tip, _space, rest = spline.partition(" ") if spline.startswith("e,") else ("", "", spline)
    points = [_point(part) for part in rest.split()]
    round_pieces = points[4::6]
    corners = [points[0], *round_pieces, _point(tip[2:]) if tip else points[-1]]
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(corners)), spline
    return corners


def _point(text: str) -> tuple[float, float]:
    x, y = text.split(",")
    return float(x), float(y)


def _class(row: str) -> str:
    found = CLASS.search(row)
    return found[1] if found else ""


def _said(label: str) -> str:
    words = [html.unescape(line).replace("\xa0", " ").strip() for line in WORDS.findall(label)]
    written = " / ".join(line for line in words if line)
    return f" | {written}" if written else ""
