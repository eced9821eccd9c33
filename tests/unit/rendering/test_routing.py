"""riskreg/rendering/routing.py: whatever stands where, lines go around it."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.rendering.bands import Bands
from riskreg.rendering.grid import Box, Layout, Point, Wire
from riskreg.rendering.routing import arrange

Area = tuple[float, float, float, float]
CELLS = [(column, row) for column in range(4) for row in range(5)]


@st.composite
def grounds(draw: st.DrawFn) -> tuple[list[Box], list[Wire], Bands | None]:
    """Boxes in some cells of a grid, and wires between any of them, some with words."""
    cells = draw(st.lists(st.sampled_from(CELLS), min_size=2, max_size=14, unique=True))
    sizes = st.tuples(st.sampled_from([84.0, 120.0, 150.0]), st.sampled_from([30.0, 50.0, 90.0]))
    boxes = [
        Box(str(at), column, row, *draw(sizes), side_exits=draw(st.integers(0, 4)) > 0)
        for at, (column, row) in enumerate(cells)
    ]
    keys = st.sampled_from([box.key for box in boxes])
    pairs = draw(
        st.lists(st.tuples(keys, keys).filter(lambda pair: pair[0] != pair[1]), max_size=16, unique=True)
    )
    wires = [Wire(*pair, *draw(st.sampled_from([(0.0, 0.0), (30.0, 13.0), (60.0, 26.0)]))) for pair in pairs]
    return boxes, wires, draw(st.sampled_from([None, Bands(((0, 0), (1, 2), (3, 3)))]))


def areas(boxes: list[Box], layout: Layout) -> dict[str, Area]:
    found = {}
    for box in boxes:
        x, y = layout.centres[box.key]
        found[box.key] = (x - box.width / 2, y - box.height / 2, x + box.width / 2, y + box.height / 2)
    return found


def overlap(one: Area, other: Area, slack: float = 0.5) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > slack and down > slack


def pieces(points: tuple[Point, ...]) -> list[Area]:
    return [
        (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        for a, b in itertools.pairwise(points)
    ]


def crosses(piece: Area, area: Area) -> bool:
    """Tell whether a line goes through the inside of an area."""
    left, top, right, bottom = (area[0] + 1, area[1] + 1, area[2] - 1, area[3] - 1)
    return piece[0] < right and left < piece[2] + 0.01 and piece[1] < bottom and top < piece[3] + 0.01


@given(grounds())
@settings(max_examples=300, deadline=None)
def test_boxes_keep_apart_and_lines_go_around_them(
    ground: tuple[list[Box], list[Wire], Bands | None],
) -> None:
    boxes, wires, bands = ground
    layout = arrange(boxes, wires, {3: 0.0}, bands)
    placed = areas(boxes, layout)
    for one, other in itertools.combinations(placed.values(), 2):
        assert not overlap(one, other)
    for wire, route in zip(wires, layout.routes, strict=True):
        for piece in pieces(route.points):
            assert piece[0] == piece[2] or piece[1] == piece[3], "a crooked line"
            for key, area in placed.items():
                assert not crosses(piece, area), (wire, key)


@given(grounds())
@settings(max_examples=300, deadline=None)
def test_words_stand_beside_the_boxes(ground: tuple[list[Box], list[Wire], Bands | None]) -> None:
    boxes, wires, bands = ground
    layout = arrange(boxes, wires, {3: 0.0}, bands)
    placed = areas(boxes, layout)
    for wire, route in zip(wires, layout.routes, strict=True):
        assert (route.label is None) is (wire.label_width == 0)
        if route.label:
            (x, y), half, tall = route.label, wire.label_width / 2, wire.label_height / 2
            words = (x - half, y - tall, x + half, y + tall)
            assert not any(overlap(words, area) for area in placed.values()), wire
