"""From planned wires to coordinates: tracks, sizes of channels, corners of lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from riskreg.rendering.bands import Across, Bands, Channel, in_bands, side_by_side
from riskreg.rendering.grid import (
    ARROW_ROOM,
    GAP_DOWN,
    TRACK,
    Box,
    Layout,
    Plan,
    Point,
    Route,
    Side,
    Wire,
    plan,
)
from riskreg.rendering.tracks import (
    Run,
    Use,
    bundle,
    channel_tracks,
    entangled,
    give,
    horizontal_uses,
    tracks_before,
    vertical_uses,
)
from riskreg.rendering.untangling import untangled

APART = 12.0
"""Between the texts of wires that leave a box side by side."""


@dataclass(frozen=True)
class Ground:
    """The boxes by key, the widths of their columns, the wires with where they leave, upright lines in channels."""

    shelf: dict[str, Box]
    widths: Sequence[float]
    plans: Sequence[Plan]
    offsets: Sequence[float]
    runs: Mapping[Use, Run]


@dataclass(frozen=True)
class Lines:
    """Where the columns, rows and channels lie: spans of columns and rows, where channels begin."""

    across: Across
    rows: list[tuple[float, float]]
    down: list[float]


def arrange(
    boxes: Sequence[Box],
    wires: Sequence[Wire],
    least: Mapping[int, float] | None = None,
    bands: Bands | None = None,
) -> Layout:
    """Place `boxes` (columns and rows counted from 0) and route `wires` between them.

    `least` gives columns that are at least so wide, even if nothing stands in them; `bands` keeps columns
    together.
    Returns positions in points from the top left corner, y downwards.
    Raises ValueError if two boxes share a cell, KeyError if a wire names no box.

    Remembered: the charts of an office are often of one pattern, and their boxes of the same sizes.
    """
    fixed = Bands(tuple(bands.spans), tuple(bands.least), bands.equal) if bands else None
    return _arranged(tuple(boxes), tuple(wires), tuple(sorted((least or {}).items())), fixed)


@lru_cache(maxsize=1024)
def _arranged(
    boxes: Sequence[Box], wires: Sequence[Wire], least: tuple[tuple[int, float], ...], bands: Bands | None
) -> Layout:
    return untangled(lambda shut: _laid(boxes, wires, least, bands, shut), wires)


def _laid(
    boxes: Sequence[Box],
    wires: Sequence[Wire],
    least: tuple[tuple[int, float], ...],
    bands: Bands | None,
    shut: frozenset[Side],
) -> Layout:
    """Lay out without lines by the sides that are shut."""
    plans = plan(boxes, wires, shut)
    widened = _widened(boxes, plans)
    if widened:
        boxes = [replace(box, width=widened.get(box.key, box.width)) for box in boxes]
    shelf = {box.key: box for box in boxes}
    uses = horizontal_uses(plans, shelf)
    tracks_down = give(uses)
    offsets = _offsets(plans, shelf, entangled(uses, tracks_down))
    runs = vertical_uses(plans, shelf)
    tracks_across = give(runs)
    lines = _measure(boxes, plans, shelf, offsets, tracks_down, tracks_across, runs, dict(least), bands)
    columns = lines.across.columns
    centres = {box.key: (_middle(columns[box.column]), _middle(lines.rows[box.row])) for box in boxes}
    routes = tuple(
        _route(one, shelf, centres, offsets[number], lines, tracks_down, tracks_across)
        for number, one in enumerate(plans)
    )
    height = lines.down[-1] + channel_tracks(len(lines.rows), tracks_down) * TRACK
    rows, across = tuple(lines.rows), lines.across
    return Layout(centres, routes, columns, rows, across.width, height, across.edges, widened)


def _middle(span: tuple[float, float]) -> float:
    return (span[0] + span[1]) / 2


def _label_room(channel: int, side: str, ground: Ground, lines: float, *, closed: bool) -> float:
    """Return the room a channel needs for texts that begin at the boxes on one side of it, before its lines.

    `side` is the side of those boxes that faces the channel: "right" for the column before it. In a
    `closed` channel (one with tracks, or with the edge of a band) a text ends before the lines do, or stands
    above them where none comes from above: they take `lines` points.
    """
    room = 0.0
    for one, offset in zip(ground.plans, ground.offsets, strict=True):
        source, target = ground.shelf[one.wire.source], ground.shelf[one.wire.target]
        beside = source.column + 1 if side == "right" else source.column
        if beside != channel or not one.wire.label_width:
            continue
        if one.out == "bottom" and (offset < 0) is (side == "left"):
            over = abs(offset) + 4.0 + one.wire.label_width - ground.widths[source.column] / 2
            room = max(room, over)
        if one.out == side:
            spare = (ground.widths[source.column] - source.width) / 2
            beyond = 0.0 if closed or one.into != "top" else target.width / 2
            above = lines if closed and _open_above(one, channel, ground) else 0.0
            room = max(room, one.wire.label_width + 6.0 - spare - beyond - above)
    return room


def _open_above(one: Plan, channel: int, ground: Ground) -> bool:
    """Tell whether no line of a channel runs past the text of a wire that turns down there."""
    row = ground.shelf[one.wire.source].row
    if one.across != channel:
        return False
    return not any(
        min(run.ends) < row <= max(run.ends) for use, run in ground.runs.items() if use[0] == channel
    )


def _measure(
    boxes: Sequence[Box],
    plans: Sequence[Plan],
    shelf: dict[str, Box],
    offsets: Sequence[float],
    tracks_down: dict[Use, int],
    tracks_across: dict[Use, int],
    runs: dict[Use, Run],
    least: Mapping[int, float],
    bands: Bands | None,
) -> Lines:
    ends = [last for _first, last in bands.spans] if bands else []
    count_columns = max([*(box.column for box in boxes), *least, *ends], default=-1) + 1
    count_rows = max((box.row for box in boxes), default=-1) + 1
    widths, heights, labels = _sizes(boxes, plans, shelf, count_columns, count_rows, least)
    gaps_down = [
        max(
            GAP_DOWN if at else 0.0,
            labels[at] + ARROW_ROOM + (TRACK * count if (count := channel_tracks(at, tracks_down)) else -3)
            if at or channel_tracks(at, tracks_down)
            else 0.0,
        )
        for at in range(count_rows)
    ]
    rows, down = _spread(heights, gaps_down)
    down = [start + labels[at] for at, start in enumerate(down)]
    edges = {first for first, _last in bands.spans} | {count_columns} if bands else set()
    ground = Ground(shelf, widths, plans, offsets, runs)
    channels = [_channel(at, ground, tracks_across, at_edge=at in edges) for at in range(count_columns + 1)]
    if bands:
        return Lines(in_bands(widths, channels, bands), rows, down)
    return Lines(side_by_side(widths, channels), rows, down)


def _channel(at: int, ground: Ground, tracks: dict[Use, int], *, at_edge: bool) -> Channel:
    """Return what a channel between columns holds; where bands meet in it, lines lie on both sides of their edge."""
    count, edge = channel_tracks(at, tracks), tracks_before(at, ground.runs, tracks)
    lines = (
        ((edge + 0.5) * TRACK, (count - edge + 0.5) * TRACK) if at_edge else (count * TRACK, count * TRACK)
    )
    before, after = (
        _label_room(at, side, ground, taken, closed=bool(count) or at_edge)
        for side, taken in zip(("right", "left"), lines, strict=True)
    )
    return Channel(before, count, after, edge)


def _sizes(
    boxes: Sequence[Box],
    plans: Sequence[Plan],
    shelf: dict[str, Box],
    columns: int,
    rows: int,
    least: Mapping[int, float],
) -> tuple[list[float], list[float], list[float]]:
    """Return the widths of the columns, heights of the rows, heights of the texts above each row."""
    widths = [least.get(at, 0.0) for at in range(columns)]
    heights = [0.0] * rows
    labels = [0.0] * (rows + 1)
    for box in boxes:
        widths[box.column] = max(widths[box.column], box.width)
        heights[box.row] = max(heights[box.row], box.height)
    for one in plans:
        row = shelf[one.wire.source].row
        if one.out == "bottom":
            labels[row + 1] = max(labels[row + 1], one.wire.label_height)
        elif one.wire.label_height:
            heights[row] = max(heights[row], 2 * one.wire.label_height + 8)
    return widths, heights, labels


def _spread(sizes: Sequence[float], gaps: Sequence[float]) -> tuple[list[tuple[float, float]], list[float]]:
    """Return the spans of the things and where the gap before each (and after the last) begins."""
    ends = list(accumulate(gap + size for gap, size in zip(gaps, sizes, strict=True)))
    spans = [(end - size, end) for end, size in zip(ends, sizes, strict=True)]
    return spans, [0.0, *ends]


def _offsets(plans: Sequence[Plan], shelf: dict[str, Box], aside: Set[tuple[Use, int]]) -> list[float]:
    """Return how far from the middle each wire leaves the bottom of its box.

    Wires without text fork from the middle; wires with text keep as far apart as their texts are wide,
    each on its target's side, the nearest target first. Those `aside` leave the middle to others that come there.
    """
    offsets = [0.0] * len(plans)
    for key, numbers in _forks(plans).items():
        here, taken = shelf[key].column, {-1: 0.0, 1: _straight_width(plans, numbers)}
        most = shelf[key].width / 2 - 6
        bent = [number for number in numbers if plans[number].first is not None]
        for number in sorted(bent, key=lambda n: abs(shelf[plans[n].wire.target].column - here)):
            side = -1 if shelf[plans[number].wire.target].column < here else 1
            offsets[number] = side * min(taken[side] + APART, most)
            taken[side] += plans[number].wire.label_width + APART
    for number, one in enumerate(plans):
        here, there = shelf[one.wire.source].column, shelf[one.wire.target].column
        if one.out != "bottom" or one.first is None or offsets[number]:
            continue
        if ((one.first, bundle(one, one.first, shelf, vertical=False)), here) in aside:
            offsets[number] = TRACK if there > here else -TRACK
    return offsets


def _forks(plans: Sequence[Plan]) -> dict[str, list[int]]:
    """Return the numbers of the wires that leave below a box where they are several and have texts, by its key."""
    leaving: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(plans):
        if one.out == "bottom":
            leaving[one.wire.source].append(number)
    return {
        key: numbers
        for key, numbers in leaving.items()
        if len(numbers) > 1 and any(plans[number].wire.label_width for number in numbers)
    }


def _straight_width(plans: Sequence[Plan], numbers: Sequence[int]) -> float:
    return max((plans[n].wire.label_width for n in numbers if plans[n].first is None), default=0.0)


def _widened(boxes: Sequence[Box], plans: Sequence[Plan]) -> dict[str, float]:
    """Return how wide boxes must be, beyond what they are, for the texts below them to stand side by side."""
    shelf = {box.key: box for box in boxes}
    found = {}
    for key, numbers in _forks(plans).items():
        sides = {-1: APART, 1: APART + _straight_width(plans, numbers)}
        for one in (plans[number] for number in numbers if plans[number].first is not None):
            side = -1 if shelf[one.wire.target].column < shelf[key].column else 1
            sides[side] += one.wire.label_width + APART
        if (needed := 2 * max(sides.values())) > shelf[key].width and not shelf[key].rigid:
            found[key] = needed
    return found


def _route(
    one: Plan,
    shelf: dict[str, Box],
    centres: dict[str, Point],
    offset: float,
    lines: Lines,
    tracks_down: dict[Use, int],
    tracks_across: dict[Use, int],
) -> Route:
    source, target = shelf[one.wire.source], shelf[one.wire.target]
    start = _port(source, centres[source.key], one.out, offset)
    end = _port(target, centres[target.key], one.into, 0.0)
    x, y = start
    points = [start]
    if one.first is not None:
        y = _level(one.first, one, shelf, lines, tracks_down)
        points.append((x, y))
    if one.across is not None:
        track = tracks_across[one.across, bundle(one, None, shelf, vertical=True)]
        x = _upright(one.across, track, lines)
        points.append((x, y))
    if one.second is not None:
        y = _level(one.second, one, shelf, lines, tracks_down)
        points.append((x, y))
    points.append((end[0], y) if one.into == "top" else (x, end[1]))
    points.append(end)
    label = _label_at(one, start, offset, source.inset)
    left, right = lines.across.columns[source.column]
    if (
        label
        and one.out == "bottom"
        and abs(label[0] - _middle((left, right))) + one.wire.label_width / 2 > (right - left) / 2
    ):
        label = (
            label[0],
            lines.rows[source.row][1] + 2 + one.wire.label_height / 2,
        )  # below taller neighbours
    return Route(tuple(_tidy(points)), label, one.out != "bottom")


def _port(box: Box, centre: Point, side: str, offset: float) -> Point:
    x, y = centre
    half, tall = box.width / 2 - box.inset, box.height / 2
    drop = tall * (1 - abs(offset) / half) if box.pointed else tall
    return {
        "top": (x, y - tall),
        "bottom": (x + offset, y + drop),
        "left": (x - half, y),
        "right": (x + half, y),
    }[side]


def _level(channel: int, one: Plan, shelf: dict[str, Box], lines: Lines, tracks: dict[Use, int]) -> float:
    """Return the height of a wire in a channel between rows: joins run close to their target."""
    track = tracks[channel, bundle(one, channel, shelf, vertical=False)]
    if channel < len(lines.rows):
        return lines.rows[channel][0] - ARROW_ROOM - track * TRACK
    return lines.down[channel] + (track + 0.7) * TRACK


def _upright(channel: int, track: int, lines: Lines) -> float:
    """Return the x of a wire in a channel between columns: beside the texts that begin there."""
    return lines.across.tracks[channel] + (track + 1) * TRACK


def _tidy(points: list[Point]) -> list[Point]:
    """Drop repeated points and points in the middle of a straight line."""
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and (
            kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]
        ):
            kept.pop()
        kept.append(point)
    return kept


def _label_at(one: Plan, start: Point, offset: float, inset: float) -> Point | None:
    """Return the middle of the text at the tail: beside a line down, above a line sideways."""
    wide, high = one.wire.label_width, one.wire.label_height
    if not wide:
        return None
    x, y = start
    if one.out == "bottom":
        return (x + (4 + wide / 2) * (-1 if offset < 0 else 1), y + 2 + high / 2)
    return (x + (4 + inset + wide / 2) * (1 if one.out == "right" else -1), y - 2 - high / 2)
