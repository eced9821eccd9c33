"""Columns side by side, and bands over them. Pure geometry: points, from left to right.

A channel lies before each column and after the last one. It holds, from left to right: texts that begin
at the boxes before it, tracks of upright lines, texts that begin at the boxes after it. Where two bands
meet, their common edge lies between tracks, and no text crosses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from riskreg.rendering.grid import GAP_ACROSS, TRACK

BESIDE = 7.5
"""Between a box and the nearest line or edge of a band, before half a track."""
Span = tuple[float, float]


@dataclass(frozen=True)
class Channel:
    """What a channel holds: room for texts on either side, number of tracks, how many lie before an edge."""

    before: float
    tracks: int
    after: float
    edge: int = 0

    @property
    def wide(self) -> float:
        return self.before + self.tracks * TRACK + self.after


@dataclass(frozen=True)
class Across:
    """Where everything lies from left to right.

    `columns` are spans; `tracks` is one track before the first of each channel; `edges` are those of the
    bands, one more than there are bands.
    """

    columns: tuple[Span, ...]
    tracks: tuple[float, ...]
    width: float
    edges: tuple[float, ...] = ()


def side_by_side(widths: Sequence[float], channels: Sequence[Channel]) -> Across:
    """Put columns of these widths beside each other, with their channels between and around them."""
    at = channels[0].wide
    columns, tracks = [], [channels[0].before - TRACK]
    for wide, channel in zip(widths, channels[1:], strict=True):
        columns.append((at, at + wide))
        tracks.append(at + wide + channel.before)
        at += wide + channel.wide + GAP_ACROSS
    return Across(tuple(columns), tuple(tracks), at - GAP_ACROSS if widths else at)


@dataclass(frozen=True)
class Bands:
    """Columns that stand together, as (first, last); the least width of each band; whether all are equal."""

    spans: Sequence[tuple[int, int]]
    least: Sequence[float] = ()
    equal: bool = True


def in_bands(widths: Sequence[float], channels: Sequence[Channel], bands: Bands) -> Across:
    """Put columns into bands. What a band has to spare goes to both sides of its columns."""
    spans = bands.spans
    inner = [
        side_by_side(widths[first : last + 1], [NOTHING, *channels[first + 1 : last + 1], NOTHING])
        for first, last in spans
    ]
    left = [
        max(channel.after, BESIDE) + (channel.tracks - channel.edge + 0.5) * TRACK
        for channel in (channels[first] for first, _last in spans)
    ]
    right = [
        max(channel.before, BESIDE) + (channel.edge + 0.5) * TRACK
        for channel in (channels[last + 1] for _first, last in spans)
    ]
    wide = [a + b.width + c for a, b, c in zip(left, inner, right, strict=True)]
    wide = [max(pair) for pair in zip(wide, bands.least or wide, strict=True)]
    wide = [max(wide)] * len(wide) if bands.equal else wide
    edges = tuple(accumulate(wide, initial=0.0))
    columns: list[Span] = []
    tracks = [-TRACK / 2]
    for number, (_first, last) in enumerate(spans):
        start = edges[number] + _start(wide[number], left[number], inner[number].width, right[number])
        columns += [(start + a, start + b) for a, b in inner[number].columns]
        tracks += [start + x for x in inner[number].tracks[1:-1]]
        tracks.append(edges[number + 1] - (channels[last + 1].edge + 0.5) * TRACK)
    return Across(tuple(columns), tuple(tracks), edges[-1], edges)


NOTHING = Channel(0.0, 0, 0.0)


def _start(wide: float, left: float, inner: float, right: float) -> float:
    """Return where the columns of a band begin: in its middle, as far as both sides allow."""
    return min(max((wide - inner) / 2, left), wide - right - inner)
