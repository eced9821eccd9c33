"""What a file's own records say of one sheet: extent, formulas, errors; and the sheet laid out from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from riskreg.reading.limits import check_area, check_cell_text
from riskreg.reading.sheet import Sheet, Span, Value

Place = tuple[int, int]
Grid = list[list[Value]]


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


def lay_out(grid: Grid, scan: Scanned) -> Sheet:
    """Return the sheet from A1 to the last value, or the last formula that still awaits one."""
    _fill(grid, scan)
    for (row, column), text in scan.errors.items():
        grid[row - 1][column - 1] = text
    for row, column in scan.unreckoned:
        grid[row - 1][column - 1] = None
    _check_texts(grid, scan.name)
    rows, columns = _used(grid, scan)
    return Sheet(
        name=scan.name,
        rows=tuple(tuple(row[:columns]) for row in grid[:rows]),
        merged=tuple(_cut(scan.merged, rows, columns)),
        formulas=frozenset(place for place in scan.formulas if place[0] <= rows and place[1] <= columns),
    )


def _fill(grid: Grid, scan: Scanned) -> None:
    """Make the grid as large as the scan says: calamine leaves out what it takes for empty."""
    for row in grid:
        row.extend([None] * (scan.columns - len(row)))
    grid.extend([None] * scan.columns for _ in range(scan.rows - len(grid)))


def _check_texts(grid: Grid, name: str) -> None:
    for number, row in enumerate(grid, start=1):
        for column, value in enumerate(row, start=1):
            if isinstance(value, str):
                check_cell_text(value, name, number, column)


def _used(grid: Grid, scan: Scanned) -> Place:
    rows = max((row for row, _ in scan.unreckoned), default=0)
    columns = max((column for _, column in scan.unreckoned), default=0)
    for number, row in enumerate(grid, start=1):
        width = next((place for place in range(len(row), 0, -1) if row[place - 1] is not None), 0)
        if width:
            rows, columns = max(rows, number), max(columns, width)
    return rows, columns


def _cut(spans: Iterable[Span], rows: int, columns: int) -> Iterable[Span]:
    """Yield the merged areas as far as they lie within the rows and columns in use."""
    for span in spans:
        last_row, last_column = min(span.last_row, rows), min(span.last_column, columns)
        if (last_row > span.first_row and last_column >= span.first_column) or (
            last_row == span.first_row and last_column > span.first_column
        ):
            yield Span(span.first_row, span.first_column, last_row, last_column)
