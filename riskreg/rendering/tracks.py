"""Tracks: which of the parallel places in a channel each line takes, so that none runs in another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from riskreg.rendering.grid import Box, Plan

Bundle = tuple[str, ...]
"""Lines that may share a track: forks of one box, joins in one box, or one line alone."""
Use = tuple[int, Bundle]
"""A bundle in a channel."""


def bundle(one: Plan, channel: int | None, shelf: dict[str, Box], *, vertical: bool) -> Bundle:
    """Return what may share a track: forks of one box, joins in one box, else the wire alone."""
    if vertical:
        return ("join", one.wire.target, one.into)
    if one.joins and one.into == "top" and channel == shelf[one.wire.target].row:
        return ("join", one.wire.target)
    if not one.wire.label_width:
        return ("fork", one.wire.source)
    return ("wire", one.wire.source, one.wire.target, str(one.out))


@dataclass
class Run:
    """How a bundle uses a channel: its extent, and the columns or rows where it meets the boxes.

    `near` are those on the side where tracks are counted from (below, or to the left), `far` the others.
    `sides` are those of the boxes that it joins: before the channel, after it.
    """

    ends: list[float] = field(default_factory=list)
    near: set[int] = field(default_factory=set)
    far: set[int] = field(default_factory=set)
    sides: set[str] = field(default_factory=set)

    @property
    def length(self) -> float:
        return max(self.ends) - min(self.ends)

    def meets(self, other: Run) -> bool:
        return min(self.ends) <= max(other.ends) and min(other.ends) <= max(self.ends)

    def overlaps(self, other: Run) -> bool:
        """Tell whether both run side by side for some way."""
        return min(self.ends) < max(other.ends) and min(other.ends) < max(self.ends)


def horizontal_uses(plans: Sequence[Plan], shelf: dict[str, Box]) -> dict[Use, Run]:
    """Return how each bundle uses the channels between rows, in column units."""
    runs: dict[Use, Run] = defaultdict(Run)
    for one in plans:
        source, target = shelf[one.wire.source], shelf[one.wire.target]
        turn = one.across - 0.5 if one.across is not None else float(target.column)
        if one.first is not None:
            run = runs[one.first, bundle(one, one.first, shelf, vertical=False)]
            run.ends += [source.column, turn]
            run.far.add(source.column)
            run.near |= {target.column} if one.across is None else set()
        if one.second is not None:
            run = runs[one.second, bundle(one, one.second, shelf, vertical=False)]
            run.ends += [turn, target.column]
            run.near.add(target.column)
    return runs


def vertical_uses(plans: Sequence[Plan], shelf: dict[str, Box]) -> dict[Use, Run]:
    """Return how each bundle uses the channels between columns, in row units."""
    runs: dict[Use, Run] = defaultdict(Run)
    for one in plans:
        if one.across is None:
            continue
        source, target = shelf[one.wire.source], shelf[one.wire.target]
        start = one.first - 0.5 if one.first is not None else float(source.row)
        end = one.second - 0.5 if one.second is not None else float(target.row)
        run = runs[one.across, bundle(one, None, shelf, vertical=True)]
        run.ends += [start, end]
        for side, box in ((one.out, source), (one.into, target)):
            run.sides.add("before" if box.column < one.across else "after")
            if side in ("left", "right"):
                (run.near if side == "right" else run.far).add(box.row)
    return runs


def give(runs: dict[Use, Run]) -> dict[Use, int]:
    """Give every use of a channel a track; overlapping uses of one channel get different ones.

    Lines between boxes on one side of the channel run on that side, short ones next to the boxes.
    """
    given: dict[Use, int] = {}
    for channel in sorted({use[0] for use in runs}):
        uses = sorted((use for use in runs if use[0] == channel), key=lambda use: (runs[use].length, use[1]))
        after = [use for use in uses if runs[use].sides == {"after"}]
        first = _assigned([use for use in uses if use not in after], runs)
        last = _assigned(after, runs)
        count = max(first.values(), default=-1) + max(last.values(), default=-1) + 2
        given |= first | {use: count - 1 - track for use, track in last.items()}
    return given


def entangled(runs: dict[Use, Run], tracks: dict[Use, int]) -> set[tuple[Use, int]]:
    """Return the uses that would run on in another where they meet a box of the far side, with its column or row.

    That happens where lines change sides crosswise: no order of tracks keeps them apart.
    """
    found = set()
    for use, run in runs.items():
        for other, met in runs.items():
            if use[0] == other[0] and tracks[use] < tracks[other]:
                found |= {(use, at) for at in run.far & met.near}
    return found


def _assigned(uses: list[Use], runs: dict[Use, Run]) -> dict[Use, int]:
    """Return the track of each use of a channel, those first that stay before it.

    Where lines meet boxes on both sides at one place, those of the near side get the nearer track:
    otherwise one line would run on in the other.
    """
    waiting = sorted(uses, key=lambda use: runs[use].sides != {"before"})
    ahead = {
        use: {other for other in uses if other != use and runs[use].far & runs[other].near} for use in uses
    }
    given: dict[Use, int] = {}
    while waiting:
        use = next((use for use in waiting if ahead[use] <= given.keys()), waiting[0])
        waiting.remove(use)
        track = max((given[other] + 1 for other in ahead[use] & given.keys()), default=0)
        busy = {given[other] for other in given if _apart(use, other, runs)}
        while track in busy:
            track += 1
        given[use] = track
    return given


def _apart(one: Use, other: Use, runs: dict[Use, Run]) -> bool:
    """Tell whether two uses of a channel need tracks of their own.

    Lines with text that leave one box below do so apart from each other: to either side they may share one.
    """
    (kind, *ends), (other_kind, *other_ends) = one[1], other[1]
    if kind == other_kind == "wire" and ends[0] == other_ends[0] and ends[2] == other_ends[2] == "bottom":
        return runs[one].overlaps(runs[other])
    return runs[one].meets(runs[other])


def tracks_before(channel: int, runs: Mapping[Use, Run], tracks: dict[Use, int]) -> int:
    """Return how many tracks of a channel lie before the edge of the bands that meet in it."""
    count = channel_tracks(channel, tracks)
    mine = [use for use in tracks if use[0] == channel]
    low = max((tracks[use] + 1 for use in mine if runs[use].sides == {"before"}), default=0)
    high = min((tracks[use] for use in mine if runs[use].sides == {"after"}), default=count)
    return low + (high - low) // 2


def channel_tracks(channel: int, tracks: dict[Use, int]) -> int:
    return max((track + 1 for (where, _bundle), track in tracks.items() if where == channel), default=0)
