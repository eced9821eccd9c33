"""Rows of a risk point register (F1): powers with candidate risk points, their measures, who answers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from controls.enums import ResponsibilityLevel as Level
from imports.fields import TableKind
from imports.plans.by_power import by_power, take_rows
from imports.plans.chains import Wish, stage_chain
from imports.plans.drafting import Drafting, check
from imports.plans.entries import POINT, Entry, Reject, plain
from imports.plans.grades import take_grade
from imports.plans.measures import stage_measures
from imports.plans.places import Places
from imports.plans.powers import Powers
from imports.plans.step_names import step_named
from imports.plans.texts import pieces, shortened, text_of
from imports.rows import APART, ReadRow
from powers.codes import Codes
from riskpoints.models import RiskPoint
from riskreg.names import name_key

TITLE = RiskPoint._meta.get_field("title").max_length or 80
MEASURE_TITLE = 200
STEP_WORDS = RiskPoint._meta.get_field("imported_step").max_length or 0
SAID = ("kind", "line", "cause", "indicator", "found_how", "precedent")
KEPT = ("notes", "grade_reason")
COLUMNS = {"title": "point", "code": "point_code"}


@dataclass
class Item:
    """A risk point as one or several rows of the file describe it."""

    row: ReadRow
    code: str
    title: str
    manifestation: str
    step: Entry | None
    measures: dict[str, int]
    """Title → the row that names it first."""
    rows: list[ReadRow] = field(default_factory=list)
    entry: Entry | None = None
    owners: tuple[str, Entry] | None = None
    """The cell that says who carries the measures, and the unit it is read from."""

    def key(self) -> tuple[Any, ...]:
        """Return what two rows about one risk point have in common."""
        if self.code:
            return (self.code,)
        return name_key(self.title), name_key(self.manifestation), id(self.step) if self.step else None


class Register:
    """Plans the rows of a register: first which power each is about, then power by power, a few together."""

    def __init__(self, draft: Drafting, places: Places, powers: Powers) -> None:
        self.draft, self.places, self.powers = draft, places, powers
        self.items: dict[tuple[Any, ...], Item] = {}
        """Of the power that is being settled."""
        self.wishes: list[Wish] = []
        self.without_chart: dict[int, list[int]] = {}
        """Place of the sheet → rows that name a step of a power that has no chart."""

    def stage(self) -> None:
        """Take in every row, then settle each power with all its rows."""
        for few in by_power(self.draft, TableKind.REGISTER, self._power):
            self.draft.stored.open({power.pk for power, _places in few if power.pk})
            numbers = [number for power, places in few for number in self._settle(power, places)]
            self.draft.settle([power for power, _places in few], numbers)
        for rows in self.without_chart.values():
            self._tell_without_chart(rows)

    def _settle(self, power: Entry, places: list[int]) -> list[int]:
        """Plan what the rows of the power say; return their numbers."""
        self.items, self.wishes = {}, []
        numbers = take_rows(self.draft, places, lambda row: self._row(row, power))
        self._points(power, list(self.items.values()))
        stage_chain(self.draft, power, self.wishes)
        return numbers

    def _tell_without_chart(self, rows: list[int]) -> None:
        """Tell it once, not row by row."""
        message = ngettext(
            "有%(count)s行写了环节，职权却还没有流程图：风险点先作待落位的候选，环节的名称已记下，有了流程图再落位。",
            "有%(count)s行写了环节，职权却还没有流程图：风险点先作待落位的候选，环节的名称已记下，有了流程图再落位。",
            len(rows),
        )
        self.draft.warn(min(rows), "step", message % {"count": len(rows)})

    def _power(self, row: ReadRow) -> Entry:
        """Return the power the row is about, new if there is none. Raises Reject."""
        name = text_of(row, "power")
        if not name and self.draft.has("power", row.number) and not text_of(row, "power_code"):
            raise Reject("power", "", _("没有写职权名称。"))
        title, manifestation, _long = _worded(row)
        values = {"title": title, "manifestation": manifestation, "code": text_of(row, "point_code")}
        check(POINT, values | {name: row.values.get(name) for name in SAID}, COLUMNS)
        unit = self.places.unit(text_of(row, "unit"), row.number)
        return self.powers.of(row, unit, name or self._nameless(row, unit))

    def _row(self, row: ReadRow, power: Entry) -> None:
        """Take in what the row says of its power. Raises Reject."""
        named = row.values.get("unit")
        home = self.places.unit(text_of(row, "unit"), row.number) if named else self._home(power)
        self.draft.speak_of(row.number, power)
        self.draft.meet(row.number, home)
        take_grade(self.draft, power, row)
        title, manifestation, too_long = _worded(row)
        if too_long:
            self.draft.warn(
                row.number,
                "point",
                _("风险点超过%(limit)s字，全文写入表现形式，名称取开头。") % {"limit": TITLE},
            )
        item = self._item(row, power, title, manifestation) if title else None
        self._wish(row, power, item, home)

    def _home(self, power: Entry) -> Entry:
        unit = power.get("unit")
        return unit if isinstance(unit, Entry) else self.draft.stored.units[unit]

    def _nameless(self, row: ReadRow, unit: Entry) -> str:
        """Return a name for the power of a row of a file that has no column for powers."""
        if text_of(row, "power_code"):
            return ""
        post = text_of(row, "post")
        # stored, so the same in every language
        name = f"{post}岗位职责" if post else f"{unit.words}履行职责"
        self.draft.warn(
            row.number, "power", _("表中没有职权一栏，先归入“%(name)s”，请核对。") % {"name": name}
        )
        return name

    def _item(self, row: ReadRow, power: Entry, title: str, manifestation: str) -> Item:
        """Return what the file says of the risk point, together with earlier rows about the same one."""
        code = text_of(row, "point_code")
        step = self._step(row, power)
        item = Item(row, code, title, manifestation, step, self._measures(row))
        known = self.items.setdefault(item.key(), item)
        known.rows.append(row)
        if known is not item:
            known.measures = {**item.measures, **known.measures}
        return known

    def _measures(self, row: ReadRow) -> dict[str, int]:
        titles: dict[str, int] = {}
        for text in row.values.get("measures") or ():
            parts = pieces(text, MEASURE_TITLE)
            if len(parts) > 1:
                words = {"limit": MEASURE_TITLE, "count": len(parts)}
                message = _("一条措施超过%(limit)s字，分为%(count)s条存入。") % words
                self.draft.warn(row.number, "measures", message)
            titles |= dict.fromkeys(parts, row.number)
        return titles

    def _step(self, row: ReadRow, power: Entry) -> Entry | None:
        """Return the step of the power's chart that the row names; None leaves the point a candidate."""
        text = text_of(row, "step")
        if not text:
            return None
        steps = self.draft.charts.get(id(power)) or self.draft.stored.parts.steps.get(power.pk or 0, [])
        found = step_named(text, steps)
        if not steps:
            self.without_chart.setdefault(row.number // APART, []).append(row.number)
        elif found is None:
            message = _("职权“%(power)s”的流程图没有环节“%(step)s”，风险点先作待落位的候选。")
            self.draft.warn(row.number, "step", message % {"power": power.words, "step": text})
        return found

    def _points(self, power: Entry, items: list[Item]) -> None:
        """Match the file's risk points with the stored ones: by code, by wording, by title; add the rest."""
        left = _Left(self.draft.stored.parts.points.get(power.pk or 0, []))
        for same in (_code, _wording, _title):
            for item in items:
                if item.entry is None:
                    item.entry = left.take(same, item.code, item.title, item.manifestation)
        used = Codes(self.draft.stored.parts.codes_used.get((POINT, power.pk or 0), ()))
        for item in items:
            used.take(item.code)
        for item in items:
            self._point(power, item, used)

    def _point(self, power: Entry, item: Item, used: Codes) -> None:
        first = item.row.number
        if item.entry is None:
            code = item.code or used.next("R")
            item.entry = Entry(POINT, row=first, values={"power": power, "code": code}, words=item.title)
            item.entry.values["found_by_unit"] = power.get("unit")
            item.entry.owner = power
        point = self.draft.add(item.entry)
        for name, value in (
            ("title", item.title),
            ("manifestation", item.manifestation),
            ("step", item.step),
        ):
            point.say(name, value, first)
        for row in item.rows:
            for name in SAID:
                self.draft.say(point, name, row.values.get(name), row.number, name)
            self.draft.speak_of(row.number, point)
            if item.step is None and point.stored.get("step") is None:
                point.say("imported_step", text_of(row, "step")[:STEP_WORDS], row.number)
            if point.new:
                self._keep(point, row, item)
        stage_measures(self.draft, self.places, point, item)

    def _keep(self, point: Entry, row: ReadRow, item: Item) -> None:
        """Keep what has no place of its own with the origin of the risk point."""
        kept = {self.draft.head(name, row.number): text_of(row, name) for name in KEPT}
        if item.step is None:
            kept[self.draft.head("step", row.number)] = text_of(row, "step")
        grade = text_of(row, "grade")
        if point.owner is not None and grade != point.owner.get("imported_grade"):
            kept[self.draft.head("grade", row.number)] = grade
        for head, text in {**kept, **row.kept}.items():
            if text and text not in point.kept.get(head, ""):
                point.kept[head] = "\n".join(part for part in (point.kept.get(head, ""), text) if part)

    def _wish(self, row: ReadRow, power: Entry, item: Item | None, home: Entry) -> None:
        """Note who answers: heads and leaders on the chain; the responsible for measures, else as staff."""
        cells = {Level.DIRECT: "unit_head", Level.IN_CHARGE: "leader", Level.STAFF: "post"}
        responsible = text_of(row, "responsible")
        if item is not None and item.measures and responsible:
            item.owners = item.owners or (responsible, home)
        elif responsible:
            cells[Level.STAFF] = "responsible"
        for level, column in cells.items():
            post = self.places.post(text_of(row, column), home, column, row.number)
            if post is None or (
                column == "post" and item and item.step and plain(item.step.get("post")) == plain(post)
            ):
                continue
            self.wishes.append(Wish(row.number, level, post, item))
            if level == Level.IN_CHARGE and not power.get("leader_in_charge"):
                self.draft.say(power, "leader_in_charge", post, row.number, column)


def _worded(row: ReadRow) -> tuple[str, str, bool]:
    """Return title and manifestation of the row's risk point; a title too long moves into the other, said last."""
    title, manifestation = text_of(row, "point"), text_of(row, "manifestation")
    if not title and manifestation:
        return shortened(manifestation, TITLE), manifestation, False
    if len(title) <= TITLE:
        return title, manifestation, False
    return shortened(title, TITLE), "\n".join(part for part in (title, manifestation) if part), True


class _Left:
    """Stored risk points that no row has claimed yet, looked up in three ways."""

    def __init__(self, points: list[Entry]) -> None:
        self._found: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
        self._claimed: set[int] = set()
        for point in points:
            stored = point.stored
            for same in (_code, _wording, _title):
                self._found[same(stored["code"], stored["title"], stored["manifestation"])].append(point)

    def take(self, same: Any, code: str, title: str, manifestation: str) -> Entry | None:
        """Return the first unclaimed point that is the same in this way, and claim it."""
        for point in self._found.get(same(code, title, manifestation), ()):
            if id(point) not in self._claimed:
                self._claimed.add(id(point))
                return point
        return None


def _code(code: str, title: str, manifestation: str) -> tuple[str, ...]:
    return "code", code


def _wording(code: str, title: str, manifestation: str) -> tuple[str, ...]:
    return "wording", name_key(title), name_key(manifestation)


def _title(code: str, title: str, manifestation: str) -> tuple[str, ...]:
    return "title", name_key(title)
