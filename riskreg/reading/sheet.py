"""A sheet of a workbook as plain values, whatever the format of the file was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from riskreg.spool import Lazy

Value = str | int | float | bool | date | datetime | time | None
"""What a cell holds; None is an empty cell, and text is as typed (spaces and line breaks kept)."""


class Unreadable(Exception):
    """The file cannot be taken; its text is a sentence for the person who sent it, saying what to do."""


@dataclass(frozen=True)
class Span:
    """A merged area; rows and columns count from 1, both ends belong to it."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class Padded(Lazy[tuple[Value, ...]]):
    """So many rows of the same width: each row filled up with empty cells, or cut."""

    def __init__(self, rows: Sequence[Sequence[Value]], height: int, width: int) -> None:
        self._rows, self._height, self._width = rows, height, width

    def __len__(self) -> int:
        return self._height

    def item(self, place: int) -> tuple[Value, ...]:
        """Return the row at the place, from 0."""
        row = self._rows[place] if place < len(self._rows) else ()
        return (*row[: self._width], *(None,) * (self._width - len(row)))


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows[0]` is row 1 of the file, and every row is as wide as the widest."""

    name: str
    rows: Sequence[tuple[Value, ...]]
    merged: tuple[Span, ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    """Row and column, from 1, of the cells whose value a formula of the file gives."""
    hidden: bool = False
    """Said by Excel workbooks only."""


@dataclass(frozen=True)
class Book:
    """A file: its SHA-256 in hexadecimal, its format (xlsx, xls, csv or ods) and its sheets with content."""

    digest: str
    format: str
    sheets: tuple[Sheet, ...]
