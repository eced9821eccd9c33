"""A table as read: its rows as values by field, and what could not be read, cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from imports.fields import TableKind
from riskreg.spool import Spool

Meaning = Mapping[str, Any]
"""Field → value."""


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
    place: int = 0
    """Which of the sheets that are imported together, from 0."""


@dataclass(frozen=True)
class Warned:
    """Something a person should know of a cell that is taken."""

    row: int
    column: str
    message: str
    place: int = 0
    """Which of the sheets that are imported together, from 0."""


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


class Known:
    """What cells of a table that stand as we would print them say, by the number of the row."""

    def __init__(self) -> None:
        self._meanings: Spool[Meaning] = Spool()
        self._places: dict[int, int] = {}

    def note(self, row: int, meaning: Meaning) -> None:
        """Keep what the row says."""
        self._places[row] = len(self._meanings)
        self._meanings.append(meaning)

    def of(self, row: int) -> Meaning:
        """Return what the row says; nothing where it is not known."""
        return self._meanings[self._places[row]] if row in self._places else {}


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
    rows: Sequence[ReadRow]
    rejected: tuple[Rejected, ...] = ()
    warnings: Sequence[Warned] = ()
    refused_rows: Mapping[int, str] = field(default_factory=dict)
    """Row with a rejected cell → what it is about, as it stands in the file."""

    def summary(self) -> Summary:
        """Return what is told of the table."""
        refused = {cell.row for cell in self.rejected}
        grades = Counter(grade for row in self.rows if (grade := row.values.get("grade")))
        told = (self.kind, self.sheet, self.header_row, self.columns, self.unmapped)
        return Summary(*told, len(self.rows) + len(refused), dict(sorted(grades.items())))


@dataclass(frozen=True)
class Summary:
    """What is told of a table once its rows are planned: these are many and no longer needed."""

    kind: TableKind
    sheet: str
    header_row: int
    columns: Mapping[str, str]
    unmapped: tuple[str, ...]
    count: int
    """How many rows were read, those with a rejected cell included."""
    grades: Mapping[str, int]
    """Grade → in how many rows."""


Cell = TypeVar("Cell", Rejected, Warned)
APART = 1_000_000
"""While several sheets are planned together, their rows are counted so far apart. No sheet has as many."""


def counted(row: ReadRow, place: int) -> ReadRow:
    """Return the row with its number in the common count. In: the place of its sheet."""
    return replace(row, number=place * APART + row.number) if place else row


def counted_cells(cells: Iterable[Cell], place: int) -> Iterator[Cell]:
    """Yield refusals or warnings with their rows in the common count. In: the place of their sheet."""
    return (replace(cell, row=place * APART + cell.row) for cell in cells)
