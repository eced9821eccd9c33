"""Plain rows in, a streamed CSV download out, safe to open in a spreadsheet program."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.http.response import HttpResponseBase

from riskreg.rendering.responses import CSV, attachment

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def neutral(value: object) -> str:
    """Return `value` as text that no spreadsheet program takes for a formula, without control characters."""
    if isinstance(value, datetime):
        value = value.isoformat("T" if value.tzinfo else " ", "seconds")
    text = "" if value is None else str(value)
    text = "".join(sign for sign in text if sign >= " " or sign in "\n\t").strip()
    return f"'{text}" if text.startswith(_FORMULA) else text


class _Line:
    """What csv.writer writes to: it hands the line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(headings: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Return the file line by line: UTF-8 with the mark by which Excel knows it."""
    writer = csv.writer(_Line())
    yield ("\ufeff".encode() + writer.writerow([neutral(heading) for heading in headings]).encode())
    for row in rows:
        yield writer.writerow([neutral(value) for value in row]).encode("utf-8", "replace")


def csv_response(
    filename: str, headings: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponseBase:
    """Return the rows as a streamed CSV download; `rows` may be a generator."""
    return attachment(csv_lines(headings, rows), filename, CSV)
