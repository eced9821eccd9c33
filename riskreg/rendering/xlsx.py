"""Declared tables in, Excel files out, row by row. The only module that imports openpyxl to write.

Every cell of a "text" column is stored as text, whatever it begins with: no value of a register
can become a formula. Memory does not grow with the number of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, zip_longest
from typing import Any, BinaryIO, Literal
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter

from riskreg.rendering.xlsx_rows import MAX_TEXT, Filler, Raw, clean_text, write_row_of

__all__ = ["MAX_TEXT", "Book", "Column", "Merge", "Sheet", "clean_text", "safe_title", "write"]

Kind = Literal["text", "number", "date", "percent"]
_BAD_TITLE = re.compile(r"[\\/*?:\[\]\x00-\x1f]")
_FORMATS: dict[Kind, str] = {
    "text": "General",
    "number": "General",
    "date": "yyyy-mm-dd",
    "percent": "0.0%",
}
_FONT = "宋体"
_LINE = Side(style="thin", color="808080")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL = PatternFill("solid", fgColor="E8EDF3")
_PAPER = {"A3": "8", "A4": "9"}


@dataclass(frozen=True)
class Column:
    """One column: its head, width in Excel units (characters), kind of values, wrapped or not.

    `group` is the upper head of a two-row header; neighbours with the same group are merged.
    """

    header: str
    width: float = 12
    kind: Kind = "text"
    wrap: bool = True
    group: str = ""


@dataclass(frozen=True)
class Merge:
    """Cells to merge: first and last row of `Sheet.rows` (from 0) and column (from 0), inclusive."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """One sheet: title rows over the full width, one or two header rows, rows, signature line.

    `rows` may be a generator; it is read once. `merges` must be known before writing ends: pass a
    list that the generator fills while it runs, if need be. `freeze` keeps the header and
    `freeze_columns` columns in view.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    title_rows: Sequence[str] = ()
    signature: str = ""
    merges: Sequence[Merge] = ()
    freeze: bool = True
    freeze_columns: int = 0
    repeat_header: bool = True
    auto_filter: bool = False
    orientation: Literal["portrait", "landscape"] = "landscape"
    paper: Literal["A4", "A3"] = "A4"
    fit_width: bool = True
    footer: str = ""
    """Below every page, &P its number and &N their count; page x of y where nothing is said."""

    @property
    def header_rows(self) -> int:
        return 2 if any(column.group for column in self.columns) else 1

    @property
    def first_data_row(self) -> int:
        """Return the row number (from 1) of the first data row."""
        return len(self.title_rows) + self.header_rows + 1


@dataclass(frozen=True)
class Book:
    """The file: its sheets, its properties, and the moment written into it as its date."""

    sheets: Sequence[Sheet]
    created: datetime
    title: str = ""
    creator: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    """Further core properties: subject, description, keywords, category."""


def safe_title(title: str, taken: Iterable[str] = ()) -> str:
    """Return a sheet name Excel accepts (≤ 31 characters, no \\ / * ? : [ ]), unlike any `taken`."""
    base = _BAD_TITLE.sub("_", clean_text(title)).strip().strip("'")[:31] or "Sheet"
    used = {name.lower() for name in taken} | {"history"}
    name, number = base, 2
    while name.lower() in used:
        tail = f"({number})"
        name, number = base[: 31 - len(tail)] + tail, number + 1
    return name


def write(book: Book, out: BinaryIO) -> None:
    """Write `book` to `out` (a binary file open for writing).

    Raises ValueError for a book without sheets or a row longer than the columns.
    """
    if not book.sheets:
        raise ValueError("a book needs at least one sheet")
    workbook = Workbook(write_only=True)
    titles: list[str] = []
    try:
        for sheet in book.sheets:
            titles.append(safe_title(sheet.title, titles))
            _write_sheet(workbook.create_sheet(titles[-1]), sheet)
    except BaseException:
        _abandon(workbook)
        raise
    facts = workbook.properties
    moment = book.created.replace(tzinfo=None, microsecond=0)
    facts.created = facts.modified = moment
    facts.title, facts.creator = book.title, book.creator
    for name in ("subject", "description", "keywords", "category"):
        if name in book.properties:
            setattr(facts, name, clean_text(book.properties[name]))
    _save(workbook, out, moment)


