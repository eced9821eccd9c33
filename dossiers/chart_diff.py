"""The difference between two states of a chart, step by step and way by way, and both as one merged chart.

Which step is which (`pairs_of`), in this order; a step is paired once:

1. the same key: the row of the database, so that renaming and renumbering keep a step what it is;
2. the same wording and actor, in the order of the steps: states frozen without keys, steps deleted and made
   again;
3. similar wording between the same neighbours: a step before or behind both is the same one, or both begin or
   both end the chart. The most alike first; what is paired so is a neighbour in the next round.

A paired step is *changed* if a field differs, *moved* if its order among the steps that stayed changed, or if
it stands between entirely other steps than before. Steps that came or went between two others move neither
of them, and new numbers alone are no change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from dossiers.compare import Change, step_fields

ALIKE = 0.6

Step = Mapping[str, Any]
Ways = dict[tuple[int, int], list[str]]
"""(from, to) → conditions; steps by their place in the order of numbers, from 0."""


@dataclass(frozen=True)
class StepDiff:
    """A step of the merged chart under its number there. `kind`: added, removed, changed, moved or same."""

    no: int
    old: Step | None
    new: Step | None
    fields: tuple[Change, ...] = ()
    moved: bool = False

    @property
    def step(self) -> Step:
        """Return the step as it is, or as it was when it is gone."""
        return self.new if self.new is not None else self.old or {}

    @property
    def marks(self) -> tuple[str, ...]:
        """Return every mark of the step, the one that sets its line first."""
        if self.old is None or self.new is None:
            return ("removed",) if self.new is None else ("added",)
        return (*(("changed",) if self.fields else ()), *(("moved",) if self.moved else ()))

    @property
    def kind(self) -> str:
        return self.marks[0] if self.marks else "same"


@dataclass(frozen=True)
class WayDiff:
    """A way between two steps of the merged chart: added, removed, changed (its condition) or same."""

    source: int
    target: int
    kind: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class ChartDiff:
    """The merged chart: every step and every way of both states once."""

    steps: tuple[StepDiff, ...]
    ways: tuple[WayDiff, ...]

    @property
    def differs(self) -> bool:
        return any(one.kind != "same" for one in self.steps) or any(way.kind != "same" for way in self.ways)


def diff(old: Mapping[str, Any], new: Mapping[str, Any]) -> ChartDiff:
    """Return what changed from `old` to `new`: `steps` and `transitions` of contents by `content_of`."""
    before, after = _State.of(old), _State.of(new)
    paired = pairs_of(before, after)
    moved = _out_of_order(paired) | _between_others(before, after, paired)
    steps, number_old, number_new = [], {}, {}
    for no, (was, now) in enumerate(_merged_order(before, after, paired), 1):
        one = before.steps[was] if was is not None else None
        other = after.steps[now] if now is not None else None
        fields = step_fields(one, other) if one is not None and other is not None else ()
        steps.append(StepDiff(no, one, other, tuple(fields), was in moved))
        if was is not None:
            number_old[was] = no
        if now is not None:
            number_new[now] = no
    ways = _ways_diff(_renumbered(before.ways, number_old), _renumbered(after.ways, number_new))
    return ChartDiff(tuple(steps), tuple(ways))


@dataclass(frozen=True)
class _State:
    """A chart with its steps by their place in the order of numbers, and what leads where."""

    steps: tuple[Step, ...]
    ways: Ways

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> _State:
        steps = tuple(sorted(content.get("steps") or (), key=lambda step: int(step["no"])))
        place = {step["no"]: at for at, step in enumerate(steps)}
        ways: Ways = {}
        for way in content.get("transitions") or ():
            if way["from"] in place and way["to"] in place:
                pair = (place[way["from"]], place[way["to"]])
                ways.setdefault(pair, []).append((way["condition"] or "").strip())
        return cls(steps, ways)

    @cached_property
    def onward(self) -> Mapping[int, set[int]]:
        return _grouped((source, target) for source, target in self.ways)

    @cached_property
    def backward(self) -> Mapping[int, set[int]]:
        return _grouped((target, source) for source, target in self.ways)


def _grouped(pairs: Iterator[tuple[int, int]]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return found


def pairs_of(before: _State, after: _State) -> dict[int, int]:
    """Return place before → place now of every step that is in both states (rules: see the module)."""
    found: dict[int, int] = {}
    for key in (_row_of, _wording_of):
        known = defaultdict(list)
        for at, step in enumerate(after.steps):
            if at not in found.values() and key(step) is not None:
                known[key(step)].append(at)
        for at, step in enumerate(before.steps):
            if at not in found and known[key(step)]:
                found[at] = known[key(step)].pop(0)
    while more := _alike(before, after, found):
        found |= more
    return found


def _row_of(step: Step) -> Any:
    return step.get("key")


def _wording_of(step: Step) -> tuple[str, str]:
    return (step["label"].strip(), (step.get("actor") or "").strip())


def _alike(before: _State, after: _State, paired: Mapping[int, int]) -> dict[int, int]:
    """Return the pairs of similar steps between the same neighbours, the most alike first."""
    taken = set(paired.values())
    scores = []
    for was, one in enumerate(before.steps):
        for now, other in enumerate(after.steps):
            if was in paired or now in taken or not _same_place(before, after, paired, was, now):
                continue
            if (score := _likeness(one["label"], other["label"])) >= ALIKE:
                scores.append((-score, abs(was - now), was + now, was, now))
    found: dict[int, int] = {}
    for *_score, was, now in sorted(scores):
        if was not in found and now not in found.values():
            found[was] = now
    return found


def _same_place(before: _State, after: _State, paired: Mapping[int, int], was: int, now: int) -> bool:
    """Say whether a step before or behind is the same one, or there is none in either state."""
    for old, new in ((before.backward, after.backward), (before.onward, after.onward)):
        there, here = old.get(was, set()), new.get(now, set())
        if (not there and not here) or any(paired.get(at) in here for at in there if at in paired):
            return True
    return False


def _likeness(one: str, other: str) -> float:
    """Return how alike two wordings are, from 0 to 1, whichever stands first."""
    return max(SequenceMatcher(None, *pair, autojunk=False).ratio() for pair in ((one, other), (other, one)))


def _out_of_order(paired: Mapping[int, int]) -> set[int]:
    """Return the places before of the fewest steps that must move for the others to stay in order."""
    was = sorted(paired)
    longest: list[list[int]] = []
    for at, place in enumerate(was):
        ends = [run for run in longest[:at] if paired[run[-1]] < paired[place]]
        longest.append([*_longest(ends), place])
    return set(was) - set(_longest(longest))


def _longest(runs: Sequence[list[int]]) -> list[int]:
    return max(runs, key=len) if runs else []


def _between_others(before: _State, after: _State, paired: Mapping[int, int]) -> set[int]:
    """Return the places before of the steps that stand between entirely other steps now."""
    now = set(paired.values())

    def others(was: int, old: Mapping[int, set[int]], new: Mapping[int, set[int]]) -> bool:
        there = {paired[at] for at in _kept(was, old, paired)}
        here = _kept(paired[was], new, now)
        return bool(there and here) and there.isdisjoint(here)

    return {
        was
        for was in paired
        if others(was, before.backward, after.backward) and others(was, before.onward, after.onward)
    }


def _kept(start: int, leads: Mapping[int, set[int]], kept: Collection[int]) -> set[int]:
    """Return the steps of both states next to `start`, looking through those that came or went."""
    found, seen, waiting = set(), {start}, list(leads.get(start, ()))
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        if at in kept:
            found.add(at)
        else:
            waiting += leads.get(at, ())
    return found


def _merged_order(
    before: _State, after: _State, paired: Mapping[int, int]
) -> list[tuple[int | None, int | None]]:
    """Return (place before, place now) in the order of today, a removed step behind the one it followed."""
    origin = {now: was for was, now in paired.items()}
    followed: dict[int, list[int]] = defaultdict(list)
    last = -1
    for was in range(len(before.steps)):
        if was in paired:
            last = paired[was]
        else:
            followed[last].append(was)
    found: list[tuple[int | None, int | None]] = [(was, None) for was in followed[-1]]
    for now in range(len(after.steps)):
        found.append((origin.get(now), now))
        found += [(was, None) for was in followed[now]]
    return found


def _renumbered(ways: Ways, numbers: Mapping[int, int]) -> Ways:
    return {(numbers[source], numbers[target]): words for (source, target), words in ways.items()}


def _ways_diff(before: Ways, after: Ways) -> Iterator[WayDiff]:
    """Yield the ways between each two steps: equal conditions first, then changed, then added or removed."""
    for pair in dict.fromkeys((*after, *before)):
        gone, came = list(before.get(pair, ())), list(after.get(pair, ()))
        for words in list(came):
            if words in gone:
                gone.remove(words)
                came.remove(words)
                yield WayDiff(*pair, "same", words, words)
        yield from _rest(pair, gone, came)


def _rest(pair: tuple[int, int], gone: Sequence[str], came: Sequence[str]) -> Iterator[WayDiff]:
    shared = min(len(gone), len(came))
    for old, new in zip(gone, came, strict=False):
        yield WayDiff(*pair, "changed", old, new)
    for old in gone[shared:]:
        yield WayDiff(*pair, "removed", old, "")
    for new in came[shared:]:
        yield WayDiff(*pair, "added", "", new)
