"""Areas and distances in a drawing, read from what is handed to the engine."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from powers.chart import Drawing
from riskreg.rendering.canvas import Text, text_height, text_width
from tests.golden.positions import boxes_of, corners_of

Area = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Point = tuple[float, float]

_WORDS = re.compile(r'POINT-SIZE="(\d+)"[^>]*>(.*?)</FONT>')
_LINE = re.compile(
    r'^  "(?P<tail>[^"]+)" -> "(?P<head>[^"]+)" \[pos="(?P<spline>[^"]+)"(?P<more>.*)$', re.MULTILINE
)
_LABEL = re.compile(r' label=(<.*>) lp="(\S+),(\S+)"')
_EDGE = re.compile(r'bb="([^"]+)"')
_SOLID = re.compile(r"(step|risk|measure)-\d+")
_LANE = re.compile(r"lane-\d+")


@dataclass(frozen=True)
class Way:
    """A line with its corners, and its words and the area they take, if it has any."""

    tail: str
    head: str
    corners: tuple[Point, ...]
    words: str = ""
    area: Area | None = None

    @property
    def name(self) -> str:
        return f"{self.tail} -> {self.head}"

    @cached_property
    def legs(self) -> list[Area]:
        return [
            (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
            for a, b in pairwise(self.corners)
        ]


@dataclass(frozen=True)
class Measured:
    """Where everything stands: boxes that no line may cross, lanes, lines, and the edge of the drawing."""

    solid: dict[str, Area]
    lanes: list[Area]
    ways: list[Way]
    paper: Area


def measured(drawing: Drawing) -> Measured:
    areas = {
        name: (left, top, left + wide, top + high)
        for name, (left, top, wide, high) in boxes_of(drawing).items()
    }
    return Measured(
        {name: area for name, area in areas.items() if _SOLID.fullmatch(name)},
        [area for name, area in areas.items() if _LANE.fullmatch(name)],
        list(_ways(drawing.source)),
        _paper(drawing.source),
    )


def _paper(source: str) -> Area:
    found = _EDGE.search(source)
    assert found, source[:200]
    left, bottom, right, top = map(float, found[1].split(","))
    return left, -top, right, -bottom


def lines_of(label: str) -> list[Text]:
    """Return the lines of a label as written into the drawing."""
    return [
        Text(re.sub("<.*?>", "", html.unescape(words)).replace("\xa0", " ").replace("\\\\", "\\"), int(size))
        for size, words in _WORDS.findall(label)
    ]


def _ways(source: str) -> Iterator[Way]:
    for found in _LINE.finditer(source):
        corners = tuple((x, -y) for x, y in corners_of(found["spline"]))
        label = _LABEL.search(found["more"])
        if label is None:
            yield Way(found["tail"], found["head"], corners)
            continue
        words, x, y = lines_of(label[1]), float(label[2]), -float(label[3])
        wide, high = text_width(words) / 2, text_height(words) / 2 - 2
        area = (x - wide, y - high, x + wide, y + high)
        yield Way(found["tail"], found["head"], corners, "".join(line.words for line in words), area)


def overlap(one: Area, other: Area, slack: float = 0.0) -> bool:
    """Tell whether two areas share more than `slack` points each way; lines have no breadth."""
    return (
        one[0] + slack < other[2]
        and other[0] + slack < one[2]
        and one[1] + slack < other[3]
        and other[1] + slack < one[3]
    )


def crosses(leg: Area, area: Area) -> bool:
    """Tell whether a straight piece of a line goes through the inside of an area."""
    return leg[0] < area[2] and area[0] < leg[2] + 0.01 and leg[1] < area[3] and area[1] < leg[3] + 0.01


def slopes_away(diamond: Area, area: Area) -> bool:
    """Tell whether an area lies beside a diamond, although in the rectangle around it."""
    half, tall = (diamond[2] - diamond[0]) / 2, (diamond[3] - diamond[1]) / 2
    x, y = (diamond[0] + diamond[2]) / 2, (diamond[1] + diamond[3]) / 2
    across, down = max(area[0] - x, x - area[2], 0), max(area[1] - y, y - area[3], 0)
    return across / half + down / tall > 0.97


def distance(one: Area, other: Area) -> float:
    """Return how far apart two parallel pieces run side by side; a large number where they do not."""
    upright = one[0] == one[2], other[0] == other[2]
    if upright[0] is not upright[1] or one[:2] == one[2:] or other[:2] == other[2:]:
        return 1000.0
    along, at = (1, 0) if upright[0] else (0, 1)
    shared = min(one[along + 2], other[along + 2]) - max(one[along], other[along])
    return abs(one[at] - other[at]) if shared > 1 else 1000.0
