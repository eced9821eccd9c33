"""The only importer of calamine: a checked file in, plain values out."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from riskreg.reading.limits import check_cell_text, damaged, encrypted, with_macros
from riskreg.reading.scanned import Scanned
from riskreg.reading.sheet import Sheet, Span, Value

_EXACT = 2**53
"""From here on a float no longer holds every whole number."""
_CONTROL = dict.fromkeys((*range(9), *range(14, 32), 12), None) | {11: "\n"}
"""Characters no register holds; the vertical tab is Word's line break within a paragraph."""


def read_sheets(file: io.BytesIO, scanned: dict[str, Scanned]) -> tuple[Sheet, ...]:
    """Return the worksheets with content, hidden ones too; charts on sheets of their own are passed over."""
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:
            if any(sheet.typ == SheetTypeEnum.MacroSheet for sheet in workbook.sheets_metadata):
                raise with_macros()
            names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            if not scanned.keys() >= set(names):
                raise damaged()  # never open a sheet that was not looked at
            sheets = (_sheet(workbook.get_sheet_by_name(name), scanned[name]) for name in names)
            return tuple(sheet for sheet in sheets if sheet.rows)
    except PasswordError as error:
        raise encrypted() from error
    except CalamineError as error:
        raise damaged() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # a bug in calamine; derives from BaseException
            raise damaged() from error
        raise


def _sheet(sheet: CalamineSheet, scan: Scanned) -> Sheet:
    grid: list[list[Value]] = [
        [_value(value) for value in row[: scan.columns]]
        for row in sheet.to_python(skip_empty_area=False, nrows=scan.rows)
    ]
    _fill(grid, scan)
    for (row, column), text in scan.errors.items():
        grid[row - 1][column - 1] = text
    for row, column in scan.unreckoned:
        grid[row - 1][column - 1] = None
    _check_texts(grid, scan.name)
    rows, columns = _used(grid, scan)
    return Sheet(
        name=scan.name,
        rows=tuple(tuple(row[:columns]) for row in grid[:rows]),
        merged=_merged(sheet, scan, rows, columns),
        formulas=frozenset(place for place in scan.formulas if place[0] <= rows and place[1] <= columns),
    )


def _fill(grid: list[list[Value]], scan: Scanned) -> None:
    """Make the grid as large as the scan says: calamine leaves out what it takes for empty."""
    for row in grid:
        row.extend([None] * (scan.columns - len(row)))
    grid.extend([None] * scan.columns for _ in range(scan.rows - len(grid)))


def _used(grid: list[list[Value]], scan: Scanned) -> tuple[int, int]:
    """Return the last row and column with a value, or with a formula that still awaits one."""
    rows = max((row for row, _ in scan.unreckoned), default=0)
    columns = max((column for _, column in scan.unreckoned), default=0)
    for number, row in enumerate(grid, start=1):
        width = next((place for place in range(len(row), 0, -1) if row[place - 1] is not None), 0)
        if width:
            rows, columns = max(rows, number), max(columns, width)
    return rows, columns


def _merged(sheet: CalamineSheet, scan: Scanned, rows: int, columns: int) -> tuple[Span, ...]:
    """Return the merged areas as far as they lie within the rows and columns in use."""
    found = sheet.merged_cell_ranges
    spans = scan.merged
    if found is not None:
        spans = [Span(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in found]
    cut = (
        Span(span.first_row, span.first_column, min(span.last_row, rows), min(span.last_column, columns))
        for span in spans
        if span.first_row <= rows and span.first_column <= columns
    )
    return tuple(
        span for span in cut if (span.first_row, span.first_column) != (span.last_row, span.last_column)
    )


def _check_texts(grid: list[list[Value]], name: str) -> None:
    for number, row in enumerate(grid, start=1):
        for column, value in enumerate(row, start=1):
            if isinstance(value, str):
                check_cell_text(value, name, number, column)


def _text(value: str) -> Value:
    if not value.isprintable():
        value = value.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)
    return value or None


def _number(value: float) -> Value:
    if not math.isfinite(value):
        return str(value)
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def _duration(value: timedelta) -> Value:
    """Return hours, minutes and seconds as Excel's [h]:mm:ss shows them."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _same(value: Value) -> Value:
    return value


_READERS: dict[type, Callable[..., Value]] = {
    str: _text,
    float: _number,
    int: _same,
    bool: _same,
    date: _same,
    datetime: _same,
    time: _same,
    timedelta: _duration,
}


def _value(value: object) -> Value:
    return _READERS[type(value)](value)
