"""The only importer of calamine: a checked file in, plain values out."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from riskreg.reading.limits import damaged, encrypted
from riskreg.reading.scanned import Scanned, lay_out
from riskreg.reading.sheet import Sheet, Span, Value
from riskreg.reading.values import duration_value, number_value, text_value


def read_sheets(file: io.BytesIO, scanned: dict[str, Scanned]) -> tuple[Sheet, ...]:
    """Return the worksheets with content, hidden ones too; charts on sheets of their own are passed over."""
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:
            told = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            names = [sheet.name for sheet in told]
            hidden = {sheet.name for sheet in told if sheet.visible != SheetVisibleEnum.Visible}
            if not scanned.keys() >= set(names):
                raise damaged()  # never open a sheet that was not looked at
            sheets = (_sheet(workbook.get_sheet_by_name(name), scanned[name]) for name in names)
            return tuple(replace(one, hidden=one.name in hidden) for one in sheets if one.rows)
    except PasswordError as error:
        raise encrypted() from error
    except CalamineError as error:
        raise damaged() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # a bug in calamine; derives from BaseException
            raise damaged() from error
        raise


def _sheet(sheet: CalamineSheet, scan: Scanned) -> Sheet:
    scan.merged += [
        Span(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    return lay_out(_rows(sheet, scan), scan)


def _rows(sheet: CalamineSheet, scan: Scanned) -> Iterator[list[Value]]:
    """Yield the rows from the first on; calamine begins them at the first column that is in use."""
    blank: list[Value] = [None] * (sheet.start[1] if sheet.start else 0)
    for row in islice(sheet.iter_rows(), scan.rows):
        values = [*blank, *row]
        yield [_READERS[type(value)](value) for value in values[: scan.columns]]


def _same(value: Value) -> Value:
    return value


_READERS: dict[type, Callable[..., Value]] = {
    type(None): _same,
    str: text_value,
    float: number_value,
    int: _same,
    bool: _same,
    date: _same,
    datetime: _same,
    time: _same,
    timedelta: duration_value,
}
