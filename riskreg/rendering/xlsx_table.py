"""What a workbook is made of, declared: columns, bands, sheets, the book. Plain values only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["text", "number", "date", "moment", "percent"]
MAX_ROWS = 1_048_000
"""Rows of data that one sheet can hold beside its titles, heads and signature line."""


@dataclass(frozen=True)
class Column:
    """One column: its head, width in Excel units (characters), kind of values, wrapped or not.

    `group` is the upper head of a two-row header; neighbours with the same group are merged. With `merge`,
    equal values down the rows become one cell, as long as the merging columns left of them are equal too.
    """

    header: str
    width: float = 12
    kind: Kind = "text"
    wrap: bool = True
    group: str = ""
    merge: bool = False


@dataclass(frozen=True)
class Band:
    """A row that says one thing across all columns but the first: a subtotal, the head of a part."""

    text: str
    head: bool = False
    bold: bool = True


@dataclass(frozen=True)
class Sheet:
    """One sheet: title rows over the full width, one or two header rows, rows, signature line.

    `rows` may be a generator; it is read once. `freeze` keeps the header and `freeze_columns` columns in view.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object] | Band]
    title_rows: Sequence[str] = ()
    signature: str = ""
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
