"""CSV and tab-separated text: which encoding, which delimiter, then rows of text as typed."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from riskreg.reading.limits import MAX_CELL_TEXT, MAX_ROWS, Tally, check_area, check_cell_text
from riskreg.reading.sheet import Padded, Sheet, Unreadable, Value
from riskreg.reading.values import text_value
from riskreg.spool import Spool

DELIMITERS = ",;\t"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_ROWS = 50
_SAMPLE_CHARACTERS = 200_000


def decode(data: bytes) -> str | None:
    """Return the text, or None if these bytes are no text in UTF-8, UTF-16 or GB18030."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text
    return None


def _encodings(data: bytes) -> list[str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return [encoding]
    if b"\0" not in data[:4096]:
        return ["utf-8", "gb18030"]
    # Every comma and line end of UTF-16 has a zero byte: behind it, or in front of it.
    zeros_first, zeros_second = data[:4096:2].count(0), data[1:4096:2].count(0)
    return ["utf-16-be" if zeros_first > zeros_second else "utf-16-le"]


def _is_text(text: str) -> bool:
    """Return whether there are no control characters but those of a line or a page."""
    return not any(chr(code) in text for code in range(32) if chr(code) not in "\t\n\v\f\r\x1a\x1b\x1f")


def read_text(text: str, name: str) -> Sheet:
    """Return the rows of delimited text as a sheet called `name`; every value is text or None."""
    directed = text[:5].lower()
    delimiter = None
    if directed.startswith("sep=") and text[4:5] in DELIMITERS:  # Excel's own first line, not shown by it
        delimiter, text = text[4], text.partition("\n")[2]
    tally = Tally()
    rows: Spool[tuple[Value, ...]] = Spool()
    width = last = 0
    for number, record in enumerate(_records(text, delimiter or sniff(text)), start=1):
        cells = tuple(text_value(value) for value in record)
        used = max((column for column, value in enumerate(cells, start=1) if value is not None), default=0)
        if used:
            width, last = max(width, used), number
            check_area(name, last, width)
            _check_text(cells, name, number, tally)
        if number <= MAX_ROWS:  # blank lines may follow without end
            rows.append(cells[:used])
    return Sheet(name=name, rows=Padded(rows, last, width))


def _check_text(cells: tuple[Value, ...], name: str, row: int, tally: Tally) -> None:
    for column, value in enumerate(cells, start=1):
        if isinstance(value, str):
            check_cell_text(value, name, row, column)
            tally.add_text(len(value))


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise Unreadable(
            _(
                "文本第 %(line)d 行附近的引号不成对，或者一格超过 %(most)d 个字，无法分列。"
                "请用 Excel 或 WPS 打开，另存为 Excel 工作簿（.xlsx）后再上传。"
            )
            % {"line": max(reader.line_num, 1), "most": MAX_CELL_TEXT}
        ) from error


def sniff(text: str) -> str:
    """Return the delimiter that cuts the first rows most evenly; a comma where none does."""
    sample = text[:_SAMPLE_CHARACTERS]
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> tuple[int, int]:
    """Return how many of the first rows have the commonest width over one, and that width."""
    widths: Counter[int] = Counter()
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for record in itertools.islice((record for record in reader if any(record)), _SAMPLE_ROWS):
            widths[len(record)] += 1
    except csv.Error:
        return (0, 0)  # a field over the module's limit: not cut by this one
    even = [(count, width) for width, count in widths.items() if width > 1]
    return max(even, default=(0, 0))
