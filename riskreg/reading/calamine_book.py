"""The only importer of calamine: a checked file in, plain values out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import IO

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


def read_sheets(file: IO[bytes], scanned: dict[str, Scanned]) -> tuple[Sheet, ...]:
    """Return the worksheets with content, hidden ones too; charts on sheets of their own are passed over."""
    with _opened(file) as workbook:
        told = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        if not scanned.keys() >= {sheet.name for sheet in told}:
            raise damaged()  # never open a sheet that was not looked at
        sheets = [_sheet(workbook, [sheet.name], scanned[sheet.name]) for sheet in told]
        hidden = {sheet.name for sheet in told if sheet.visible != SheetVisibleEnum.Visible}
    return _with_content(sheets, hidden)


def read_portions(
    file: IO[bytes], scanned: Iterable[tuple[Scanned, Sequence[str]]], hidden: Collection[str]
) -> tuple[Sheet, ...]:
    """Return the worksheets with content. In: each with the names of the sheets that its portions are in the file."""
    with _opened(file) as workbook:
        sheets = [_sheet(workbook, names, scan) for scan, names in scanned]
    return _with_content(sheets, hidden)


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[CalamineWorkbook]:
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:
            yield workbook
    except PasswordError as error:
        raise encrypted() from error
    except CalamineError as error:
        raise damaged() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # a bug in calamine; derives from BaseException
            raise damaged() from error
        raise


def _with_content(sheets: Iterable[Sheet], hidden: Collection[str]) -> tuple[Sheet, ...]:
    return tuple(replace(sheet, hidden=sheet.name in hidden) for sheet in sheets if sheet.rows)


def _sheet(workbook: CalamineWorkbook, names: Iterable[str], scan: Scanned) -> Sheet:
    return lay_out(_rows((workbook.get_sheet_by_name(name) for name in names), scan), scan)


def _rows(portions: Iterable[CalamineSheet], scan: Scanned) -> Iterator[list[Value]]:
    """Yield the rows from the first on, and note the merged areas. Refuse a portion that goes back to rows before it.

    calamine begins every portion at row 1, and its rows at the first column that is in use.
    """
    done = 0
    for sheet in portions:
        if sheet.start and sheet.start[0] < done:
            raise damaged()
        scan.merged += [
            Span(top + 1, left + 1, bottom + 1, right + 1)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        ]
        blank: list[Value] = [None] * (sheet.start[1] if sheet.start else 0)
        for row in islice(sheet.iter_rows(), done, scan.rows):
            values = [*blank, *row]
            yield [_READERS[type(value)](value) for value in values[: scan.columns]]
            done += 1


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
