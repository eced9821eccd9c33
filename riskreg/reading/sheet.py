"""A sheet of a workbook as plain values, whatever the format of the file was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

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


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows[0]` is row 1 of the file, and every row is as wide as the widest."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
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
