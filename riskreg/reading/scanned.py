"""What a file's own text says of one sheet, found before the workbook is opened: extent, formulas, errors."""

from __future__ import annotations

from dataclasses import dataclass, field

from riskreg.reading.limits import check_area
from riskreg.reading.sheet import Span

Place = tuple[int, int]


@dataclass
class Scanned:
    """Rows and columns count from 1; `rows` and `columns` are the last ones with content."""

    name: str
    rows: int = 0
    columns: int = 0
    characters: int = 0
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
