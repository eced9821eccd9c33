"""Declared tables in, Excel files out, row by row. The only module that imports openpyxl to write.

Every cell of a "text" column is stored as text, whatever it begins with: no value of a register
can become a formula. Memory does not grow with the number of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

Kind = Literal["text", "number", "date", "percent"]
MAX_TEXT = 32_767
"""Excel's limit for one cell, in characters (UTF-16 units)."""
CUT_MARK = "…（内容过长，已截断）"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BAD_TITLE = re.compile(r"[\\/*?:\[\]\x00-\x1f]")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORMATS: dict[Kind, str] = {
    "text": "@",
    "number": "General",
    "date": "yyyy-mm-dd",
    "percent": "0.0%",
}
_FONT = "宋体"


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
    footer: str = "第 &P 页，共 &N 页"

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


def clean_text(value: object) -> str:
    """Return `value` as text that a cell can hold: no illegal characters, at most MAX_TEXT long.

    Line ends become \\n; text over the limit ends in CUT_MARK; a literal "_x000D_" stays literal.
    """
    text = value if type(value) is str else str(value)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():
        text = _ILLEGAL.sub("", text)
    if "_x" in text:
        text = _ESCAPE_LIKE.sub("_x005F_", text)
    if len(text) * 2 > MAX_TEXT and len(text.encode("utf-16-le")) > 2 * MAX_TEXT:
        room = 2 * (MAX_TEXT - len(CUT_MARK))
        text = text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + CUT_MARK
    return text


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
    for sheet in book.sheets:
        titles.append(safe_title(sheet.title, titles))
        _write_sheet(workbook.create_sheet(titles[-1]), sheet)
    facts = workbook.properties
    moment = book.created.replace(tzinfo=None, microsecond=0)
    facts.created = facts.modified = moment
    facts.title, facts.creator = book.title, book.creator
    for name in ("subject", "description", "keywords", "category"):
        if name in book.properties:
            setattr(facts, name, clean_text(book.properties[name]))
    _save(workbook, out, moment)