def _save(workbook: Workbook, out: BinaryIO, moment: datetime) -> None:
    """Save like `Workbook.save`, which would overwrite the modification date with the clock's."""
    workbook.properties.modified = moment
    with ZipFile(out, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        ExcelWriter(workbook, archive).write_data()


def _abandon(workbook: Workbook) -> None:
    """Close and remove the temporary files of a book that will not be saved."""
    for ws in workbook.worksheets:
        sheet: Any = ws
        if sheet._writer is not None:
            sheet.close()
            sheet._writer.cleanup()


def _write_sheet(ws: Any, sheet: Sheet) -> None:
    _set_up_view(ws, sheet)
    _set_up_print(ws, sheet)
    ws._get_writer()
    ws._values_to_row = _as_given
    ws._writer.write_row = write_row_of(ws._writer.write_row)
    ranges = [*_write_titles(ws, sheet), *_write_header(ws, sheet)]
    count = _write_rows(ws, sheet)
    last = sheet.first_data_row + count - 1
    if sheet.auto_filter:
        ends = get_column_letter(len(sheet.columns))
        ws.auto_filter.ref = f"A{sheet.first_data_row - 1}:{ends}{max(last, sheet.first_data_row - 1)}"
    ranges += [_range(sheet.first_data_row, merge) for merge in sheet.merges]
    if sheet.signature:
        ws.row_dimensions[last + 1].height = 30
        ws.append([_cell(ws, sheet.signature, bold=False, centre=False, border=False)])
        ranges.append(
            CellRange(
                min_col=1,
                max_col=len(sheet.columns),
                min_row=last + 1,
                max_row=last + 1,
            )
        )
    _refuse_overlap(ranges)
    # as one set: `add` compares each range with all before it, though overlaps are refused above
    wide = {found for found in ranges if found.size["rows"] * found.size["columns"] > 1}
    ws.merged_cells.ranges = ws.merged_cells.ranges | wide


def _as_given(cells: Iterable[Cell], row: int) -> Iterator[Cell]:
    """Number the cells of a row. openpyxl's own version raises and catches an error per cell."""
    for column, cell in enumerate(cells, 1):
        if not isinstance(cell, Raw):
            cell.column, cell.row = column, row
        yield cell


def _set_up_view(ws: Any, sheet: Sheet) -> None:
    """Set what stands before the rows in the file: widths and frozen panes."""
    for number, column in enumerate(sheet.columns, 1):
        ws.column_dimensions[get_column_letter(number)].width = column.width
    if sheet.freeze:
        ws.freeze_panes = f"{get_column_letter(sheet.freeze_columns + 1)}{sheet.first_data_row}"


def _set_up_print(ws: Any, sheet: Sheet) -> None:
    ws.page_setup.orientation = sheet.orientation
    ws.page_setup.paperSize = _PAPER[sheet.paper]
    if sheet.fit_width:
        ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    if sheet.repeat_header:
        ws.print_title_rows = f"{sheet.first_data_row - sheet.header_rows}:{sheet.first_data_row - 1}"
    ws.print_options.horizontalCentered = True
    ws.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    ws.oddFooter.center.text = sheet.footer or _("第 &P 页，共 &N 页")


def _write_titles(ws: Any, sheet: Sheet) -> Iterator[CellRange]:
    """Write the title rows, the first one large, each over the full width."""
    for row, title in enumerate(sheet.title_rows, 1):
        ws.row_dimensions[row].height = 32 if row == 1 else 20
        ws.append(
            [
                _cell(
                    ws,
                    title,
                    bold=row == 1,
                    centre=True,
                    border=False,
                    size=16 if row == 1 else 11,
                )
            ]
        )
        yield CellRange(min_col=1, max_col=len(sheet.columns), min_row=row, max_row=row)


def _write_header(ws: Any, sheet: Sheet) -> Iterator[CellRange]:
    """Write one header row, or two where columns are grouped; yield the ranges to merge."""
    top = len(sheet.title_rows) + 1
    if sheet.header_rows == 1:
        ws.row_dimensions[top].height = 30
        ws.append([_cell(ws, column.header, head=True) for column in sheet.columns])
        return
    ws.append([_cell(ws, column.group or column.header, head=True) for column in sheet.columns])
    lower = [column.header if column.group else None for column in sheet.columns]
    ws.append([_cell(ws, text, head=True) for text in lower])
    at = 1
    for group, members in groupby(sheet.columns, key=lambda column: column.group):
        count = len(list(members))
        if group:
            yield CellRange(min_col=at, max_col=at + count - 1, min_row=top, max_row=top)
        else:
            for number in range(at, at + count):
                yield CellRange(min_col=number, max_col=number, min_row=top, max_row=top + 1)
        at += count


def _cell(
    ws: Any,
    text: str | None,
    *,
    head: bool = False,
    bold: bool = True,
    centre: bool = True,
    border: bool = True,
    size: int = 11,
) -> Cell:
    """Return a styled cell of text for titles, heads and the signature line."""
    cell = WriteOnlyCell(ws)
    cell.font = Font(name=_FONT, bold=bold, size=size)
    cell.alignment = Alignment(horizontal="center" if centre else "left", vertical="center", wrap_text=head)
    if border:
        cell.border = _GRID
    if head:
        cell.fill = _HEAD_FILL
    if text:
        _put_text(cell, clean_text(text))
    return cell


def _put_text(cell: Cell, text: str) -> None:
    """Store `text` as text: setting the value may have taken it for a formula or an error."""
    cell.value = text
    cell.data_type = "s"


def _write_rows(ws: Any, sheet: Sheet) -> int:
    """Write the data rows and return how many there were.

    Rows are written as text: openpyxl makes an element per cell, which takes most of the time of a large
    file. What stands in the cells and how they look comes from cells of openpyxl's own, one per column.
    """
    fillers = [_filler(ws, column, number) for number, column in enumerate(sheet.columns, 1)]
    width = len(fillers)
    start = number = sheet.first_data_row
    for row in sheet.rows:
        if len(row) > width:
            raise ValueError(f"row {number - start} has {len(row)} values for {width} columns")
        cells = [filler.fill(value, number) for filler, value in zip_longest(fillers, row)]
        ws.append([Raw(f'<row r="{number}">{"".join(cells)}</row>')])
        number += 1
    return number - start


def _filler(ws: Any, column: Column, number: int) -> Filler:
    guarded: Any = _body_cell(ws, column, "text")
    guarded.quotePrefix = True
    typed, text = _body_cell(ws, column, column.kind), _body_cell(ws, column, "text")
    return Filler(number, column.kind, typed, text, guarded)


def _body_cell(ws: Any, column: Column, kind: Kind) -> Cell:
    cell = WriteOnlyCell(ws)
    cell.font = Font(name=_FONT, size=10)
    cell.border = _GRID
    cell.number_format = _FORMATS[kind]
    across = "left" if kind == "text" else "center"
    cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=column.wrap)
    return cell


def _range(first_data_row: int, merge: Merge) -> CellRange:
    return CellRange(
        min_col=merge.first_column + 1,
        max_col=merge.last_column + 1,
        min_row=first_data_row + merge.first_row,
        max_row=first_data_row + merge.last_row,
    )


def _refuse_overlap(ranges: Iterable[CellRange]) -> None:
    """Raise ValueError if two ranges share a cell: Excel calls such a file damaged."""
    seen: set[tuple[int, int]] = set()
    for found in ranges:
        cells = set(found.cells)
        if seen & cells:
            raise ValueError(f"merged cells overlap at {found.coord}")
        seen |= cells
