"""Rows of a power catalogue or 权责清单 (F3): powers with their columns and legal bases."""

from __future__ import annotations

import re
from typing import Any

from imports.fields import TableKind
from imports.plans.by_power import by_power, take_rows
from imports.plans.drafting import Drafting, check
from imports.plans.entries import BASIS, POWER, Entry
from imports.plans.grades import take_grade
from imports.plans.places import Places
from imports.plans.powers import Powers
from imports.plans.texts import text_of
from imports.rows import Basis, Limit, ReadRow
from powers.enums import BasisLevel
from riskreg.names import name_key

FIELDS = {
    "duty_division": "duty_division", "duties": "duties", "conditions": "conditions",
    "service_commitment": "commitment", "work_discipline": "discipline", "accountability": "accountability",
    "is_public": "is_public", "notes": "notes",
}  # fmt: skip
"""Field of a power → column of the file."""
KEPT = ("sub_item", "fees", "grade_reason", "supervision")
_LEVELS = (
    (r"党|纪律处分|廉洁", BasisLevel.PARTY_REGULATION),
    (r"(?<!办)法([（(].*[）)])?$", BasisLevel.LAW),
    (r"^(中华人民共和国)?[^省市县区]*条例", BasisLevel.ADMIN_REGULATION),
    (r"条例", BasisLevel.LOCAL_REGULATION),
    (r"办法|规定|规则|细则", BasisLevel.DEPT_RULE),
)


class Catalogue:
    """Plans the rows of a catalogue."""

    def __init__(self, draft: Drafting, places: Places, powers: Powers) -> None:
        self.draft, self.places, self.powers = draft, places, powers

    def stage(self) -> None:
        """Take in every row, then settle each power with all its rows."""
        for few in by_power(self.draft, TableKind.POWERS, self._power):
            self.draft.stored.open_catalogue({power.pk for power, _places in few if power.pk})
            numbers = [number for power, places in few for number in self._settle(power, places)]
            powers = [power for power, _places in few]
            self.draft.settle(powers, numbers)
            self.draft.put_aside(powers)

    def _settle(self, power: Entry, places: list[int]) -> list[int]:
        """Plan what the rows of the power say; return their numbers."""
        bases = list(self.draft.stored.bases.get(power.pk or 0, ()))
        return take_rows(self.draft, places, lambda row: self._row(row, power, bases))

    def _power(self, row: ReadRow) -> Entry:
        """Return the power the row is about, new if there is none. Raises Reject."""
        name, sub_item = text_of(row, "power"), text_of(row, "sub_item")
        if sub_item and name_key(sub_item) != name_key(name):
            name = f"{name}（{sub_item}）" if name else sub_item
        check(POWER, _columns(row), FIELDS)
        for basis in _bases(row):
            check(BASIS, _values(basis), dict.fromkeys(("title", "document_no", "article"), "bases"))
        return self.powers.of(row, self._home(row), name)

    def _home(self, row: ReadRow) -> Entry:
        return self.places.unit(text_of(row, "unit"), row.number)

    def _row(self, row: ReadRow, power: Entry, known: list[Entry]) -> None:
        """Take in what the row says of its power. In: the bases known so far. Raises Reject."""
        unit = self._home(row)
        self.draft.speak_of(row.number, power)
        self.draft.meet(row.number, unit)
        self._unit(power, unit, row)
        for field, value in _columns(row).items():
            self.draft.say(power, field, value, row.number, FIELDS[field])
        self._limit(power, row)
        leader = self.places.post(text_of(row, "leader"), unit, "leader", row.number)
        self.draft.say(power, "leader_in_charge", leader, row.number, "leader")
        take_grade(self.draft, power, row)
        self._bases(power, known, row)
        self._keep(power, row)

    def _unit(self, power: Entry, unit: Entry, row: ReadRow) -> None:
        """Hand a stored power over to the unit that the file names; as its subject it may name the institution."""
        if not power.new and row.values.get("unit") and unit is not self.draft.stored.root:
            self.draft.say(power, "unit", unit, row.number, "unit")

    def _limit(self, power: Entry, row: ReadRow) -> None:
        """Take the time limit: both its parts, or neither."""
        limit: Limit | None = row.values.get("time_limit")
        if limit is None or (power.get("time_limit_value"), power.get("time_limit_unit")) == (
            limit.value,
            limit.unit,
        ):
            return
        if "time_limit_unit" in power.rows:
            self.draft.say(power, "time_limit_unit", f"{limit.value}{limit.unit}", row.number, "time_limit")
            return
        power.values |= {"time_limit_value": limit.value, "time_limit_unit": limit.unit}
        power.rows |= {"time_limit_value": row.number, "time_limit_unit": row.number}

    def _bases(self, power: Entry, known: list[Entry], row: ReadRow) -> None:
        """Add the bases the power lacks; a stored one without number or article gets those of the file."""
        for basis in _bases(row):
            entry = next((one for one in known if _fits(one, basis)), None)
            if entry is None:
                values = {
                    **_values(basis),
                    "power": power,
                    "level": _level(basis.title),
                    "position": len(known),
                }
                entry = Entry(BASIS, row=row.number, values=values, owner=power, words=basis.title)
                known.append(entry)
            elif not entry.new:
                for name, value in _values(basis).items():
                    entry.say(name, value, row.number)
            self.draft.add(entry)
            self.draft.of_row[row.number].insert(0, entry)

    def _keep(self, power: Entry, row: ReadRow) -> None:
        kept = {self.draft.head(name, row.number): text_of(row, name) for name in KEPT} | dict(row.kept)
        power.kept |= {head: text for head, text in kept.items() if text}


def _columns(row: ReadRow) -> dict[str, Any]:
    """Return field of the power → what the row says."""
    values = {name: row.values.get(column) for name, column in FIELDS.items()}
    return values | {"accountability": _with_basis(row)}


def _bases(row: ReadRow) -> tuple[Basis, ...]:
    return row.values.get("bases") or ()


def _with_basis(row: ReadRow) -> str:
    """Return how people are held accountable, and by which rule, as one text."""
    basis = text_of(row, "accountability_basis")
    parts = (text_of(row, "accountability"), f"追责依据：{basis}" if basis else "")
    return "\n".join(part for part in parts if part)


def _values(basis: Basis) -> dict[str, Any]:
    return {"title": basis.title, "document_no": basis.document_no, "article": basis.article}


def _fits(entry: Entry, basis: Basis) -> bool:
    """Say whether the basis is the one given: the same title, and nothing else said differently."""
    return all(
        not value or (not entry.get(name) and name != "title") or name_key(entry.get(name)) == name_key(value)
        for name, value in _values(basis).items()
    )


def _level(title: str) -> str:
    """Return the level of a law or rule as its title tells; a person can put it right."""
    plain = title.strip("《》 ")
    return next(
        (level.value for pattern, level in _LEVELS if re.search(pattern, plain)),
        BasisLevel.NORMATIVE_DOC.value,
    )
