"""Powers as rows name them: by code, else by name within the unit."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from imports.matching import Names
from imports.plans.drafting import Drafting, check
from imports.plans.entries import POWER, Entry, Reject
from imports.plans.places import Places
from imports.rows import APART, ReadRow
from powers import codes
from powers.codes import Codes
from powers.models import PowerCategory
from riskreg.names import name_key
from riskreg.phrases import listed

OTHER = "other"  # code of the category for what fits no other (fixtures/categories.yaml)
_ENDINGS = ("权力", "权", "类", "事项")
COLUMNS = {"name": "power", "code": "power_code", "imported_grade": "grade"}


class Powers:
    """Finds or adds the power a row is about."""

    def __init__(self, draft: Drafting, places: Places) -> None:
        self.draft, self.places = draft, places
        stored = draft.stored
        self.by_code: dict[str, Entry] = {}
        self.by_unit: dict[tuple[int, str], Entry] = {}
        self.by_name: dict[str, list[Entry]] = defaultdict(list)
        self.names = Names((power.words, power) for power in stored.powers.values())
        for power in stored.powers.values():
            self._learn(power, stored.units[power.stored["unit"]])
        self._codes = Codes(power.stored["code"] for power in stored.powers.values())
        current = [category for category in stored.categories if not category.historical]
        self._other = next((c for c in current if c.code == OTHER), None)
        self._categories = {_category_key(category.name): category for category in current}

    def _learn(self, power: Entry, unit: Entry) -> None:
        name = name_key(power.words)
        if power.get("code"):
            self.by_code.setdefault(name_key(power.get("code")), power)
        if power.stored.get("state") != "removed":
            self.by_unit.setdefault((id(unit), name), power)
            self.by_name[name].append(power)

    def of(self, row: ReadRow, unit: Entry, name: str) -> Entry:
        """Return the power the row is about, new if there is none. Raises Reject."""
        code = str(row.values.get("power_code") or "").strip()
        power = self._known(row, code, name, unit)
        if power is None:
            if not name:
                raise Reject("power", "", _("没有写职权名称。"))
            power = self._new(row, unit, code, name)
        elif not power.new or name_key(name) != name_key(power.words):
            check(POWER, {"name": name}, COLUMNS)
            self.draft.say(power, "name", name, row.number, "power")
            if not power.new:
                self._say_category(power, row)
        return self.draft.add(power)

    def _known(self, row: ReadRow, code: str, name: str, unit: Entry) -> Entry | None:
        if code and name_key(code) in self.by_code:
            return self.by_code[name_key(code)]
        answered = self.draft.answers.powers.get(name)
        if answered is not None:
            return self.draft.stored.powers[answered]
        found = self.by_unit.get((id(unit), name_key(name)))
        if found is None:
            found = self._of_another_sheet(name, unit, row)
        named_unit = row.values.get("unit") and unit is not self.draft.stored.root
        if found is None and not named_unit and len(self.by_name[name_key(name)]) == 1:
            found = self.by_name[name_key(name)][0]
        if found is not None and code and found.get("code") and name_key(found.get("code")) != name_key(code):
            return None
        return found

    def _of_another_sheet(self, name: str, unit: Entry, row: ReadRow) -> Entry | None:
        """Return the one power of that name that another sheet of the same book brings.

        A catalogue names the institution as the subject of the power, the register the section that exercises it:
        the section has it then.
        """
        found = self.by_name[name_key(name)]
        if len(found) != 1 or not found[0].new or found[0].row // APART == row.number // APART:
            return None
        if found[0].values["unit"] is self.draft.stored.root:
            found[0].values["unit"] = unit
        return found[0]

    def _new(self, row: ReadRow, unit: Entry, code: str, name: str) -> Entry:
        values: dict[str, Any] = {"unit": unit, "name": name, "category": self._category(row)}
        check(POWER, values, COLUMNS)
        entry = Entry(POWER, row=row.number, values=values, rows={"name": row.number}, words=name)
        if code:
            self._take_code(entry, row, code)
        if "code" not in values:
            values["code"] = self._next_code(unit, values["category"])
        self._tell_near(entry, row)
        self._learn(entry, unit)
        return entry

    def _take_code(self, entry: Entry, row: ReadRow, code: str) -> None:
        """Take the code of the file if ours can look so; else it stays with the origin."""
        try:
            check(POWER, {"code": code}, COLUMNS)
        except Reject as why:
            entry.kept[self.draft.head("power_code", row.number)] = code
            message = _("编码“%(code)s”不能照用：%(why)s已自动编号，原编码记在出处里。")
            self.draft.warn(row.number, "power_code", message % {"code": code, "why": why.message})
        else:
            entry.values["code"] = code
            self._codes.take(code)

    def _next_code(self, unit: Entry, category: int) -> str:
        row = next(c for c in self.draft.stored.categories if c.pk == category)
        beginning = codes.prefix(unit.get("code"), row.code, row.external_code)
        return self._codes.next(beginning, digits=3)

    def _tell_near(self, entry: Entry, row: ReadRow) -> None:
        """Ask whether a power of nearly that name, or of that name in another unit, is meant."""
        name = entry.words
        same = [power for power in self.by_name[name_key(name)] if not power.new]
        near: Any = same or self.names.near(name)
        if not near or name in self.draft.answers.powers:
            return
        candidates = tuple((power.pk, f"{power.stored['code']} {power.words}") for power in near)
        self.draft.ask("powers", name, row.number, candidates)
        words = {"text": name, "near": listed(words for _pk, words in candidates)}
        self.draft.warn(row.number, "power", _("没有“%(text)s”。是不是“%(near)s”？") % words)

    def _category(self, row: ReadRow) -> int:
        text = str(row.values.get("category") or "").strip()
        category = self._categories.get(_category_key(text)) if text else self._other
        if category is None and self._other is not None:
            words = {"text": text, "other": self._other.name}
            message = _("没有“%(text)s”这一职权类别，先归入“%(other)s”。") % words
            self.draft.warn(row.number, "category", message)
            category = self._other
        if category is None:
            raise Reject("category", text, _("请写明职权类别：类别表里没有“其他”可以归入。"))
        return int(category.pk)

    def _say_category(self, power: Entry, row: ReadRow) -> None:
        """Change the category of a stored power only to one that the table has."""
        text = str(row.values.get("category") or "").strip()
        category: PowerCategory | None = self._categories.get(_category_key(text)) if text else None
        if category is not None:
            self.draft.say(power, "category", category.pk, row.number, "category")


def _category_key(name: str) -> str:
    plain = name_key(name)
    for ending in _ENDINGS:
        plain = plain.removesuffix(ending) or plain
    return plain
