"""Rows of a sheet as text: openpyxl makes an element per cell, most of the time of a large file.

Cells look like already styled ones of openpyxl's. What stands in a cell also says how many lines it takes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.compat import safe_string
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

MAX_TEXT = 32_767
"""Excel's limit for one cell, in characters (UTF-16 units)."""
MAX_WIDTH = 250.0
LINE, PAD, TALLEST = 13.5, 5.0, 409.0
"""Points: a line of 10-point text, what is left above and below, and the tallest row Excel knows."""
MOST_LINES = int((TALLEST - PAD) / LINE)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x000D_ as the character of that number
_FORMULA_SIGNS = frozenset("=+-@\t\r\n|%＝＋－＠")
_KEPT, _KEPT_LENGTH = 1024, 80  # texts that a column remembers as cells, and the longest worth it


def clean_text(value: object) -> str:
    """Return `value` as text that a cell can hold: no illegal characters, at most MAX_TEXT long.

    Line ends become \\n; text over the limit says so at its end.
    """
    text = value if type(value) is str else str(value)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():
        text = _ILLEGAL.sub("", text)
    if len(text) * 2 > MAX_TEXT and len(text.encode("utf-16-le")) > 2 * MAX_TEXT:
        mark = _("…（内容过长，已截断）")
        room = 2 * (MAX_TEXT - len(mark))
        text = text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + mark
    return text


def lines_of(text: str, width: float) -> int:
    """Return how many lines the text takes in a column of that width, rather one too many than one too few."""
    if "\n" in text:
        return sum(lines_of(line, width) for line in text.split("\n"))
    signs = len(text.encode("gb18030"))  # a Chinese sign is as wide as two letters, and as long
    if signs <= width:
        return 1
    words = signs < 1.2 * len(text)  # they are not parted, so a line is not full
    return math.ceil(signs / (width * 0.85 if words else width - 1))


def width_for(text: str, width: float) -> float:
    """Return the width, from the given one up, in which the text fits into the tallest row."""
    while lines_of(text, width) > MOST_LINES and width < MAX_WIDTH:
        width = min(width * 1.1, MAX_WIDTH)
    return width


def width_of_head(head: str) -> float:
    """Return the width in which no word of a head is broken, nor a Chinese one of four signs."""
    return max((_width_of_word(word) for word in head.split()), default=0.0)


def _width_of_word(word: str) -> float:
    signs = len(word.encode("gb18030"))
    return signs * 1.25 + 1 if signs == len(word) else min(signs, 8) * 1.05 + 1


@dataclass(frozen=True)
class Looks:
    """Numbers of styles: of the column's own kind, of text, and of text that looks like a formula."""

    typed: int
    text: int
    guarded: int


class Filler:
    """Writes one column's values as cells. `width` grows where a text would not fit into the tallest row."""

    def __init__(self, number: int, kind: str, width: float, looks: Looks, *, merges: bool = False) -> None:
        self.letter = get_column_letter(number)
        self.width = width
        self.merges = merges
        self._given = width
        self._typed, self._plain, self._guarded = (
            f' s="{style}"' for style in (looks.typed, looks.text, looks.guarded)
        )
        self._read: Any = {"text": self._text, "date": self._date, "moment": self._date}.get(
            kind, self._number
        )
        self._kept: dict[str, tuple[str, int]] = {}

    def fill(self, value: Any) -> tuple[str, int]:
        """Return what follows the place in the cell's element, and how many lines the cell takes."""
        if type(value) is not str:
            return self._read(value)  # type: ignore[no-any-return]
        found = self._kept.get(value)
        if found is None:
            found = self._text(value)
            if len(value) <= _KEPT_LENGTH:
                if len(self._kept) == _KEPT:
                    self._kept.clear()
                self._kept[value] = found
        return found

    def _text(self, value: object) -> tuple[str, int]:
        text = "" if value is None else clean_text(value)
        if not text:
            return f"{self._plain}/>", 1
        lines = lines_of(text, self._given)
        if lines > MOST_LINES:
            self.width = max(self.width, width_for(text, self._given))
        looks = self._guarded if text[0] in _FORMULA_SIGNS else self._plain
        return f'{looks} t="inlineStr"><is>{element(text)}</is></c>', lines

    def _number(self, value: Any) -> tuple[str, int]:
        numeric = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
        if numeric and math.isfinite(value):
            return f'{self._typed} t="n"><v>{safe_string(value)}</v></c>', 1
        return self._text(value)

    def _date(self, value: object) -> tuple[str, int]:
        if isinstance(value, datetime):
            value = value.astimezone().replace(tzinfo=None) if value.tzinfo else value
        if isinstance(value, date) and value.year >= 1900:
            days = safe_string(to_excel(value))  # type: ignore[no-untyped-call]
            return f'{self._typed} t="n"><v>{days}</v></c>', 1
        return self._text(value)


def element(text: str) -> str:
    """Return a clean text as the element of a cell."""
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    keep = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    return f"<t{keep}>{text}</t>"


class Runs:
    """Follows the merging columns down a table and says which cells belong together.

    A run of equal values never crosses a change in a merging column left of it. One that stands as high as the
    tallest row ends there and begins anew, so that what it says is in view on every page and every screen.
    """

    def __init__(self, fillers: Sequence[Filler]) -> None:
        self.columns = [index for index, filler in enumerate(fillers) if filler.merges]
        self._open: dict[int, tuple[int, tuple[object, ...], float]] = {}
        self._height = 0.0

    def follow(self, row: Sequence[object], number: int) -> tuple[list[tuple[int, int, int]], set[int]]:
        """Take in a row; return the runs that end above it, and the columns that go on from above."""
        ended, going_on = [], set()
        for place, index in enumerate(self.columns):
            key = tuple(row[column] for column in self.columns[: place + 1])
            start, seen, top = self._open.get(index, (number, (), 0.0))
            if seen == key and self._height - top < TALLEST:
                going_on.add(index)
            else:
                ended += self._run(index, start, number - 1)
                self._open[index] = (number, key, self._height)
        return ended, going_on

    def grow(self, height: float) -> None:
        """Take in how high the row came to be that was followed last."""
        self._height += height

    def end(self, number: int) -> list[tuple[int, int, int]]:
        """Return the runs that are open, with `number` as their last row."""
        found = [run for index, (start, *_) in self._open.items() for run in self._run(index, start, number)]
        self._open.clear()
        return found

    def _run(self, index: int, first: int, last: int) -> list[tuple[int, int, int]]:
        return [(index, first, last)] if last > first else []
