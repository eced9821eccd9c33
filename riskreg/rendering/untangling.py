"""Lines that cross where others would not: sides of boxes are shut to lines, and the drawing with fewest kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, pairwise

from riskreg.rendering.grid import Layout, Point, Side, Wire

FEW = 2
"""Charts of an office cross once or never; with more crossings than these nothing is tried."""
ROOM = 360
"""So many boxes are laid out again at most, in all tries together: large charts have few tries."""


@dataclass(frozen=True)
class Laid:
    """A layout with the numbers of the wires that cross in it, pair by pair."""

    layout: Layout
    crossings: tuple[tuple[int, int], ...]
    strangers: int
    """How many pairs have no box in common: nobody sees at once which line goes on where."""

    @property
    def merit(self) -> tuple[int, int, int]:
        """Crossings, those of strangers, corners: of two layouts the lesser is better."""
        return len(self.crossings), self.strangers, sum(len(route.points) for route in self.layout.routes)


def untangled(lay_out: Callable[[frozenset[Side]], Layout], wires: Sequence[Wire]) -> Layout:
    """Return the layout with the fewest crossings, then corners, that is found by shutting one or two sides.

    In: what lays the drawing out when some sides are shut; the wires in the order of its routes.
    """
    best = laid(lay_out(frozenset()), wires)
    if not 1 <= best.strangers <= FEW:
        return best.layout
    sides, tries = _sides(best, wires), ROOM // len(best.layout.centres)
    for count in (1, 2):
        shut = list(islice(combinations(sides, count), tries))
        tries -= len(shut)
        others = [laid(lay_out(frozenset(one)), wires) for one in shut]
        best = min((best, *others), key=lambda one: one.merit)
        if not best.crossings:
            break
    return best.layout


def laid(layout: Layout, wires: Sequence[Wire]) -> Laid:
    """Return the layout with what crosses in it."""
    levels, uprights = _pieces(layout)
    found = {
        (min(one, other), max(one, other))
        for one, y, left, right in levels
        for other, x, top, bottom in uprights
        if left < x < right and top < y < bottom and one != other
    }
    ends = [{wire.source, wire.target} for wire in wires]
    return Laid(layout, tuple(sorted(found)), sum(not ends[one] & ends[other] for one, other in found))


Piece = tuple[int, float, float, float]
"""The number of a route, where a straight piece of it lies, from where, to where."""


def _pieces(layout: Layout) -> tuple[list[Piece], list[Piece]]:
    """Return the level and the upright pieces of all routes."""
    levels: list[Piece] = []
    uprights: list[Piece] = []
    for number, route in enumerate(layout.routes):
        for (x, y), (to_x, to_y) in pairwise(route.points):
            if y == to_y:
                levels.append((number, y, min(x, to_x), max(x, to_x)))
            else:
                uprights.append((number, x, min(y, to_y), max(y, to_y)))
    return levels, uprights


def _sides(found: Laid, wires: Sequence[Wire]) -> list[Side]:
    """Return the sides by which lines come in to, and go out of, the boxes at the ends of lines that cross."""
    numbers = {number for pair in found.crossings for number in pair}
    ends = {end for number in numbers for end in (wires[number].source, wires[number].target)}
    sides: dict[Side, None] = {}
    for wire, route in zip(wires, found.layout.routes, strict=True):
        if wire.target in ends:
            sides[wire.target, _side(*route.points[:-3:-1]) or "top", "in"] = None
        if wire.source in ends and (side := _side(*route.points[:2])):
            sides[wire.source, side, "out"] = None
    return list(sides)


def _side(here: Point, there: Point) -> str:
    """Return the side of a box on which a line at its edge leads away from it, '' above or below it."""
    return "" if here[1] != there[1] else "left" if there[0] < here[0] else "right"
