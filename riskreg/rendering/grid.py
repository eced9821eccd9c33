"""Boxes on a grid, joined by right-angled lines. Pure geometry: points (1/72 inch), y downwards.

Boxes stand in cells (column, row), at most one in a cell. Between the columns and between the rows
run channels; a line crosses free cells or runs in channels, never through a box. Lines that share a
channel get tracks of their own, except lines that fork from one box or join in one. The same input
always gives the same drawing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

Point = tuple[float, float]
Side = tuple[str, str, str]
"""A box, one of its sides, and "in" or "out": where no line may come in, or go out."""

TRACK = 12.0
"""Distance between parallel lines in a channel."""
GAP_ACROSS = 26.0
GAP_DOWN = 24.0
ARROW_ROOM = 13.0


@dataclass(frozen=True)
class Box:
    """Something drawn in a cell. `inset`: how far its sides lie inside its width at mid-height.

    `pointed`: its lower edge rises from the middle to the sides, as a diamond's does. `rigid`: nothing widens it.
    """

    key: str
    column: int
    row: int
    width: float
    height: float
    inset: float = 0.0
    side_exits: bool = True
    pointed: bool = False
    rigid: bool = False


@dataclass(frozen=True)
class Wire:
    """A line from box to box, with the size of the text at its tail (0: no text).

    `aside` is the size of the text where the line leaves its box sideways, if it is another one there.
    """

    source: str
    target: str
    label_width: float = 0.0
    label_height: float = 0.0
    aside: tuple[float, float] | None = None


@dataclass(frozen=True)
class Plan:
    """Which way a wire goes: a side out, channels (horizontal, vertical, horizontal), a side in."""

    wire: Wire
    out: str
    into: str
    first: int | None = None
    across: int | None = None
    second: int | None = None
    joins: bool = False
    """Whether other wires lead to the same box."""


@dataclass(frozen=True)
class Route:
    """A routed wire: its corners from tail to head, and the middle of its text."""

    points: tuple[Point, ...]
    label: Point | None
    aside: bool = False
    """Whether it leaves its box sideways."""


@dataclass(frozen=True)
class Layout:
    """Everything in its place. Spans are (start, end); `routes` follow the order of the wires.

    `edges` are those of the bands, if there are bands; `widened` are the boxes that had to be wider for the
    texts of the lines that leave below them.
    """

    centres: dict[str, Point]
    routes: tuple[Route, ...]
    columns: tuple[tuple[float, float], ...]
    rows: tuple[tuple[float, float], ...]
    width: float
    height: float
    edges: tuple[float, ...] = ()
    widened: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Leg:
    """A straight piece of a line, in cells; a channel lies half a cell before its column or row."""

    upright: bool
    at: float
    low: float
    high: float

    def along(self, other: Leg) -> bool:
        """Tell whether both run in one line for some way."""
        same = self.upright == other.upright and self.at == other.at
        return same and self.low < other.high and other.low < self.high

    def crosses(self, other: Leg) -> bool:
        """Tell whether one runs across the other."""
        across = self.low < other.at < self.high and other.low < self.at < other.high
        return across and self.upright is not other.upright


@dataclass
class Field:
    """The grid while lines are planned: who stands where, which sides are taken, where lines run."""

    boxes: dict[str, Box]
    shut: Set[Side] = frozenset()
    taken: dict[tuple[int, int], str] = field(default_factory=dict)
    exits: set[tuple[str, str]] = field(default_factory=set)
    entries: set[tuple[str, str]] = field(default_factory=set)
    incoming: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    legs: list[tuple[Leg, Wire]] = field(default_factory=list)

    def row_free(self, row: int, first: int, last: int) -> bool:
        """Tell whether the cells of `row` strictly between two columns are empty."""
        low, high = min(first, last), max(first, last)
        return not any((column, row) in self.taken for column in range(low + 1, high))

    def column_free(self, column: int, first: int, last: int) -> bool:
        """Tell whether the cells of `column` strictly between two rows are empty."""
        return not any((column, row) in self.taken for row in range(first + 1, last))

    def may_enter(self, key: str, side: str) -> bool:
        """Tell whether lines may come in by this side of a box: none leaves there, and it is not shut."""
        return (key, side) not in self.exits and (key, side, "in") not in self.shut

    def free_side(self, key: str, side: str) -> bool:
        """Tell whether a line may leave by this side of a box: there is no other, and it is not shut."""
        taken = (key, side) in self.exits or (key, side) in self.entries
        return not taken and (key, side, "out") not in self.shut

    def add(self, one: Plan) -> None:
        """Keep a way that is chosen."""
        source, target = self.boxes[one.wire.source], self.boxes[one.wire.target]
        self.exits.add((source.key, one.out))
        self.entries.add((target.key, one.into))
        self.legs += [(leg, one.wire) for leg in self.legs_of(one)]

    def legs_of(self, one: Plan) -> list[Leg]:
        """Return the pieces of a way; those of no length are left out."""
        source, target = self.boxes[one.wire.source], self.boxes[one.wire.target]
        start = one.first - 0.5 if one.first is not None else float(source.row)
        end = one.second - 0.5 if one.second is not None else float(target.row)
        turn = one.across - 0.5 if one.across is not None else float(target.column)
        if one.out == "bottom" and one.into != "top" and one.first is None:
            turn = float(source.column)
        found = [
            (True, float(source.column), float(source.row), start),
            (False, start, float(source.column), turn),
            (True, turn, start, end),
            (False, end, turn, float(target.column)),
            (True, float(target.column), end, float(target.row)),
        ]
        return [Leg(kind, at, min(a, b), max(a, b)) for kind, at, a, b in found if a != b]

    def clear(self, one: Plan) -> bool:
        """Tell whether a way that crosses cells runs in none of the ways there, but for forks and joins."""
        mine = [leg for leg in self.legs_of(one) if leg.at.is_integer()]
        return not any(
            leg.along(other) and wire.source != one.wire.source and wire.target != one.wire.target
            for other, wire in self.legs
            for leg in mine
        )

    def beside(self, channel: int, first: int, last: int, target: str) -> int:
        """Count the lines to other boxes that run in a channel between columns along some of these rows."""
        here = Leg(True, channel - 0.5, first, last)
        return sum(leg.along(here) and wire.target != target for leg, wire in self.legs)

    def crossings(self, one: Plan) -> int:
        """Count the lines from and to other boxes that a way would cross."""
        source, target, mine = one.wire.source, one.wire.target, self.legs_of(one)
        others = [leg for leg, wire in self.legs if wire.source != source and wire.target != target]
        return sum(leg.crosses(other) for leg in mine for other in others)

    def across(self, channel: int, first: int, last: int) -> int:
        """Count the lines that cross a channel between columns between two rows."""
        return sum(
            not leg.upright and leg.low < channel - 0.5 < leg.high and first < leg.at < last
            for leg, _wire in self.legs
        )


def plan(boxes: Sequence[Box], wires: Sequence[Wire], shut: Set[Side] = frozenset()) -> list[Plan]:
    """Choose the way of every wire; none by the sides of boxes that are `shut`.

    Raises ValueError if two boxes share a cell.
    """
    ground = Field({box.key: box for box in boxes}, shut)
    for box in boxes:
        if (box.column, box.row) in ground.taken:
            raise ValueError(f"two boxes in cell {box.column}, {box.row}")
        ground.taken[box.column, box.row] = box.key
    for wire in wires:
        ground.incoming[wire.target] += 1
    chosen: dict[int, Plan] = {}
    for choose in (_straight, _onwards, _sideways, _bent):  # the fewer ways there are to go, the earlier
        for number, wire in enumerate(wires):
            if number not in chosen and (found := choose(ground, wire)) is not None:
                chosen[number] = found
                ground.add(found)
    return [
        replace(_settled(chosen[number]), joins=ground.incoming[wire.target] > 1)
        for number, wire in enumerate(wires)
    ]


def _settled(one: Plan) -> Plan:
    """Return the way with the size that its text has on this side of the box."""
    if one.out == "bottom" or one.wire.aside is None:
        return one
    wide, high = one.wire.aside
    return replace(one, wire=replace(one.wire, label_width=wide, label_height=high))


def _straight(ground: Field, wire: Wire) -> Plan | None:
    source, target = ground.boxes[wire.source], ground.boxes[wire.target]
    if source.column != target.column or target.row <= source.row:
        return None
    if not ground.column_free(source.column, source.row, target.row):
        return None
    return Plan(wire, "bottom", "top")


def _onwards(ground: Field, wire: Wire) -> Plan | None:
    """Down into another column."""
    down = ground.boxes[wire.target].row > ground.boxes[wire.source].row
    return _sideways(ground, wire) if down else None


def _sideways(ground: Field, wire: Wire) -> Plan | None:
    """Into another column, be it back."""
    same = ground.boxes[wire.source].column == ground.boxes[wire.target].column
    return None if same else _bent(ground, wire)


def _bent(ground: Field, wire: Wire) -> Plan:
    source, target = ground.boxes[wire.source], ground.boxes[wire.target]
    ways = (_level,) if target.row <= source.row else (_corner, _step, _drop)
    for way in ways:
        found = way(ground, wire)
        if found is not None and ground.clear(found):
            return found
    return _around(ground, wire)


def _facing(source: Box, target: Box) -> tuple[str, str]:
    return ("right", "left") if target.column > source.column else ("left", "right")


def _corner(ground: Field, wire: Wire) -> Plan | None:
    """Out of the side, along the row, down into the target: one bend."""
    source, target = ground.boxes[wire.source], ground.boxes[wire.target]
    out = _facing(source, target)[0]
    if source.column == target.column or not source.side_exits or not wire.label_width:
        return None
    if (target.key, "top", "in") in ground.shut:
        return None
    if not ground.free_side(source.key, out) or (target.column, source.row) in ground.taken:
        return None
    if not ground.row_free(source.row, source.column, target.column):
        return None
    if not ground.column_free(target.column, source.row, target.row):
        return None
    return Plan(wire, out, "top")


def _step(ground: Field, wire: Wire) -> Plan | None:
    """Down, along one channel between rows, down: two bends."""
    source, target = ground.boxes[wire.source], ground.boxes[wire.target]
    if source.column == target.column or (target.key, "top", "in") in ground.shut:
        return None
    late = ground.column_free(source.column, source.row, target.row)
    early = ground.column_free(target.column, source.row, target.row)
    if late and (ground.incoming[wire.target] > 1 or not early):
        return Plan(wire, "bottom", "top", first=target.row)
    return Plan(wire, "bottom", "top", first=source.row + 1) if early else None


def _drop(ground: Field, wire: Wire) -> Plan | None:
    """Down, then along the row into the side of the target: one bend."""
    source, target = ground.boxes[wire.source], ground.boxes[wire.target]
    into = _facing(source, target)[1]
    if source.column == target.column or (source.key, "bottom") in ground.exits:
        return None
    if not ground.may_enter(target.key, into) or (source.column, target.row) in ground.taken:
        return None
    if not ground.row_free(target.row, source.column, target.column):
        return None
    if not ground.column_free(source.column, source.row, target.row):
        return None
    return Plan(wire, "bottom", into)


def _level(ground: Field, wire: Wire) -> Plan | None:
    """Sideways within a row, or back up beside the boxes."""
    source, target = ground.boxes[wire.source], ground.boxes[wire.target]
    if source.column == target.column or not source.side_exits:
        return None
    out, into = _facing(source, target)
    if not ground.free_side(source.key, out) or not ground.may_enter(target.key, into):
        return None
    if source.row == target.row and ground.row_free(source.row, source.column, target.column):
        return Plan(wire, out, into)
    if not ground.row_free(target.row, target.column, source.column):
        return None
    near = source.column + 1 if out == "right" else source.column
    if far := _outside(ground, wire, near):
        return far
    return Plan(wire, out, into, across=near)


def _outside(ground: Field, wire: Wire, near: int) -> Plan | None:
    """Back up on the far side of the box, where this crosses fewer lines than the channel `near`."""
    source, target = ground.boxes[wire.source], ground.boxes[wire.target]
    out = into = _facing(source, target)[1]
    far = source.column + 1 if out == "right" else source.column
    if (source.column, target.row) in ground.taken or not ground.free_side(source.key, out):
        return None
    if (target.key, into, "in") in ground.shut:
        return None
    fewer = ground.across(far, target.row, source.row) < ground.across(near, target.row, source.row)
    return Plan(wire, out, into, across=far) if fewer else None


def _around(ground: Field, wire: Wire) -> Plan:
    """The way that is always free: channels only."""
    source, target = ground.boxes[wire.source], ground.boxes[wire.target]
    if source.column == target.column:
        return _beside(ground, wire)
    side = _facing(source, target)[1]
    channel = target.column if side == "left" else target.column + 1
    if ground.may_enter(target.key, side):
        return Plan(wire, "bottom", side, first=source.row + 1, across=channel)
    return Plan(wire, "bottom", "top", source.row + 1, channel, target.row)


def _beside(ground: Field, wire: Wire) -> Plan:
    """Past the boxes of the column, on the side where fewer lines run."""
    source, target = ground.boxes[wire.source], ground.boxes[wire.target]
    low, high = sorted((source.row, target.row))
    sides = [("right", source.column + 1), ("left", source.column)]
    open_sides = [
        (side, channel)
        for side, channel in sorted(sides, key=lambda side: ground.beside(side[1], low, high, target.key))
        if ground.may_enter(target.key, side)
    ]
    ways = [
        Plan(wire, side, side, across=channel)
        for side, channel in open_sides
        if source.side_exits and ground.free_side(source.key, side)
    ]
    below = source.row + 1
    if not ways or (source.key, "bottom") not in ground.exits:
        ways += [Plan(wire, "bottom", side, below, channel) for side, channel in open_sides]
    return min(
        ways, key=ground.crossings, default=Plan(wire, "bottom", "top", below, sides[0][1], target.row)
    )
