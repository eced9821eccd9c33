"""Looks through the XML of an xlsx package as it streams by: which sheets there are, how far each one reaches."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache

from riskreg.reading.limits import MAX_MERGED, Tally, check_area, damaged, too_large_inside, with_macros
from riskreg.reading.scanned import Scanned
from riskreg.reading.xml_parts import Attributes

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def place(reference: str) -> tuple[int, int]:
    """Return row and column, from 1, of a reference like `B3`."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise damaged()
    row = int(found[2])
    if not row:
        raise damaged()
    return row, _column(found[1])


class Strings:
    """The shared strings: how long each is."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "si":
            self.lengths.append(0)

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)

    def length(self, number: str) -> int:
        """Return the length of the string that a cell names by its number."""
        known = number.isdecimal() and len(number) < 10 and int(number) < len(self.lengths)
        return self.lengths[int(number)] if known else 0


class Workbook:
    """The list of sheets: name and relationship, in the workbook's order; which are hidden; when days begin."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.hidden: set[str] = set()
        self.from_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), link))
            if attributes.get("state", "visible") != "visible":
                self.hidden.add(attributes.get("name", ""))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


class Relationships:
    """Where the workbook's parts are, by relationship, and which of them are worksheets."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}
        self.worksheets: set[str] = set()

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            self.parts[attributes.get("Id", "")] = part.lower()
            if attributes.get("Type", "").endswith("/worksheet"):
                self.worksheets.add(part.lower())

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


class ContentTypes:
    """What the package says it is: one with macros says so here, whatever its file is called."""

    def start(self, name: str, attributes: Attributes) -> None:
        if "macroenabled" in attributes.get("ContentType", "").lower():
            raise with_macros()

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


class SheetReader:
    """One worksheet: extent of its content, formulas, error values, length of its text."""

    def __init__(self, name: str, strings: Strings, tally: Tally) -> None:
        self.found = Scanned(name)
        self._strings = strings
        self._tally = tally
        self._row = self._merged = 0
        self._here = (0, 0)
        self._type = ""
        self._filled = self._formula = self._in_value = False
        self._value: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdecimal() and len(number) < 8 else self._row + 1
            self._here = (self._row, 0)
        elif name == "v" or name == "t":
            self._filled = self._in_value = True
        elif name == "is":
            self._filled = True
        elif name == "f":
            self._filled = self._formula = True
            self._spread(attributes)
        elif name == "mergeCell":
            self._merged += 1
            if self._merged > MAX_MERGED:
                raise too_large_inside()

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        self._here = place(reference) if reference is not None else (self._row, self._here[1] + 1)
        self._type = attributes.get("t", "")
        self._filled = self._formula = False
        self._value.clear()

    def _spread(self, attributes: Attributes) -> None:
        """Note the area whose values an array formula gives."""
        first, colon, last = attributes.get("ref", "").partition(":")
        if attributes.get("t") != "array" or not colon:
            return
        (top, left), (bottom, right) = place(first), place(last)
        check_area(self.found.name, bottom, right)
        self._tally.add_formulas((bottom - top + 1) * (right - left + 1))
        for row in range(top, bottom + 1):
            self.found.formulas.update((row, column) for column in range(left, right + 1))

    def end(self, name: str) -> None:
        if name == "c":
            if self._filled:
                self._end_cell()
        elif name == "v" or name == "t":
            self._in_value = False
        elif name == "sheetData":
            self._tally.add_area(self.found.rows, self.found.columns)

    def _end_cell(self) -> None:
        value = "".join(self._value)
        self.found.reach(*self._here)
        self._tally.add_cells(1)
        if self._formula:
            self._tally.add_formulas(1)
            self.found.formulas.add(self._here)
            if not value and self._type != "str":
                self.found.unreckoned.add(self._here)
        if self._type == "e" and value:
            self.found.errors[self._here] = value
        self._tally.add_text(self._strings.length(value) if self._type == "s" else len(value))

    def text(self, text: str) -> None:
        if self._in_value:
            self._value.append(text)
