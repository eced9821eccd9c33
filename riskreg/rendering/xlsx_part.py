"""One sheet of a workbook, streamed into the archive: what openpyxl writes around the rows, and the rows as text."""

from __future__ import annotations

import re
import shutil
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby
from typing import IO, Any
from zipfile import ZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.packaging.relationship import RelationshipList
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import Element

from riskreg.rendering.xlsx_rows import (
    LINE,
    PAD,
    TALLEST,
    Filler,
    Looks,
    Runs,
    clean_text,
    element,
    lines_of,
    width_of_head,
)
from riskreg.rendering.xlsx_table import Band, Column, Sheet

FORMATS = {
    "text": "General",
    "number": "General",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm:ss",
    "percent": "0.0%",
}
_FONT = "宋体"
_LINE = Side(style="thin", color="808080")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL = PatternFill("solid", fgColor="E8EDF3")
_PAPER = {"A3": "8", "A4": "9"}
_PLACE_OF_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData>\s*</sheetData>")
_AT_ONCE = 500  # rows that are written together
_NARROW = 10.0  # columns of grades, letters and the like, which stand in the middle


class Archive(ExcelWriter):
    """Puts the sheets into the archive, each row by row, and lets openpyxl write everything else.

    In: a write-only workbook with an empty sheet for each declared one, by name.
    """

    def __init__(self, workbook: Workbook, archive: ZipFile, sheets: dict[str, Sheet]) -> None:
        super().__init__(workbook, archive)
        self._sheets, self._zip = sheets, archive

    def write_worksheet(self, ws: Any) -> None:
        """Write one sheet. Its rows are kept in a file meanwhile: the widths of the columns come before them."""
        ws._rels, ws._drawing, ws._comments = RelationshipList(), None, []
        with tempfile.TemporaryFile() as rows:
            part = Part(ws, self._sheets[ws.title])
            part.write_rows(rows)
            rows.seek(0)
            before, after = part.around()
            with self._zip.open(ws.path[1:], "w") as out:
                out.write(before)
                shutil.copyfileobj(rows, out, 1 << 16)
                out.write(after)
        self.manifest.append(ws)


