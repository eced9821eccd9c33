"""riskreg/rendering/{grid,tracks,routing}.py: which way lines take, where they join, what they make room for."""

from __future__ import annotations

from itertools import pairwise

from riskreg.rendering.bands import Bands
from riskreg.rendering.grid import TRACK, Box, Point, Wire
from riskreg.rendering.routing import APART, arrange


def box(key: str, column: int, row: int) -> Box:
    return Box(key, column, row, 100.0, 40.0)


def bar(*, rigid: bool = False) -> Box:
    """A box whose lines all leave below it."""
    return Box("from", 1, 0, 100.0, 40.0, side_exits=False, rigid=rigid)


def uprights(points: tuple[Point, ...]) -> list[float]:
    """Return the x of every upright piece of a line."""
    return [a[0] for a, b in pairwise(points) if a[0] == b[0] and a[1] != b[1]]


def test_lines_into_one_side_of_a_box_share_a_track_also_with_words() -> None:
    boxes = [box(key, 0, row) for row, key in enumerate("abcd")]
    wires = [Wire("a", "b"), Wire("b", "c"), Wire("a", "d", 30.0, 13.0), Wire("b", "d", 30.0, 13.0)]
    layout = arrange(boxes, [*wires, Wire("c", "d")])
    assert uprights(layout.routes[2].points) == uprights(layout.routes[3].points)


def test_a_line_within_a_column_goes_where_it_crosses_nothing() -> None:
    boxes = [box("a", 0, 0), box("b", 0, 1), box("c", 0, 2), box("d", 1, 2)]
    layout = arrange(boxes, [Wire("a", "b"), Wire("b", "c"), Wire("b", "d"), Wire("a", "c")])
    assert max(uprights(layout.routes[3].points)) < layout.centres["a"][0]


def test_lines_that_change_sides_crosswise_do_not_run_on_in_each_other() -> None:
    boxes = [box("a", 0, 0), box("b", 1, 0), box("c", 0, 1), box("d", 1, 1)]
    layout = arrange(boxes, [Wire("a", "d"), Wire("b", "c")])
    (out, _into), (_out, into) = uprights(layout.routes[0].points), uprights(layout.routes[1].points)
    assert out - into == TRACK


def test_a_box_grows_until_the_words_below_it_stand_side_by_side() -> None:
    targets = [box(key, column, 1) for column, key in enumerate("abc")]
    wires = [Wire("from", key, 90.0, 13.0) for key in "abc"]
    layout = arrange([bar(), *targets], wires)
    assert layout.widened == {"from": 2 * (APART + 90.0 + APART + 90.0)}
    labels = sorted(route.label[0] for route in layout.routes if route.label)
    assert all(b - a >= 90.0 for a, b in pairwise(labels))


def test_a_rigid_box_keeps_its_width_and_its_lines_leave_below_it() -> None:
    targets = [box(key, column, 1) for column, key in enumerate("abc")]
    layout = arrange([bar(rigid=True), *targets], [Wire("from", key, 90.0, 13.0) for key in "abc"])
    assert layout.widened == {}
    middle = layout.centres["from"][0]
    assert all(abs(route.points[0][0] - middle) < 50.0 for route in layout.routes)


def test_words_beside_a_box_may_be_broken_otherwise_than_below_it() -> None:
    boxes = [box("a", 0, 0), box("b", 0, 1), box("c", 1, 1)]
    layout = arrange(boxes, [Wire("a", key, 40.0, 13.0, (20.0, 26.0)) for key in "bc"])
    (x, y), (below, beside) = layout.centres["a"], layout.routes
    assert (below.aside, beside.aside) == (False, True)
    assert below.label == (x + 4 + 20.0, y + 20.0 + 2 + 6.5)
    assert beside.label == (x + 50.0 + 4 + 10.0, y - 2 - 13.0)


def test_words_reach_over_their_line_only_where_none_comes_from_above() -> None:
    lanes = Bands(((0, 0), (1, 1)))
    boxes = [box(key, 0, row) for row, key in enumerate("abcd")] + [box("z", 1, 0)]
    wires = [Wire("a", "b"), Wire("b", "c"), Wire("c", "d"), Wire("b", "d", 60.0, 13.0)]
    alone = arrange(boxes, wires, bands=lanes)
    edge = alone.edges[1]
    words = alone.routes[3].label
    assert words is not None
    assert words[0] + 30.0 <= edge
    assert uprights(alone.routes[3].points)[0] < words[0] + 30.0
    under = arrange(boxes, [*wires, Wire("a", "d", 60.0, 13.0)], bands=lanes)
    words = under.routes[3].label
    assert words is not None
    assert uprights(under.routes[3].points)[0] > words[0] + 30.0
