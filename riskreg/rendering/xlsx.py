"""Declared tables in, Excel files out, row by row. The only modules that import openpyxl to write are xlsx*.py.

Every cell of a "text" column is stored as text, whatever it begins with: no value of a register
can become a formula. Memory does not grow with the number of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from riskreg.rendering.xlsx_part import Archive
from riskreg.rendering.xlsx_rows import MAX_TEXT, clean_text
from riskreg.rendering.xlsx_table import MAX_ROWS, Band, Book, Column, Sheet

__all__ = ["MAX_ROWS", "MAX_TEXT", "Band", "Book", "Column", "Sheet", "clean_text", "safe_title", "write"]

_BAD_TITLE = re.compile(r"[\\/*?:\[\]\x00-\x1f]")


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
    sheets: dict[str, Sheet] = {}
    for sheet in book.sheets:
        name = safe_title(sheet.title, sheets)
        workbook.create_sheet(name)
        sheets[name] = sheet
    _describe(workbook, book)
    with ZipFile(out, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        Archive(workbook, archive, sheets).write_data()


def _describe(workbook: Workbook, book: Book) -> None:
    """Set the properties; `Workbook.save`, which is not called, would put the clock's date among them."""
    facts: Any = workbook.properties
    facts.created = facts.modified = book.created.replace(tzinfo=None, microsecond=0)
    facts.title, facts.creator = clean_text(book.title), clean_text(book.creator)
    for name in ("subject", "description", "keywords", "category"):
        if name in book.properties:
            setattr(facts, name, clean_text(book.properties[name]))
