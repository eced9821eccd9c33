"""Who stands in which lane: one lane per actor, per unit where that makes too many; and where in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from riskreg.phrases import listed, parted
from riskreg.rendering.figures import ChartStep

MAX_LANES = 6
MAX_COLUMNS = 4
"""So many columns the lanes have together before steps of one row stand below each other."""


@dataclass(frozen=True)
class Lanes:
    """The lane of each step, the lanes' names, and what a note must say.

    `merged` are the actors whose lane bears another name: they are written into their steps.
    """

    lane_of: dict[int, int]
    names: tuple[str, ...]
    merged: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def assign(steps: Sequence[ChartStep], pairs: Sequence[tuple[int, int]], most: int = MAX_LANES) -> Lanes:
    """Give every step a lane, at most `most` lanes in order of appearance.

    A step without actor (begin, end, decision) stands in the lane of the step before or after it.
    Beyond `most` the actors of one unit share its lane; if that does not do, the rarest share the last.
    """
    actors = _actors(steps, pairs)
    title = {actor: actor for actor in actors.values()}
    if len(title) > most:
        title = _by_unit(steps, title)
    names = list(dict.fromkeys(title[actor] for actor in actors.values()))
    if len(names) > most:
        often = Counter(title[actor] for actor in actors.values())
        kept = sorted(names, key=lambda name: (-often[name], names.index(name)))[: most - 1]
        title = {actor: name if name in kept else _("其他岗位") for actor, name in title.items()}
        names = [*(name for name in names if name in kept), _("其他岗位")]
    number = {name: at for at, name in enumerate(names)}
    return Lanes(
        {no: number[title[actor]] for no, actor in actors.items()},
        tuple(names),
        tuple(actor for actor, name in title.items() if actor != name),
        _notes(title, names),
    )


def followed(lanes: Lanes, pairs: Sequence[tuple[int, int]]) -> Lanes:
    """Return the lanes with those of connectors added: a connector stands in the lane of its step."""
    found = dict(lanes.lane_of)
    for source, target in pairs:
        found.setdefault(source, found.get(target, 0))
        found.setdefault(target, found[source])
    return replace(lanes, lane_of=found)


@dataclass(frozen=True)
class Cells:
    """The row and the column of each step, and the first and last column of each lane."""

    rows: dict[int, int]
    columns: dict[int, int]
    spans: tuple[tuple[int, int], ...]


def cells(
    order: Sequence[int], ranks: Mapping[int, int], pairs: Sequence[tuple[int, int]], lanes: Lanes
) -> Cells:
    """Put the steps of a lane side by side where they share a row, or below each other where lanes are many.

    All lanes are as wide as the widest, hence the few columns. In: who comes first among equals; the rows
    if lanes had room for all; the pairs that lead onwards. A step stands below all that lead to it, in the
    middle of its lane or straight below one of them, and branches on both sides of the middle.
    """
    places = _from_the_middle(max(MAX_COLUMNS // len(lanes.names), 1))
    taken: set[tuple[int, int, int]] = set()
    rows: dict[int, int] = {}
    within: dict[int, int] = {}
    for no in sorted(order, key=lambda no: ranks[no]):
        lane, sources = lanes.lane_of[no], [source for source, target in pairs if target == no]
        before = [rows[source] for source in sources]
        before = before or [row for other, row in rows.items() if ranks[other] < ranks[no]]
        row = max(before, default=-1) + 1
        while not (free := [at for at in places if (lane, row, at) not in taken]):
            row += 1
        above = {within[source] for source in sources if lanes.lane_of[source] == lane}
        rows[no], within[no] = row, next((at for at in free if at in above), free[0])
        taken.add((lane, row, within[no]))
    spans: list[tuple[int, int]] = []
    middles: list[int] = []
    for lane in range(len(lanes.names)):
        inside = [within[no] for no in order if lanes.lane_of[no] == lane]
        start = spans[-1][1] + 1 if spans else 0
        spans.append((start, start + max(inside, default=0) - min(inside, default=0)))
        middles.append(start - min(inside, default=0))
    return Cells(rows, {no: middles[lanes.lane_of[no]] + within[no] for no in order}, tuple(spans))


def _from_the_middle(count: int) -> list[int]:
    """Return places in the order they are taken: the middle, the right, the left, further right."""
    return sorted(range(-((count - 1) // 2), count // 2 + 1), key=lambda at: (abs(at), -at))


def _actors(steps: Sequence[ChartStep], pairs: Sequence[tuple[int, int]]) -> dict[int, str]:
    actors = {step.no: " ".join(step.actor.split()) for step in steps}
    for _round in actors:
        for source, target in pairs:
            actors[target] = actors[target] or actors[source]
        for source, target in reversed(pairs):
            actors[source] = actors[source] or actors[target]
        if all(actors.values()):
            break
    return {no: actor or _("未注明岗位") for no, actor in actors.items()}


def _by_unit(steps: Sequence[ChartStep], title: Mapping[str, str]) -> dict[str, str]:
    """Return the lane title of each actor: the unit, where it has several actors in the chart."""
    unit = {" ".join(step.actor.split()): step.unit for step in steps if step.unit and step.actor}
    several = Counter(unit[actor] for actor in title if actor in unit)
    return {actor: unit[actor] if several[unit.get(actor, "")] > 1 else actor for actor in title}


def _notes(title: Mapping[str, str], names: Sequence[str]) -> tuple[str, ...]:
    found = []
    for name in names:
        inside = [actor for actor, lane in title.items() if lane == name and actor != name]
        if inside:
            told = parted(inside) if any(_("、") in actor for actor in inside) else listed(inside)
            words = {"lane": name, "names": told}
            found.append(_("“%(lane)s”泳道合并了：%(names)s。") % words)
    return tuple(found)
