"""Reads the sheets of an OpenDocument spreadsheet as its XML streams by.

Not by calamine: it repeats rows and spaces as often as a file says, and takes a cell's comment for its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta

from riskreg.reading.limits import (
    MAX_CELL_TEXT,
    MAX_MERGED,
    Tally,
    check_sheet_count,
    damaged,
    encrypted,
    too_large_inside,
)
from riskreg.reading.scanned import Row, Scanned, lay_out
from riskreg.reading.sheet import Sheet, Span, Value
from riskreg.reading.values import duration_value, number_value, text_value
from riskreg.reading.xml_parts import Attributes
from riskreg.spool import Spool

_BLANKS = re.compile("[ \t\r\n]+")
_DURATION = re.compile(r"(-)?P(?:(\d{1,6})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,]\d*)?S)?)?")
_FAR = 2**31
_CELLS = ("table-cell", "covered-table-cell")
_SAYING = {
    "office:value-type",
    "table:formula",
    "table:number-columns-spanned",
    "table:number-rows-spanned",
}


class Manifest:
    """The list of parts: one that is encrypted is told here."""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "encryption-data":
            raise encrypted()

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


class _Cell:
    """A cell while it is being read."""

    def __init__(self, attributes: Attributes) -> None:
        self.attributes = attributes
        self.repeated = _count(attributes, "table:number-columns-repeated")
        self.paragraphs: list[list[str]] = []

    def value(self) -> Value:
        """Return the value by its kind; the text shown counts where there is no other, and for errors."""
        shown = text_value("\n".join("".join(pieces) for pieces in self.paragraphs))
        if self.attributes.get("calcext:value-type") == "error":
            return shown
        attribute, read = _KINDS.get(self.attributes.get("office:value-type", ""), ("", text_value))
        if attribute not in self.attributes:
            return shown
        try:
            return read(self.attributes[attribute])
        except (ValueError, OverflowError):  # a day before our era, for example
            return shown

    @property
    def is_formula(self) -> bool:
        return "table:formula" in self.attributes

    @property
    def says_something(self) -> bool:
        """Whether there is a text, a value, a formula or a merged area."""
        return bool(self.paragraphs) or not _SAYING.isdisjoint(self.attributes)


class Tables:
    """The sheets of content.xml, each laid out as soon as its end is reached."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._tally = Tally()
        self._path: list[str] = []
        self._count = 0
        self._scan: Scanned | None = None
        self._cell: _Cell | None = None
        self._cells: list[tuple[int, _Cell]] = []
        self._grid: Spool[Row] = Spool()
        self._row = self._column = self._depth = 0
        self._repeated = 1

    def start(self, name: str, attributes: Attributes) -> None:
        parent = self._path[-1] if self._path else ""
        self._path.append(name)
        if self._cell is not None:
            self._start_text(self._cell, name, attributes)
        elif self._scan is not None:
            if name == "table-row":
                self._column, self._repeated = 0, _count(attributes, "table:number-rows-repeated")
            elif name in _CELLS and parent == "table-row":
                self._cell, self._depth = _Cell(attributes), len(self._path)
        elif name == "table" and parent == "spreadsheet":
            self._count += 1
            check_sheet_count(self._count)
            self._scan, self._grid, self._row = Scanned(attributes.get("table:name", "")), Spool(), 0

    def _start_text(self, cell: _Cell, name: str, attributes: Attributes) -> None:
        if name == "p" and len(self._path) == self._depth + 1:
            cell.paragraphs.append([])
        elif name == "s":
            self._add(cell, " " * min(_count(attributes, "text:c"), MAX_CELL_TEXT + 1))
        elif name == "tab":
            self._add(cell, "\t")
        elif name == "line-break":
            self._add(cell, "\n")

    def text(self, text: str) -> None:
        if self._cell is not None:
            self._add(self._cell, _BLANKS.sub(" ", text))

    def _add(self, cell: _Cell, text: str) -> None:
        """Add to the cell's own paragraph; those of a comment or of a drawing lie deeper."""
        if self._path[self._depth : self._depth + 1] == ["p"]:
            cell.paragraphs[-1].append(text)
            self._tally.add_text(len(text))

    def end(self, name: str) -> None:
        if self._cell is not None:
            if len(self._path) == self._depth:
                self._end_cell(self._cell)
                self._cell = None
        elif self._scan is not None:
            if name == "table-row":
                self._end_row(self._scan)
            elif name == "table" and self._path[-2] == "spreadsheet":
                self._end_table(self._scan)
                self._scan = None
        self._path.pop()

    def _end_cell(self, cell: _Cell) -> None:
        if cell.says_something:
            self._cells.append((self._column + 1, cell))
        self._column = min(self._column + cell.repeated, _FAR)

    def _end_row(self, scan: Scanned) -> None:
        """Put the row into the grid as often as it is repeated; blank rows only count."""
        first, self._row = self._row + 1, min(self._row + self._repeated, _FAR)
        row: list[Value] = []
        for column, cell in self._cells:
            value = cell.value()
            self._note_merged(column, cell, scan, first)
            if value is None and not cell.is_formula:
                continue
            scan.reach(self._row, column + cell.repeated - 1)
            row += [None] * (column - 1 - len(row)) + [value] * cell.repeated
            if cell.is_formula:
                self._note_formula(column, cell, scan, first, reckoned=value is not None)
        self._cells = []
        if row:
            self._tally.add_cells(self._repeated * len(row))
            self._tally.add_text(self._repeated * sum(len(value) for value in row if isinstance(value, str)))
            for _blank in range(first - 1 - len(self._grid)):
                self._grid.append(())
            for _again in range(self._repeated):
                self._grid.append(row)

    def _note_formula(self, column: int, cell: _Cell, scan: Scanned, first: int, *, reckoned: bool) -> None:
        height = max(self._repeated, _count(cell.attributes, "table:number-matrix-rows-spanned"))
        width = max(cell.repeated, _count(cell.attributes, "table:number-matrix-columns-spanned"))
        self._tally.add_formulas(height * width)
        places = {(first + down, column + across) for down in range(height) for across in range(width)}
        scan.formulas |= places
        if not reckoned and "office:value-type" not in cell.attributes:
            scan.unreckoned |= {
                place for place in places if place[0] <= self._row and place[1] < column + cell.repeated
            }

    def _note_merged(self, column: int, cell: _Cell, scan: Scanned, first: int) -> None:
        rows = _count(cell.attributes, "table:number-rows-spanned")
        columns = _count(cell.attributes, "table:number-columns-spanned")
        if rows > 1 or columns > 1:
            scan.merged.append(Span(first, column, first + rows - 1, column + columns - 1))
            if len(scan.merged) > MAX_MERGED:
                raise too_large_inside()

    def _end_table(self, scan: Scanned) -> None:
        self._tally.add_area(scan.rows, scan.columns)
        sheet = lay_out(iter(self._grid), scan)
        # What an outside document held when it was linked is kept in sheets named after its address.
        if sheet.rows and not scan.name.startswith("'file:"):
            self.sheets.append(sheet)


def _count(attributes: Attributes, name: str) -> int:
    """Return how often something is repeated or how far it spans: once, unless the file says more."""
    number = attributes.get(name, "1")
    if not (number.isascii() and number.isdecimal()):
        raise damaged()
    return min(max(int(number[:10]), 1), _FAR)


def _moment(text: str) -> Value:
    """Return a day, or a day and time; midnight is the day, as in the other formats."""
    moment = datetime.fromisoformat(text).replace(tzinfo=None)
    return moment if moment.time() != time.min else moment.date()


def _time(text: str) -> Value:
    """Return PT08H30M00S as a time of day; a day and more is a duration."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    duration = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if found[1] or duration >= timedelta(days=1):
        return duration_value(-duration if found[1] else duration)
    return (datetime.min + duration).time()


def _number(text: str) -> Value:
    return number_value(float(text))


_KINDS: dict[str, tuple[str, Callable[[str], Value]]] = {
    "float": ("office:value", _number),
    "percentage": ("office:value", _number),
    "currency": ("office:value", _number),
    "boolean": ("office:boolean-value", lambda text: text == "true"),
    "date": ("office:date-value", _moment),
    "time": ("office:time-value", _time),
    "string": ("office:string-value", text_value),
}
