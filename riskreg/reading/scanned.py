"""What a file's own records say of one sheet: extent, formulas, errors; and the sheet laid out from them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, repeat

from riskreg.reading.limits import check_area, check_cell_text
from riskreg.reading.sheet import Padded, Sheet, Span, Value
from riskreg.spool import Spool

Place = tuple[int, int]
Row = Sequence[Value]


@dataclass
class Scanned:
    """Rows and columns count from 1; `rows` and `columns` are the last ones with content."""

    name: str
    rows: int = 0
    columns: int = 0
    formulas: set[Place] = field(default_factory=set)
    unreckoned: set[Place] = field(default_factory=set)
    """Formulas whose value the file does not hold."""
    errors: dict[Place, str] = field(default_factory=dict)
    merged: list[Span] = field(default_factory=list)

    def reach(self, row: int, column: int) -> None:
        """Note that there is content here; refuse if that is too far from A1."""
        if row > self.rows or column > self.columns:
            self.rows, self.columns = max(row, self.rows), max(column, self.columns)
            check_area(self.name, self.rows, self.columns)


def lay_out(rows: Iterator[Row], scan: Scanned) -> Sheet:
    """Return the sheet from A1 to the last value, or the last formula that still awaits one."""
    kept: Spool[Row] = Spool()
    last_row = max((row for row, _ in scan.unreckoned), default=0)
    last_column = max((column for _, column in scan.unreckoned), default=0)
    told: dict[int, dict[int, Value]] = defaultdict(dict)
    for (row, column), text in scan.errors.items():
        told[row][column] = text
    for row, column in scan.unreckoned:
        told[row][column] = None
    # calamine leaves out what it takes for empty: go on to where the scan says that there is something
    for number, found in enumerate(islice(chain(rows, repeat(())), scan.rows), start=1):
        values = _as_told(found, told.pop(number, None))
        _check_texts(values, scan.name, number)
        width = next((place for place in range(len(values), 0, -1) if values[place - 1] is not None), 0)
        if width:
            last_row, last_column = max(last_row, number), max(last_column, width)
        kept.append(tuple(values[:width]))
    deque(rows, maxlen=0)  # whoever yields them may tell more of the sheet behind the last one: merged areas
    return Sheet(
        name=scan.name,
        rows=Padded(kept, last_row, last_column),
        merged=tuple(_cut(scan.merged, last_row, last_column)),
        formulas=frozenset(
            place for place in scan.formulas if place[0] <= last_row and place[1] <= last_column
        ),
    )


def _as_told(row: Row, told: Mapping[int, Value] | None) -> Row:
    """Return the values of a row with those that the scan knows better, by column."""
    if not told:
        return row
    values = [*row, *[None] * (max(told) - len(row))]
    for column, value in told.items():
        values[column - 1] = value
    return values


def _check_texts(row: Row, name: str, number: int) -> None:
    for column, value in enumerate(row, start=1):
        if isinstance(value, str):
            check_cell_text(value, name, number, column)


def _cut(spans: Iterable[Span], rows: int, columns: int) -> Iterable[Span]:
    """Yield the merged areas as far as they lie within the rows and columns in use."""
    for span in spans:
        last_row, last_column = min(span.last_row, rows), min(span.last_column, columns)
        if (last_row > span.first_row and last_column >= span.first_column) or (
            last_row == span.first_row and last_column > span.first_column
        ):
            yield Span(span.first_row, span.first_column, last_row, last_column)
