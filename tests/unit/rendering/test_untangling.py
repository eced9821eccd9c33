"""riskreg/rendering/untangling.py: another way is taken where that saves a crossing, and the drawing kept where not."""

from __future__ import annotations

from riskreg.rendering.grid import Box, Layout, Route, Wire
from riskreg.rendering.routing import arrange
from riskreg.rendering.untangling import laid, untangled


def box(key: str, column: int, row: int) -> Box:
    return Box(key, column, row, 100.0, 40.0)


def crossed(layout: Layout, wires: list[Wire]) -> list[tuple[str, str]]:
    """Return the crossings, each line by the letters of its ends."""
    names = [wire.source + wire.target for wire in wires]
    return [(names[one], names[other]) for one, other in laid(layout, wires).crossings]


DOWN = [box(key, 0, row) for row, key in enumerate("abcde")]
CHAIN = [Wire("a", "b"), Wire("b", "c")]


def test_a_crossing_is_counted_once_and_a_line_does_not_cross_itself() -> None:
    loop = Route(((0, 0), (0, 9), (5, 9), (5, 3), (-5, 3)), None)
    through = Route(((-1, 6), (9, 6)), None)
    layout = Layout({}, (loop, through), (), (), 0.0, 0.0)
    wires = [Wire("a", "b"), Wire("c", "d")]
    assert laid(layout, wires).crossings == ((0, 1),)
    assert laid(layout, wires).strangers == 1
    assert laid(layout, [wires[0], Wire("a", "c")]).strangers == 0


def test_lines_that_would_be_entangled_on_one_side_go_on_both() -> None:
    """From c past d, from d past e: on one side they cross, whatever their order."""
    boxes = [*DOWN, box("f", 0, 5), box("z", 1, 1)]
    wires = [*CHAIN, Wire("c", "e"), Wire("d", "f"), Wire("e", "f"), Wire("a", "z"), Wire("z", "e")]
    wires += [Wire("b", "d", 30.0, 13.0)]
    assert crossed(arrange(boxes, wires), wires) == []


def test_a_drawing_without_crossings_is_laid_out_once_and_a_hopeless_one_too() -> None:
    plain = arrange(DOWN, CHAIN)
    pairs = [(((0, at), (9, at)), ((at, 0), (at, 9))) for at in (1, 4, 7)]
    routes = tuple(Route(points, None) for pair in pairs for points in pair)
    wires = [Wire(f"from {number}", f"to {number}") for number in range(6)]
    for layout, lines in ((plain, CHAIN), (Layout({}, routes, (), (), 0.0, 0.0), wires)):
        asked = []
        assert (
            untangled(lambda shut, layout=layout, asked=asked: asked.append(shut) or layout, lines) is layout
        )
        assert asked == [frozenset()]
