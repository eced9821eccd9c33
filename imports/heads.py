"""Where the heads of a table stand in a sheet, and what they say: below titles, in one row or several."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from django.utils.translation import gettext as _

from imports import synonyms
from imports.fields import TableKind
from imports.wordforms import normal, shown, text_of, unbracketed
from riskreg.reading.sheet import Sheet, Span, Unreadable

SEARCHED = 60
"""Heads are looked for in so many rows from the top."""
LONGEST_HEAD = 40
MOST_HEADER_ROWS = 4
REMEMBERED = 80
"""Rows that are not made anew when they are asked for again: those where heads are looked for, and some."""
ENOUGH = 2
"""So many known heads make a header row."""

_SENTENCE = re.compile("[：:。；;，]")


@dataclass(frozen=True)
class Line:
    """A row as text; places count from 0."""

    own: tuple[str, ...]
    """What each cell holds itself: a merged area holds its text in its first cell."""
    texts: tuple[str, ...]
    """The same, filled down and across merged areas."""
    spans: Mapping[int, Span]
    """Place → the merged area that the cell is part of."""


class Grid:
    """A sheet as text with its merged areas; rows and columns are found by their number, from 1.

    Rows are made when they are asked for, and a few are remembered: the sheet may be long.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._rows = sheet.rows
        self.height = len(sheet.rows)
        self.width = len(sheet.rows[0]) if sheet.rows else 0
        self._areas: list[list[Span]] = [[] for _column in range(self.width)]
        """By place of the column, those that go through it, from above."""
        for span in sorted(sheet.merged, key=lambda one: one.first_row):
            for place in range(span.first_column - 1, min(span.last_column, self.width)):
                self._areas[place].append(span)
        self._reach = [list(accumulate((area.last_row for area in areas), max)) for areas in self._areas]
        """By place of the column: how far down any of the areas up to each goes."""
        self._merged = [place for place, areas in enumerate(self._areas) if areas]
        self._first_texts: dict[int, tuple[Span, str]] = {}
        """Place → the area that was met last in this column, and its text."""
        self._lines: dict[int, Line] = {}

    def at(self, row: int) -> Line:
        """Return a row."""
        if row not in self._lines:
            while len(self._lines) >= REMEMBERED:
                del self._lines[next(iter(self._lines))]
            self._lines[row] = self._line(row)
        return self._lines[row]

    def _line(self, row: int) -> Line:
        own = tuple(map(text_of, self._rows[row - 1]))
        spans = {place: span for place in self._merged if (span := self._area(place, row))}
        texts = list(own)
        for place, span in spans.items():
            texts[place] = own[span.first_column - 1] if span.first_row == row else self._first(place, span)
        return Line(own, tuple(texts), spans)

    def _area(self, place: int, row: int) -> Span | None:
        """Return the area that covers the cell; where damaged files have several, the one that begins last."""
        areas, reach = self._areas[place], self._reach[place]
        at = bisect_right(areas, row, key=lambda span: span.first_row) - 1
        while at >= 0 and reach[at] >= row:
            if areas[at].last_row >= row:
                return areas[at]
            at -= 1
        return None

    def _first(self, place: int, span: Span) -> str:
        """Return the text of an area that begins further up."""
        known = self._first_texts.get(place)
        if known is None or known[0] is not span:
            known = span, text_of(self._rows[span.first_row - 1][span.first_column - 1])
            self._first_texts[place] = known
        return known[1]

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell, filled down and across merged areas."""
        return self.at(row).texts[column - 1]

    def line(self, row: int) -> Sequence[str]:
        """Return the texts of a row, filled down and across merged areas."""
        return self.at(row).texts

    def span(self, row: int, column: int) -> Span | None:
        """Return the merged area that a cell is part of."""
        return self.at(row).spans.get(column - 1)


@lru_cache(maxsize=2048)
def is_known(text: str) -> bool:
    """Say whether a text is a head that offices use in any kind of table."""
    if not text or len(text) > LONGEST_HEAD:
        return False
    head = normal(text)
    return synonyms.known(head) or synonyms.known(unbracketed(head))


def is_running_number(head: str) -> bool:
    """Say whether a normal head is that of a running number."""
    return any(field == "seq" for kind in TableKind for field, _rank in synonyms.fields_of(head, kind))


def known_heads(texts: Sequence[str]) -> int:
    """Return how many different known heads stand in a row."""
    return len({normal(text) for text in texts if is_known(text)})


def find(grid: Grid) -> tuple[int, int]:
    """Return the first and the last row of the heads; of several tables in a sheet the first."""
    counts = {row: known_heads(grid.line(row)) for row in range(1, min(grid.height, SEARCHED) + 1)}
    dense = {
        row: count
        for row, count in counts.items()
        if count * 10 >= len(set(filter(None, grid.line(row)))) * 6
    }
    likely = dense if max(dense.values(), default=0) >= ENOUGH else counts
    best = max(likely.values(), default=0)
    if best >= ENOUGH:
        row = next(row for row, count in likely.items() if count >= max(ENOUGH, best * 0.6))
    else:
        row = _first_wide_row(grid)
    return _first_row(grid, row), _last_row(grid, row)


def _first_wide_row(grid: Grid) -> int:
    """Return the first row of three or more short texts, with as much below it: heads that nobody knows."""
    for row in range(1, min(grid.height, SEARCHED)):
        texts = {text for text in grid.line(row) if text}
        below = [text for text in grid.line(row + 1) if text]
        if len(texts) >= 3 and len(below) * 2 >= len(texts) and all(len(t) <= LONGEST_HEAD for t in texts):
            return row
    raise Unreadable(_("没有找到表头。请指出表头在第几行，或另存一份只有表格的文件。"))


def _first_row(grid: Grid, row: int) -> int:
    """Return the row where the heads begin: above `row` there may be heads of groups."""
    first = row
    while first > 1 and row - first + 1 < MOST_HEADER_ROWS and _is_group_row(grid, first - 1):
        first -= 1
    return first


def _is_group_row(grid: Grid, row: int) -> bool:
    """Say whether a row holds heads of groups: several short texts, one of them over several columns."""
    texts = grid.line(row)
    different = {text for text in texts if text}
    if len(different) < 2 or any(
        len(text) > LONGEST_HEAD or "：" in text or ":" in text for text in different
    ):
        return False
    wide = 0
    for column, text in enumerate(texts, start=1):
        span = grid.span(row, column)
        if span and span.first_row == row and 1 < span.last_column - span.first_column + 1 < grid.width:
            wide += 1
        elif text and not (span and span.last_row > row) and grid.text(row + 1, column):
            return False  # a label above a head is no group
    return wide > 0


def _last_row(grid: Grid, row: int) -> int:
    """Return the row where the heads end: below `row` there may be heads inside groups."""
    last = row
    while last < grid.height and last - row + 1 < MOST_HEADER_ROWS and _goes_on(grid, last):
        last += 1
    return last


def _goes_on(grid: Grid, row: int) -> bool:
    """Say whether the row after a header row is one, too."""
    below = grid.line(row + 1)
    if any(len(text) > LONGEST_HEAD for text in below):
        return False
    columns = range(1, grid.width + 1)
    here = [grid.span(row, column) for column in columns]
    if any(span and span.last_row > row and _is_head(grid, span) for span in here):
        return True
    wide = {
        column
        for column, span in zip(columns, here, strict=True)
        if span and span.last_row == row and span.last_column > span.first_column
    }
    if wide and len(wide) < grid.width:
        under = [grid.text(row + 1, column) for column in wide]
        beside = [below[column - 1] for column in columns if column not in wide]
        return all(under) and len(set(under)) > 1 and not any(beside)
    return _fills_gaps(grid.line(row), below)


def _is_head(grid: Grid, span: Span) -> bool:
    return 0 < len(grid.text(span.first_row, span.first_column)) <= LONGEST_HEAD


def _fills_gaps(heads: Sequence[str], below: Sequence[str]) -> bool:
    """Say whether a row fills the gaps of the heads above and is empty below most others (no merged areas)."""
    gaps = [place for place, head in enumerate(heads) if not head and below[place] and any(heads[:place])]
    others = [place for place, head in enumerate(heads) if head and below[place]]
    open_gaps = [
        place for place, head in enumerate(heads) if not head and any(heads[place:]) and not below[place]
    ]
    filled = len(gaps) + len(others)
    return bool(gaps) and not open_gaps and len(others) <= len(gaps) and known_heads(below) * 2 >= filled


def read(grid: Grid, first: int, last: int) -> tuple[str, ...]:
    """Return the head of each column, group heads joined by a slash; '' where there is none.

    No head occurs twice: a second one of the same words says so, as in `责任人（2）`.
    """
    seen: dict[str, int] = {}
    heads = []
    for column in range(1, grid.width + 1):
        head = "/".join(_parts(grid, first, last, column))
        seen[head] = seen.get(head, 0) + 1
        heads.append(f"{head}（{seen[head]}）" if head and seen[head] > 1 else head)
    return tuple(heads)


def _parts(grid: Grid, first: int, last: int, column: int) -> list[str]:
    parts: list[str] = []
    for row in range(first, last + 1):
        part = shown(grid.text(row, column))
        if not part and row < last and grid.text(last, column):
            part = _group_at_left(grid, row, column)
        if part and part not in parts:
            parts.append(part)
    return parts


def _group_at_left(grid: Grid, row: int, column: int) -> str:
    """Return the head of a group that was written into its first column only, without a merged area."""
    for place in range(column - 1, 0, -1):
        if grid.text(row, place):
            inside = grid.span(row, place) is None and bool(grid.text(row + 1, place))
            return shown(grid.text(row, place)) if inside else ""
    return ""