class Part:
    """One sheet while it is written: its rows, the cells they merge, and what stands around them."""

    def __init__(self, ws: Any, sheet: Sheet) -> None:
        self.ws, self.sheet = ws, sheet
        self.fillers = [_filler(ws, column, number) for number, column in enumerate(sheet.columns, 1)]
        self.letters = [filler.letter for filler in self.fillers]
        self.width = sum(filler.width for filler in self.fillers)
        self.last = sheet.first_data_row - 1
        self._merged = array("L")  # four numbers each: first and last column, first and last row

    def write_rows(self, out: IO[bytes]) -> None:
        """Write all rows, titles and signature line among them."""
        waiting: list[str] = []
        for row in self._rows():
            waiting.append(row)
            if len(waiting) == _AT_ONCE:
                out.write("".join(waiting).encode())
                waiting.clear()
        out.write("".join(waiting).encode())

    def around(self) -> tuple[bytes, bytes]:
        """Return what stands before and after the rows, which have been written."""
        _set_up(self.ws, self.sheet, self.fillers, self.last)
        out = BytesIO()
        writer: Any = WorksheetWriter(self.ws, out)
        writer.write_top()
        writer.xf.send(Element("sheetData"))
        writer.write_tail()
        writer.close()
        before, after = _PLACE_OF_ROWS.split(out.getvalue())
        filters, printing, rest = after.partition(b"<printOptions")
        merged = "".join(self._merge_elements())
        return before + b"<sheetData>", b"".join((b"</sheetData>", filters, merged.encode(), printing, rest))

    def _merge_elements(self) -> Iterator[str]:
        count = len(self._merged) // 4
        if count:
            yield f'<mergeCells count="{count}">'
            for at in range(0, len(self._merged), 4):
                first, last, top, bottom = self._merged[at : at + 4]
                yield f'<mergeCell ref="{self.letters[first]}{top}:{self.letters[last]}{bottom}"/>'
            yield "</mergeCells>"

    def _merge(self, first: int, last: int, top: int, bottom: int) -> None:
        if (first, top) != (last, bottom):
            self._merged.extend((first, last, top, bottom))

    def _rows(self) -> Iterator[str]:
        yield from self._titles()
        yield from self._header()
        yield from self._data()
        if self.sheet.signature:
            style = _style(self.ws, wrap=True)
            yield self._across(self.sheet.signature, self.last + 1, style, height=34)

    def _titles(self) -> Iterator[str]:
        """Yield the title rows, the first one large, each over the full width."""
        for number, title in enumerate(self.sheet.title_rows, 1):
            size, line = (16, 26) if number == 1 else (11, 18)
            style = _style(self.ws, bold=number == 1, across="center", size=size, wrap=True)
            lines = lines_of(clean_text(title), self.width * 10 / size)
            yield self._across(title, number, style, height=lines * line + (6 if number == 1 else 2))

    def _across(self, text: str, number: int, style: int, height: float) -> str:
        """Return a row of one text over the full width, without borders."""
        self._merge(0, len(self.letters) - 1, number, number)
        return _row(number, height, [_text_cell(self.letters[0], number, style, text)], fixed=True)

    def _header(self) -> Iterator[str]:
        """Yield one header row, or two where columns are grouped."""
        columns, style = (
            self.sheet.columns,
            _style(self.ws, head=True, bold=True, across="center", border=True),
        )
        top = len(self.sheet.title_rows) + 1
        if self.sheet.header_rows == 1:
            yield self._heads([column.header for column in columns], top, style)
            return
        yield self._heads([column.group or column.header for column in columns], top, style, lines=1)
        lower = [column.header if column.group else "" for column in columns]
        yield self._heads(lower, top + 1, style)
        at = 0
        for group, members in groupby(columns, key=lambda column: column.group):
            last = at + len(list(members)) - 1
            if group:
                self._merge(at, last, top, top)
            else:
                for index in range(at, last + 1):
                    self._merge(index, index, top, top + 1)
            at = last + 1

    def _heads(self, texts: Sequence[str], number: int, style: int, lines: int = 0) -> str:
        cells = [
            _text_cell(letter, number, style, text) for letter, text in zip(self.letters, texts, strict=True)
        ]
        most = lines or max(
            lines_of(text, filler.width * 0.9) for text, filler in zip(texts, self.fillers, strict=True)
        )
        return _row(number, max(22.0, most * 15 + 8), cells, fixed=True)

    def _data(self) -> Iterator[str]:
        runs = Runs(self.fillers)
        for row in self.sheet.rows:
            self.last += 1
            if isinstance(row, Band):
                self._end(runs.end(self.last - 1))
                yield self._band(row, self.last)
            else:
                yield self._filled(row, self.last, runs)
        self._end(runs.end(self.last))

    def _end(self, found: Sequence[tuple[int, int, int]]) -> None:
        for index, first, last in found:
            self._merge(index, index, first, last)

    def _filled(self, row: Sequence[object], number: int, runs: Runs) -> str:
        """Return one row of values; it is as high as its tallest cell, a merged one counted at its beginning."""
        if len(row) != len(self.fillers):
            if len(row) > len(self.fillers):
                at = number - self.sheet.first_data_row
                raise ValueError(f"row {at} has {len(row)} values for {len(self.fillers)} columns")
            row = [*row, *[None] * (len(self.fillers) - len(row))]
        ended, going_on = runs.follow(row, number)
        self._end(ended)
        cells, most, spanning = [], 1, 1
        for index, filler in enumerate(self.fillers):
            cell, lines = filler.fill(row[index])
            cells.append(f'<c r="{filler.letter}{number}"{cell}')
            if not filler.merges:
                most = max(most, lines)
            elif index not in going_on:
                spanning = max(spanning, lines)
        height = min(max(most, spanning) * LINE + PAD, TALLEST)
        runs.grow(height)
        return _row(number, height, cells, fixed=spanning > most)

    def _band(self, band: Band, number: int) -> str:
        style = _style(self.ws, bold=band.bold, border=True, head=band.head, wrap=True, size=10)
        self._merge(1, len(self.letters) - 1, number, number)
        texts = ["", band.text, *[""] * (len(self.letters) - 2)]
        cells = [
            _text_cell(letter, number, style, text) for letter, text in zip(self.letters, texts, strict=True)
        ]
        lines = lines_of(clean_text(band.text), self.width - self.fillers[0].width)
        return _row(number, min(lines * LINE + PAD, TALLEST), cells, fixed=True)


