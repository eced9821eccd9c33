"""A table as read: its rows as values by field, and what could not be read, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from imports.fields import TableKind


@dataclass(frozen=True)
class Basis:
    """A legal basis taken apart: 《名称》（文号）第几条, and the words of the article where the cell quotes them."""

    title: str
    document_no: str = ""
    article: str = ""
    text: str = ""


@dataclass(frozen=True)
class Limit:
    """A time limit: a whole number and its unit (powers.enums.TimeUnit); no number for "at once"."""

    value: int | None
    unit: str


@dataclass(frozen=True)
class NextStep:
    """A way to another step, by its number in the table, and its condition."""

    no: int
    condition: str = ""


@dataclass(frozen=True)
class Rejected:
    """A cell that cannot be taken, and why; its row is not written."""

    row: int
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class Warned:
    """Something a person should know of a cell that is taken."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class ReadRow:
    """One row: its number in the sheet, from 1, and its values by field (imports.fields.FIELDS).

    A field whose column is not mapped is missing; a blank cell is '' (None or () where the field is no text).
    Text fields: str. grade: 'A', 'B', 'C' or ''. kind, line, cause, step_kind: the stored value of
    the enum, or ''. measures: tuple of str. bases: tuple of Basis. time_limit, step_time_limit: Limit or None.
    is_public: bool or None. step_no: int or None. next_step: tuple of NextStep.
    `kept`: text of columns that the person wants kept as notes, by head.
    """

    number: int
    values: Mapping[str, Any]
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadTable:
    """A sheet read with a mapping."""

    kind: TableKind
    sheet: str
    header_row: int
    """The last row of the heads, from 1."""
    columns: Mapping[str, str]
    """Head → field, of the mapped columns."""
    unmapped: tuple[str, ...]
    rows: tuple[ReadRow, ...]
    rejected: tuple[Rejected, ...] = ()
    warnings: tuple[Warned, ...] = ()
