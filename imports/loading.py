"""From a file to read tables: its sheets as chosen, with the corrections of a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from django.utils.translation import gettext as _

from imports.choosing import Choice
from imports.own import unchanged
from imports.reading import read_table
from imports.rows import ReadTable, Warned
from imports.tables import Table, TableRow, find_table
from organisation.models import Institution
from riskreg.phrases import listed
from riskreg.reading.sheet import Book, Sheet, Unreadable
from riskreg.spool import Spool

MOST_ROWS = 20_000
"""Rows that one import takes: everything is shown before anything is written, which takes seconds already."""


def load(book: Book, choices: Sequence[Choice], institution: Institution) -> tuple[ReadTable, ...]:
    """Return the tables read as chosen; the first tells which sheets stay out.

    Raises Unreadable where the columns that a table needs are missing, or where there are too many rows.
    """
    first, *others = [_load(sheet_of(book, choice.sheet), choice, institution) for choice in choices]
    _refuse_too_many(sum(len(table.rows) for table in (first, *others)))
    return replace(first, warnings=Spool(chain(first.warnings, _left_out(book, choices)))), *others


def sheet_of(book: Book, name: str) -> Sheet:
    """Return the sheet of that name. Raises Unreadable."""
    for sheet in book.sheets:
        if sheet.name == name:
            return sheet
    raise Unreadable(_("文件里没有工作表“%(name)s”，请重新选择。") % {"name": name})


def _load(sheet: Sheet, choice: Choice, institution: Institution) -> ReadTable:
    if not choice.has_needed():
        message = _(
            "“%(sheet)s”里认不出职权、风险点等必要的栏目，没有可以导入的内容。请检查表头，或在页面上逐列指定。"
        )
        raise Unreadable(message % {"sheet": sheet.name})
    table = corrected(find_table(sheet, choice.header), choice.cells)
    known = unchanged(table, choice.mapping, institution)
    return read_table(sheet, table, choice.kind, choice.mapping, choice.kept, known)


def _refuse_too_many(rows: int) -> None:
    if rows > MOST_ROWS:
        message = _("要导入的有%(rows)s行，一次最多%(most)s行。请按科室分成几个文件，或分几次勾选工作表。")
        raise Unreadable(message % {"rows": rows, "most": MOST_ROWS})


def corrected(table: Table, cells: Mapping[str, str]) -> Table:
    """Return the table with the corrections of a person in their cells."""
    if not cells:
        return table
    rows: Spool[TableRow] = Spool()
    for row in table.rows:
        texts = [
            cells.get(f"{row.number}:{head}", text)
            for head, text in zip(table.heads, row.cells, strict=False)
        ]
        rows.append(replace(row, cells=tuple(texts)))
    return replace(table, rows=rows)


def _left_out(book: Book, choices: Sequence[Choice]) -> list[Warned]:
    taken = {choice.sheet for choice in choices}
    others = [sheet.name for sheet in book.sheets if sheet.name not in taken]
    words = _("文件里还有工作表%(names)s，这次没有读入。") % {"names": listed(f"“{name}”" for name in others)}
    return [Warned(0, "", words)] if others else []