def _row(number: int, height: float, cells: Sequence[str], *, fixed: bool) -> str:
    """Return a row; Excel fits one that is not fixed anew when a text in it is changed."""
    custom = ' customHeight="1"' if fixed else ""
    return f'<row r="{number}" ht="{height:g}"{custom}>{"".join(cells)}</row>'


def _text_cell(letter: str, number: int, style: int, text: str) -> str:
    clean = clean_text(text)
    place = f'<c r="{letter}{number}" s="{style}"'
    return f'{place} t="inlineStr"><is>{element(clean)}</is></c>' if clean else f"{place}/>"


def _filler(ws: Any, column: Column, number: int) -> Filler:
    looks = Looks(
        typed=_body(ws, column, column.kind),
        text=_body(ws, column, "text"),
        guarded=_body(ws, column, "text", guarded=True),
    )
    width = max(column.width, width_of_head(column.header))
    return Filler(number, column.kind, width, looks, merges=column.merge)


def _body(ws: Any, column: Column, kind: str, *, guarded: bool = False) -> int:
    across = "left" if kind == "text" and column.width > _NARROW else "center"
    return _style(
        ws, across=across, border=True, size=10, wrap=column.wrap, format=FORMATS[kind], guarded=guarded
    )


def _style(
    ws: Any,
    *,
    head: bool = False,
    bold: bool = False,
    across: str = "left",
    border: bool = False,
    size: int = 11,
    wrap: bool = False,
    format: str = "General",
    guarded: bool = False,
) -> int:
    """Return the number of a style. `guarded` cells are text, whatever they look like when edited."""
    cell: Any = WriteOnlyCell(ws)
    cell.font = Font(name=_FONT, bold=bold, size=size)
    cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=wrap or head)
    cell.number_format = format
    if border:
        cell.border = _GRID
    if head:
        cell.fill = _HEAD_FILL
    if guarded:
        cell.quotePrefix = True
    return int(cell.style_id)


def _set_up(ws: Any, sheet: Sheet, fillers: Sequence[Filler], last: int) -> None:
    """Set what stands around the rows: widths, frozen panes, the filter, how it prints."""
    for filler in fillers:
        ws.column_dimensions[filler.letter].width = filler.width
    heads = f"{sheet.first_data_row - sheet.header_rows}:{sheet.first_data_row - 1}"
    if sheet.freeze:
        ws.freeze_panes = f"{get_column_letter(sheet.freeze_columns + 1)}{sheet.first_data_row}"
    if sheet.auto_filter:
        ws.auto_filter.ref = f"A{sheet.first_data_row - 1}:{fillers[-1].letter}{last}"
    if sheet.repeat_header:
        ws.print_title_rows = heads
    ws.page_setup.orientation = sheet.orientation
    ws.page_setup.paperSize = _PAPER[sheet.paper]
    if sheet.fit_width:
        ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.print_options.horizontalCentered = True
    ws.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.75, header=0.3, footer=0.35)
    ws.oddFooter.center.text = sheet.footer or _("第 &P 页，共 &N 页")
