"""A plan while it is made: what rows speak of, what is refused, and how it all ends up as a Plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from imports.fields import TableKind
from imports.plans.differences import difference, facts
from imports.plans.entries import (
    HELD,
    ORDER,
    PERSON,
    POINT,
    POST,
    POWER,
    STEP,
    UNIT,
    Answers,
    Difference,
    Entry,
    Outcome,
    PlannedRow,
    Question,
    Reject,
    Said,
)
from imports.plans.plan import Plan
from imports.plans.spooled import PARTS, ByRow, Groups, PlannedRows
from imports.rows import APART, Cell, ReadRow, ReadTable, Rejected, Warned, counted, counted_cells
from imports.snapshot import CATALOGUE, Snapshot
from powers.permissions import is_open
from riskreg.decisions import Denied
from riskreg.spool import Mapped, Spool


class Drafting:
    """What planning knows so far. The modules of one kind of table fill it row by row.

    Rows of several tables are in one count (rows.APART) until the plan is made. Registers and catalogues have many
    parts of many dossiers: a few dossiers at a time are settled (`settle`), and what is settled leaves the memory.
    """

    def __init__(self, tables: Sequence[ReadTable], stored: Snapshot, answers: Answers) -> None:
        self.tables, self.stored = tuple(tables), stored
        self.answers = answers.among(stored.units, stored.posts, stored.powers)
        self._heads = [{name: head for head, name in table.columns.items()} for table in tables]
        self.entries: dict[str, dict[int, Entry]] = {label: {} for label in ORDER}
        """Model → what the file speaks of, each once, by identity, as far as it is not settled."""
        self.of_row: dict[int, list[Entry]] = defaultdict(list)
        self.beside: dict[int, list[Entry]] = defaultdict(list)
        """Row → the units, posts and people it names."""
        self.rejected: dict[int, list[Rejected]] = defaultdict(list)
        self.charts: dict[int, list[Entry]] = {}
        """Power, by identity → its steps as they will be, where a table of steps speaks of them."""
        self.afterwards: list[Callable[[], None]] = []
        """What can be settled only when every table has been gone through."""
        self.warnings: ByRow[Warned] = ByRow()
        self.questions: list[Question] = []
        self._rows, self._parts = PlannedRows(), Groups()
        self._aside: Spool[Said] = Spool()
        self._wanted: dict[int, Entry] = {}
        """What settled parts point to, by identity."""
        self._matched: dict[str, set[int]] = defaultdict(set)
        self._revisions: dict[int, int] = {}
        for place, table in enumerate(self.tables):
            for warned in counted_cells(table.warnings, place):
                self.warnings.add(warned.row, warned)
            for cell in counted_cells(table.rejected, place):
                self.rejected[cell.row].append(cell)

    def rows(self, kind: TableKind) -> Iterator[ReadRow]:
        """Yield the rows of all tables of the kind that nothing is wrong with so far."""
        return (row for _at, row in self.rows_at(kind))

    def rows_at(self, kind: TableKind) -> Iterator[tuple[int, ReadRow]]:
        """Yield each of these rows after where `row_at` finds it."""
        for place, table in enumerate(self.tables):
            for at, row in enumerate(table.rows if table.kind is kind else ()):
                found = counted(row, place)
                if found.number not in self.rejected:
                    yield place * APART + at, found

    def row_at(self, at: int) -> ReadRow:
        """Return the row that `rows_at` found there."""
        place, index = divmod(at, APART)
        return counted(self.tables[place].rows[index], place)

    def has(self, name: str, row: int) -> bool:
        """Say whether the table of the row has a column for the field."""
        return name in self._heads[row // APART]

    def head(self, name: str, row: int) -> str:
        """Return the head of the column of a field in the table of the row; the field itself if it has none."""
        return self._heads[row // APART].get(name, name)

    def where(self, row: int) -> str:
        """Return what a message calls the row."""
        place, number = divmod(row, APART)
        if len(self.tables) == 1:
            return _("第%(row)s行") % {"row": number}
        return _("“%(sheet)s”第%(row)s行") % {"sheet": self.tables[place].sheet, "row": number}

    def reject(self, row: int, why: Reject) -> None:
        """Refuse the row."""
        self.rejected[row].append(Rejected(row, self.head(why.field, row), why.value, why.message))

    def warn(self, row: int, name: str, message: str) -> None:
        """Tell what a person should know of the cell."""
        self.warnings.add(row, Warned(row, self.head(name, row), message))

    def ask(self, kind: str, text: str, row: int, candidates: tuple[tuple[int, str], ...]) -> None:
        """Ask which record a name means."""
        self.questions.append(Question(kind, text, row % APART, candidates, row // APART))

    def speak_of(self, row: int, *entries: Entry) -> None:
        """Note that the row is about the entries."""
        for entry in entries:
            if entry not in self.of_row[row]:
                self.of_row[row].append(entry)

    def meet(self, row: int, entry: Entry | None) -> None:
        """Note that the row names the unit, post or person."""
        if entry is not None:
            self.beside[row].append(entry)

    def add(self, entry: Entry) -> Entry:
        """Take in an entry that an import may have to write."""
        self.entries[entry.label][id(entry)] = entry
        return entry

    def say(self, entry: Entry, name: str, value: Any, row: int, column: str) -> None:
        """Take a value from a row; what contradicts an earlier row of the same record is told and left out."""
        if not entry.say(name, value, row):
            message = _("与%(where)s对“%(what)s”的写法不同，已按%(where)s。") % {
                "where": self.where(entry.rows[name]),
                "what": entry.words,
            }
            self.warn(row, column, message)

    def settle(self, powers: Sequence[Entry], rows: Iterable[int]) -> None:
        """Finish the powers' bases, or risk points, measures and chains, and the rows: no table says more of these."""
        ours = set(map(id, powers))
        parts = [entry for entry in self._all(PARTS) if id(entry.owner) in ours]
        self._refuse_locked([*powers, *parts])
        written = tuple(entry for entry in parts if self._is_planned(entry) and entry.changes)
        if written:
            self._parts.append(written)
            self._note_revisions(written)
        for entry in written:
            self._wanted |= {id(one): one for one in _outside(entry) if one.label not in PARTS}
        changed = [power for power in powers if self._is_planned(power) and power.changes]
        self._end_rows(rows, set(map(id, (*changed, *written))))
        for entry in parts:
            self.entries[entry.label].pop(id(entry), None)

    def put_aside(self, powers: Iterable[Entry]) -> None:
        """Take out of memory what only the catalogue says of the powers: these are settled."""
        for power in powers:
            names = [name for name in CATALOGUE if name in power.values]
            if names and self._is_planned(power):
                before = {} if power.new else {name: power.stored.get(name) for name in names}
                values = {name: power.values.pop(name) for name in names}
                power.rows = {name: row for name, row in power.rows.items() if name not in values}
                power.aside = partial(self._aside.item, len(self._aside))
                self._aside.append(Said(values, before, power.kept))
                power.kept = {}

    def plan(self) -> Plan:
        """Return the plan of everything taken in."""
        for settle in self.afterwards:
            settle()
        self._refuse_locked(self._all())
        needed = self._needed()
        kept = [entry for entry in self._all() if id(entry) in needed and entry.changes]
        self._tell_created(kept)
        self._note_revisions(kept)
        self._end_rows(self._rows_left(), set(map(id, kept)))
        refused = (cell for number in sorted(self.rejected) for cell in self.rejected[number])
        return Plan(
            tables=tuple(table.summary() for table in self.tables),
            rows=self._rows.in_order(),
            entries=tuple(kept),
            parts=self._parts,
            matched={label: frozenset(keys) for label, keys in self._matched.items()},
            rejected=tuple(_placed(cell) for cell in refused),
            warnings=Mapped(_placed, self.warnings.in_order()),
            questions=tuple(self.questions),
            revisions=self._revisions,
        )

    def _end_rows(self, numbers: Iterable[int], wanted: set[int]) -> None:
        """Keep what becomes of the rows, and forget what they speak of. In: what is written, by identity."""
        for number in numbers:
            self._rows.add(number, self._outcome(number, wanted))
            spoken_of = (*self.of_row.pop(number, ()), *self.beside.pop(number, ()))
            for entry in () if number in self.rejected else spoken_of:
                if entry.pk is not None:
                    self._matched[entry.label].add(entry.pk)

    def _rows_left(self) -> list[int]:
        """Return the numbers of the rows that were not settled with their dossiers."""
        ended = self._rows.numbers()
        read = (place * APART + row.number for place, table in enumerate(self.tables) for row in table.rows)
        return sorted({number for number in chain(read, self.rejected) if number not in ended})

    def _refuse_locked(self, entries: Iterable[Entry]) -> None:
        """Refuse what would change a dossier that is locked; rows that change nothing stay unchanged."""
        parts: dict[int, list[Entry]] = defaultdict(list)
        for entry in entries:
            owner = entry.owner or entry
            if owner.label == POWER and not owner.new and entry.changes and self._is_planned(entry):
                parts[owner.pk or 0].append(entry)
        for pk, changing in parts.items():
            power = self.stored.powers[pk]
            decision = is_open(power.stored["state"])
            if isinstance(decision, Denied):
                for entry in changing:
                    del self.entries[entry.label][id(entry)]
                    entry.values, entry.aside = {}, None
                for number in sorted({row for entry in changing for row in _rows_of(entry)}):
                    self.reject(number, Reject("power", power.words, str(decision.reason)))

    def _is_planned(self, entry: Entry) -> bool:
        return id(entry) in self.entries[entry.label]

    def _all(self, labels: Iterable[str] = ORDER) -> list[Entry]:
        return [entry for label in labels for entry in self.entries[label].values()]

    def _needed(self) -> set[int]:
        """Return the identities of the entries with those they point to.

        A new unit, post or person that nobody points to is left out, if no list of people names it.
        """
        found: dict[int, Entry] = {}
        waiting = list(self._wanted.values())
        waiting += [
            entry
            for entry in self._all()
            if entry.changes and (entry.label in OF_DOSSIERS or self._kind(entry.row) is TableKind.PEOPLE)
        ]
        while waiting:
            entry = waiting.pop()
            if id(entry) not in found:
                found[id(entry)] = entry
                waiting += _outside(entry)
        held = [entry for entry in self.entries[HELD].values() if id(entry.values.get("post")) in found]
        for entry in held:
            found[id(entry)] = entry
            found |= {id(value): value for value in entry.values.values() if isinstance(value, Entry)}
        return set(found)

    def _kind(self, row: int) -> TableKind:
        return self.tables[row // APART].kind

    def _tell_created(self, kept: Iterable[Entry]) -> None:
        for entry in kept:
            if entry.new and entry.label in CREATED:
                self.warn(
                    entry.row, COLUMN_OF[entry.label], str(CREATED[entry.label]()) % {"name": entry.words}
                )

    def _note_revisions(self, written: Iterable[Entry]) -> None:
        for entry in written:
            owner = entry.owner or entry
            if owner.label == POWER and owner.pk is not None:
                self._revisions[owner.pk] = owner.stored["revision"]

    def _outcome(self, number: int, wanted: set[int]) -> PlannedRow:
        about = self.of_row.get(number, [])
        words = " ".join(entry.words for entry in about if entry.label in NAMED)
        place, row = divmod(number, APART)
        if number in self.rejected:
            words = words or self.tables[place].refused_rows.get(row, "")
            return PlannedRow(row, Outcome.REJECTED, words, place=place)
        mine = [entry for entry in about if id(entry) in wanted]
        made = [entry for entry in mine if entry.new and entry.row == number]
        main = next((entry for label in MAIN for entry in about if entry.label == label), None)
        differences = tuple(found for entry in mine for found in self._differences(entry, number))
        added = tuple(dict.fromkeys(entry.words for entry in made if entry is not main))
        outcome = Outcome.CHANGED if differences or added else Outcome.UNCHANGED
        outcome = Outcome.NEW if main is not None and main in made else outcome
        told = (entry for entry in mine if entry.new and entry.label in NAMED)
        said = tuple(fact for entry in told for fact in facts(entry, number, self.stored))
        return PlannedRow(row, outcome, words, differences, added, place, said)

    def _differences(self, entry: Entry, number: int) -> Iterator[Difference]:
        if entry.new:
            return
        if entry.removed and entry.row == number:
            yield Difference(entry.owner.words if entry.owner else "", _("流向"), entry.words, "")
        for name, value in entry.values.items():
            if entry.rows.get(name) == number:
                yield difference(entry, name, value, self.stored)


OF_DOSSIERS = ORDER[ORDER.index(POWER) :]
MAIN = (STEP, POINT, POST, POWER)
"""What a row is about: the first of these it speaks of."""
NAMED = frozenset({POWER, STEP, POINT, POST, PERSON})
COLUMN_OF = {UNIT: "unit", PERSON: "person", POST: "post"}
CREATED = {
    UNIT: lambda: _("本单位没有科室“%(name)s”，将新建。"),
    PERSON: lambda: _("本单位没有人员“%(name)s”，将登记为不能登录的人员；需要账号的请系统管理员开通。"),
    POST: lambda: _("本单位没有岗位“%(name)s”，将新建。"),
}


def _placed(cell: Cell) -> Cell:
    """Return a refusal or a warning with its row as its own sheet counts it."""
    place, row = divmod(cell.row, APART)
    return replace(cell, row=row, place=place)


def _rows_of(entry: Entry) -> set[int]:
    return (
        {entry.row}
        if entry.new or entry.removed
        else {entry.rows[name] for name in entry.values if name in entry.rows}
    )


def _outside(entry: Entry) -> list[Entry]:
    """Return what an entry points to, its power among it."""
    return [one for one in (entry.owner, *entry.values.values()) if isinstance(one, Entry)]


def check(label: str, values: Mapping[str, Any], columns: Mapping[str, str]) -> None:
    """Raise Reject at the first value its field does not take. In: field → value, field → column of the file."""
    model = apps.get_model(label)
    for name, value in values.items():
        field: Any = model._meta.get_field(name)
        if value in ("", None) or isinstance(field, models.ForeignKey):
            continue
        most = field.max_length or 0
        if isinstance(field, models.TextField) and len(value) > most:  # Django leaves this to forms
            words = {"most": most, "count": len(value)}
            message = _("最多%(most)s字，现在有%(count)s字，请缩短或拆开。") % words
            raise Reject(columns.get(name, name), value[:200], message)
        try:
            field.clean(value, None)
        except ValidationError as error:
            raise Reject(columns.get(name, name), str(value)[:200], " ".join(error.messages)) from None
