"""Rows of a step table: the flowchart of each power, its steps and the ways between them."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from imports.fields import TableKind
from imports.plans.drafting import Drafting, check
from imports.plans.entries import STEP, WAY, Entry, Reject
from imports.plans.places import Places
from imports.plans.powers import Powers
from imports.plans.step_names import step_named
from imports.plans.texts import text_of
from imports.rows import Limit, ReadRow
from powers.enums import StepKind
from powers.step_table import MAX_STEPS
from riskreg.names import name_key

FIELDS = {
    "label": "step", "kind": "step_kind", "actor": "actor", "handling_system": "handling_system",
    "duty_requirement": "duty_requirement", "supervision": "supervision",
    "counterpart_rights": "counterpart_rights",
}  # fmt: skip
"""Field of a step → column of the file."""
OUTSIDE = frozenset({"申请人", "当事人", "相对人", "行政相对人", "群众", "服务对象", "申请单位", "本人"})
"""Who is not of the institution: nobody here has to state a post or a limit for them."""


class StepTable:
    """Plans the rows of a step table: steps are matched by name, then by number."""

    def __init__(self, draft: Drafting, places: Places, powers: Powers) -> None:
        self.draft, self.places, self.powers = draft, places, powers
        self.rows: dict[int, list[ReadRow]] = defaultdict(list)
        self.order: dict[int, Entry] = {}

    def stage(self) -> None:
        """Take in every row, then lay out each chart with all its rows."""
        for row in self.draft.rows(TableKind.STEPS):
            try:
                self._row(row)
            except Reject as why:
                self.draft.reject(row.number, why)
        for key, power in self.order.items():
            self._chart(power, self.rows[key])

    def _row(self, row: ReadRow) -> None:
        check(STEP, {name: row.values.get(column) for name, column in FIELDS.items()}, FIELDS)
        if not text_of(row, "step"):
            raise Reject("step", "", _("没有写环节名称。"))
        unit = self.places.unit(text_of(row, "unit"), row.number)
        power = self.powers.of(row, unit, text_of(row, "power"))
        if len(self.rows[id(power)]) >= MAX_STEPS:
            message = _("一张流程图最多%(most)s个环节，请分成几项职权，或把一段画成既定子流程。")
            raise Reject("step", text_of(row, "step"), message % {"most": MAX_STEPS})
        self.order.setdefault(id(power), power)
        self.draft.speak_of(row.number, power)
        self.draft.meet(row.number, unit)
        self.rows[id(power)].append(row)

    def _chart(self, power: Entry, rows: list[ReadRow]) -> None:
        stored = self.draft.stored.parts.steps.get(power.pk or 0, [])
        numbers = _numbers(rows)
        steps = _matched(stored, rows, numbers)
        by_no: dict[int, Entry] = {}
        for row, no in zip(rows, numbers, strict=True):
            entry = steps.get(row.number) or Entry(STEP, row=row.number, values={"power": power}, owner=power)
            by_no[no] = self._step(entry, row, no, power)
        left = self._make_room(stored, by_no, rows[0].number)
        self.draft.charts[id(power)] = [*by_no.values(), *left]
        self._place(power, rows)
        self._ways(power, rows, numbers, by_no, new_chart=not stored)

    def _step(self, step: Entry, row: ReadRow, no: int, power: Entry) -> Entry:
        step.words = step.words or text_of(row, "step")
        step.say("no", no, row.number)
        for name, column in FIELDS.items():
            step.say(name, row.values.get(column), row.number)
        limit: Limit | None = row.values.get("step_time_limit")
        if limit is not None and (step.get("time_limit_value"), step.get("time_limit_unit")) != (
            limit.value,
            limit.unit,
        ):
            step.values |= {"time_limit_value": limit.value, "time_limit_unit": limit.unit}
            step.rows |= {"time_limit_value": row.number, "time_limit_unit": row.number}
        if step.new:
            self._performer(step, power)
        step.kept |= row.kept
        self.draft.speak_of(row.number, self.draft.add(step))
        return step

    def _performer(self, step: Entry, power: Entry) -> None:
        """Say of a new step whether others than we perform it, and which post of ours does."""
        step.values.setdefault("kind", StepKind.EXECUTE.value)
        actor = str(step.get("actor") or "")
        outside = actor in OUTSIDE or step.values["kind"] == StepKind.EXTERNAL
        step.values["is_external"] = outside
        if actor and not outside:
            self.draft.afterwards.append(lambda: self._seat(step, actor, power))

    def _seat(self, step: Entry, actor: str, power: Entry) -> None:
        """Give the step the post that the actor is, seen from the unit that has the power in the end."""
        posts = self.places.named(actor, self._home(power))
        if len(posts) == 1:
            step.values["post"] = posts[0]

    def _home(self, power: Entry) -> Entry:
        unit = power.get("unit")
        return unit if isinstance(unit, Entry) else self.draft.stored.units[unit]

    def _place(self, power: Entry, rows: list[ReadRow]) -> None:
        """Put candidates on the step that the file they came from named, now that the chart has one."""
        row_of = {name_key(text_of(row, "step")): row.number for row in rows}
        for point in self.draft.stored.parts.points.get(power.pk or 0, []):
            words = point.stored["imported_step"] if point.stored["step"] is None else ""
            step = step_named(words, self.draft.charts[id(power)]) if words else None
            if step is not None:
                row = row_of.get(name_key(step.words), rows[0].number)
                point.say("step", step, row)
                self.draft.speak_of(row, self.draft.add(point))

    def _make_room(self, stored: list[Entry], by_no: dict[int, Entry], row: int) -> list[Entry]:
        """Move stored steps that the file lacks behind the others where their number is taken; return them."""
        ours = set(map(id, by_no.values()))
        left = [step for step in stored if id(step) not in ours]
        highest = max([*by_no, *(step.stored["no"] for step in left)], default=0)
        for step in left:
            if step.stored["no"] in by_no:
                highest += 1
                step.say("no", highest, row)
                self.draft.add(step)
                message = _("表中没有原有的环节“%(step)s”，保留在第%(no)s号。")
                self.draft.warn(row, "step", message % {"step": step.words, "no": highest})
        return left

    def _ways(
        self,
        power: Entry,
        rows: list[ReadRow],
        numbers: list[int],
        by_no: dict[int, Entry],
        *,
        new_chart: bool,
    ) -> None:
        """Lay the ways: those the rows state; in a new chart without any, from each step to the next."""
        stored = self.draft.stored.ways.get(power.pk or 0, [])
        stated = any(row.values.get("next_step") for row in rows)
        followers = dict(pairwise(numbers))
        for row, no in zip(rows, numbers, strict=True):
            source = by_no[no]
            ways = [(way.no, way.condition) for way in row.values.get("next_step") or ()]
            ends = source.get("kind") == StepKind.END
            if not ways and new_chart and not stated and no in followers and not ends:
                ways = [(followers[no], "")]
            targets = self._targets(row, no, ways, by_no)
            if targets:
                self._lay(power, source, targets, [w for w in stored if w.stored["source"] == source.pk], row)

    def _targets(
        self, row: ReadRow, no: int, ways: list[tuple[int, str]], by_no: dict[int, Entry]
    ) -> list[tuple[Entry, str]]:
        found = []
        for target, condition in dict(ways).items():
            if target in by_no and target != no:
                found.append((by_no[target], condition))
            else:
                message = _("去向“%(no)s”不是表中另一个环节的序号，没有画这条线。") % {"no": target}
                self.draft.warn(row.number, "next_step", message)
        return found

    def _lay(
        self, power: Entry, source: Entry, targets: list[tuple[Entry, str]], stored: list[Entry], row: ReadRow
    ) -> None:
        """Make the ways out of a step those of the file: others that were stored go."""
        known = {way.stored["target"]: way for way in stored}
        for position, (target, condition) in enumerate(targets):
            way = known.pop(target.pk, None) if target.pk else None
            if way is None:
                values = {"power": power, "source": source, "target": target, "condition": condition[:60]}
                words = f"{source.words} → {target.words}"
                way = Entry(
                    WAY, row=row.number, values=values | {"position": position}, owner=power, words=words
                )
            else:
                way.say("condition", condition[:60], row.number)
            self.draft.add(way)
            self.draft.speak_of(row.number, way)
        names = {step.pk: step.words for step in self.draft.stored.parts.steps.get(power.pk or 0, [])}
        for way in known.values():
            way.removed, way.row = True, row.number
            way.words = f"{source.words} → {names.get(way.stored['target'], '')}"
            self.draft.add(way)
            self.draft.speak_of(row.number, way)


def _numbers(rows: list[ReadRow]) -> list[int]:
    """Return the number of each step: the file's, else the one after; no number twice."""
    numbers: list[int] = []
    for row in rows:
        no: Any = row.values.get("step_no")
        following = max(numbers, default=0) + 1
        numbers.append(int(no) if no and no not in numbers and 0 < no < 10_000 else following)
    return numbers


def _matched(stored: list[Entry], rows: list[ReadRow], numbers: list[int]) -> dict[int, Entry]:
    """Return row → the stored step it is about: of the same name, else of the same number and no other's name."""
    left = list(stored)
    found: dict[int, Entry] = {}
    for row in rows:
        same = [step for step in left if name_key(step.words) == name_key(text_of(row, "step"))]
        if same:
            found[row.number] = same[0]
            left.remove(same[0])
    by_no = {step.stored["no"]: step for step in left}
    for row, no in zip(rows, numbers, strict=True):
        if row.number not in found and no in by_no:
            found[row.number] = by_no.pop(no)
    return found
