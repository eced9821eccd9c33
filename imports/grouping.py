"""Rows of a table that belong together: names left blank below themselves, and items spread over several rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from imports.fields import TableKind
from imports.rows import Warned
from imports.tables import Table, TableRow
from imports.wordforms import is_dash


@dataclass(frozen=True)
class Mapped:
    """A column with the field it is read as."""

    place: int
    head: str
    field: str


@dataclass
class Item:
    """What becomes one row: the number of its first row in the sheet, and the texts of its rows by place."""

    number: int
    rows: list[dict[int, str]] = field(default_factory=list)

    def parts(self, *places: int) -> list[str]:
        """Return the different texts of the columns, row by row; texts beside each other are joined by a colon."""
        lines = ("：".join(row[place] for place in places if row.get(place)) for row in self.rows)
        return list(dict.fromkeys(line for line in lines if line))

    def text(self, *places: int) -> str:
        """Return everything that stands in the columns of the item."""
        return "\n".join(self.parts(*places))

    def add(self, row: TableRow, *, skip: Iterable[int] = ()) -> None:
        """Take over the texts of a row; those that merged areas repeat only once."""
        self.rows.append(
            {
                place: text
                for place, text in enumerate(row.cells)
                if text and place not in skip and not (self.rows and place in row.merged)
            }
        )


# Written once and left blank below: the first is a name, the others say more of it.
_REPEATED: Mapping[TableKind, tuple[tuple[str, ...], ...]] = {
    TableKind.REGISTER: (("unit",), ("power", "power_code", "category")),
    TableKind.POWERS: (("unit",), ("category",)),
    TableKind.STEPS: (("unit",), ("power", "power_code", "category")),
    TableKind.PEOPLE: (("unit",),),
}
# An item is named by the first; the others may go on in the rows below it.
_NAMED = {TableKind.REGISTER: "point", TableKind.POWERS: "power", TableKind.STEPS: "step"}
_SPREAD: Mapping[TableKind, frozenset[str]] = {
    TableKind.REGISTER: frozenset({"manifestation", "measures", "responsible", "indicator", "notes"}),
    TableKind.POWERS: frozenset(
        {"bases", "document_no", "article", "duties", "duty_division", "conditions", "accountability",
         "accountability_basis", "supervision", "discipline", "commitment", "notes"}
    ),
    TableKind.STEPS: frozenset(
        {"next_step", "duty_requirement", "handling_system", "supervision", "counterpart_rights"}
    ),
}  # fmt: skip


def filled_down(
    table: Table, columns: Sequence[Mapped], kind: TableKind
) -> tuple[Iterator[TableRow], list[list[Warned]]]:
    """Return the rows with the names that were left blank below themselves, and a warning for each run.

    The rows are made when they are asked for. Warnings, in a list for each group of names, are there when all were.
    """
    warnings: list[list[Warned]] = []
    rows = iter(table.rows)
    fields = {column.field: column for column in reversed(columns)}
    above: tuple[int, ...] = ()
    for group in _groups(fields, kind):
        warnings.append([])
        rows = _filled(rows, group, above, columns, warnings[-1])
        above = (*above, group[0].place)
    return rows, warnings


def _filled(
    rows: Iterable[TableRow],
    group: Sequence[Mapped],
    above: Sequence[int],
    columns: Sequence[Mapped],
    warnings: list[Warned],
) -> Iterator[TableRow]:
    """Yield the rows with the names of one group filled down. In: `above` the places of the names outside it."""
    lead, others = group[0].place, [one.place for one in group]
    last: TableRow | None = None
    run: list[int] = []
    for row in rows:
        blank = _is_left_blank(row, others, columns)
        if blank and last and all(row.cells[place] == last.cells[place] for place in above):
            run.append(row.number)
            yield _with(row, last, others)
            continue
        warnings += _warning(run, last, group[0])
        run = []
        last = row if row.cells[lead] and not is_dash(row.cells[lead]) else None
        yield row
    warnings += _warning(run, last, group[0])


def _groups(fields: Mapping[str, Mapped], kind: TableKind) -> Iterator[list[Mapped]]:
    for names in _REPEATED[kind]:
        if names[0] in fields:
            yield [fields[name] for name in names if name in fields]
    if kind is TableKind.REGISTER and "post" in fields and "power" not in fields:
        yield [fields["post"]]


def _is_left_blank(row: TableRow, group: Sequence[int], columns: Sequence[Mapped]) -> bool:
    """Say whether the name is blank while something else of the row is filled."""
    filled = any(row.cells[one.place] for one in columns if one.place not in group and one.field != "seq")
    return filled and not any(row.cells[place] for place in group)


def _with(row: TableRow, above: TableRow, places: Sequence[int]) -> TableRow:
    cells = list(row.cells)
    for place in places:
        cells[place] = above.cells[place]
    return TableRow(row.number, tuple(cells), row.merged | set(places))


def _warning(run: Sequence[int], above: TableRow | None, column: Mapped) -> list[Warned]:
    if not run or above is None:
        return []
    words = {"first": run[0], "last": run[-1], "text": above.cells[column.place]}
    if len(run) == 1:
        message = _("第%(first)s行空着，沿用上面的“%(text)s”。") % words
    else:
        message = _("第%(first)s行到第%(last)s行空着，沿用上面的“%(text)s”。") % words
    return [Warned(run[0], column.head, message)]


def items(rows: Iterable[TableRow], columns: Sequence[Mapped], kind: TableKind) -> Iterator[Item]:
    """Yield the items; a row that only goes on with the item above is part of it."""
    current: Item | None = None
    named = next((one.place for one in columns if one.field == _NAMED.get(kind)), None)
    seq = [one.place for one in columns if one.field == "seq"]
    for row in rows:
        if current and named is not None and _goes_on(row, named, columns, kind):
            current.add(row, skip=seq)
            continue
        if current:
            yield current
        current = Item(row.number)
        current.add(row)
    if current:
        yield current


def _goes_on(row: TableRow, named: int, columns: Sequence[Mapped], kind: TableKind) -> bool:
    """Say whether a row has no name of its own, and nothing but what may be spread over several rows."""
    own = {one.field for one in columns if row.cells[one.place] and one.place not in row.merged}
    if row.cells[named] and named not in row.merged:
        return False
    unmerged_blank = not row.cells[named]
    if unmerged_blank and "seq" in own:
        return False
    return own - {"seq"} <= _SPREAD[kind]
