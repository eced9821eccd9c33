"""Looks through the records of an Excel 97–2003 workbook (BIFF8, MS-XLS) and leaves only those with values.

What calamine need not see (formulas' text, names, drawings, embedded charts) is struck out in place, so that every
position in the stream stays true.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from riskreg.reading.limits import (
    MAX_MERGED,
    Tally,
    check_sheet_count,
    damaged,
    encrypted,
    too_large_inside,
    with_macros,
)
from riskreg.reading.scanned import Scanned
from riskreg.reading.sheet import Span, Unreadable

_EOF, _BOF, _CONTINUE, _FILEPASS = 0x000A, 0x0809, 0x003C, 0x002F
_DATE1904, _FORMAT, _XF, _BOUNDSHEET, _SST = 0x0022, 0x041E, 0x00E0, 0x0085, 0x00FC
_NUMBER, _LABEL, _BOOLERR, _STRING, _RK = 0x0203, 0x0204, 0x0205, 0x0207, 0x027E
_LABELSST, _MULRK, _FORMULA, _MERGED, _ARRAY = 0x00FD, 0x00BD, 0x0006, 0x00E5, 0x0221
_GLOBALS = {_EOF, _BOF, _CONTINUE, _DATE1904, _FORMAT, _XF, _BOUNDSHEET, _SST}
_CELLS = {_NUMBER, _LABEL, _BOOLERR, _RK, _LABELSST, _MULRK, _FORMULA}
_SHEET = {_EOF, _BOF, _CONTINUE, _STRING, *_CELLS}
_STRUCK_OUT = 0x0000
_BIFF8 = 0x0600
_WORKSHEET, _MACRO_SHEET = 0, 1
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


@dataclass(frozen=True)
class _Record:
    place: int
    kind: int
    data: memoryview

    def word(self, offset: int) -> int:
        return int.from_bytes(self.data[offset : offset + 2], "little")

    def long(self, offset: int) -> int:
        return int.from_bytes(self.data[offset : offset + 4], "little")


def scan(stream: bytearray) -> dict[str, Scanned]:
    """Return what the sheets hold, by name; strike out in `stream` what need not be read."""
    lengths: list[int] = []
    found: list[tuple[int, str]] = []
    for record in _substream(stream, 0, len(stream), _GLOBALS):
        if record.kind == _FILEPASS:
            raise encrypted()
        if record.kind == _BOF and record.place == 0:
            _check_version(record)
        elif record.kind == _BOUNDSHEET:
            kind, place, name = _bound_sheet(record)
            if kind == _MACRO_SHEET:
                raise with_macros()
            if kind == _WORKSHEET:
                found.append((place, name))
            else:  # a chart on a sheet of its own
                _strike_out(stream, record)
        elif record.kind == _SST:
            lengths = _string_lengths(stream, record)
    check_sheet_count(len(found))
    tally = Tally()
    places = sorted(place for place, _name in found)
    ends = dict(zip(places, [*places[1:], len(stream)], strict=True))
    if len(ends) < len(found) or len({name for _place, name in found}) < len(found):
        raise damaged()  # two sheets of one place or name
    return {name: _sheet(stream, place, ends[place], Scanned(name), lengths, tally) for place, name in found}


def _check_version(record: _Record) -> None:
    if record.word(0) != _BIFF8:
        raise Unreadable(
            _(
                "文件是 Excel 95 或更早的格式，不能读取。请在 Excel 或 WPS 中另存为 Excel 工作簿（.xlsx）后再上传。"
            )
        )


def _records(stream: bytearray, start: int, end: int) -> Iterator[_Record]:
    view = memoryview(stream)
    while start + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, start)
        if start + 4 + length > end:
            raise damaged()
        yield _Record(start, kind, view[start + 4 : start + 4 + length])
        start += 4 + length


def _strike_out(stream: bytearray, record: _Record) -> None:
    struct.pack_into("<H", stream, record.place, _STRUCK_OUT)


def _substream(stream: bytearray, start: int, end: int, kept: set[int]) -> Iterator[_Record]:
    """Yield the records from BOF to its EOF; strike out what is not kept, and all of the charts embedded in it."""
    depth = 0
    for record in _records(stream, start, end):
        if not depth and record.kind != _BOF:
            raise damaged()
        depth += (record.kind == _BOF) - (record.kind == _EOF)
        if depth > 1 or (depth == 1 and record.kind == _EOF):
            _strike_out(stream, record)
            continue
        yield record
        if not depth:
            return
        if record.kind not in kept:
            _strike_out(stream, record)
    raise damaged()


def _bound_sheet(record: _Record) -> tuple[int, int, str]:
    if len(record.data) < 8:
        raise damaged()
    place, kind, length, wide = record.long(0), record.data[5], record.data[6], record.data[7] & 1
    raw = bytes(record.data[8 : 8 + (length << wide)])
    return kind, place, raw.decode("utf-16-le" if wide else "latin-1", "replace").replace("\0", "")


class _Strings:
    """Steps over the shared strings, which run on over CONTINUE records."""

    def __init__(self, parts: list[memoryview]) -> None:
        self._parts = iter(parts)
        self._left = next(self._parts)

    def skip(self, count: int) -> None:
        while count > len(self._left):
            count -= len(self._left)
            self._next()
        self._left = self._left[count:]

    def take(self, count: int) -> int:
        """Return a number of `count` bytes; numbers are never cut in two."""
        if not self._left:
            self._next()
        if len(self._left) < count:
            raise damaged()
        number, self._left = int.from_bytes(self._left[:count], "little"), self._left[count:]
        return number

    def _next(self) -> None:
        try:
            self._left = next(self._parts)
        except StopIteration:
            raise damaged() from None

    def skip_characters(self, count: int, wide: int) -> None:
        """Where characters run on in the next record, it says anew how wide they are."""
        while count:
            if not self._left:
                self._next()
                wide = self.take(1) & 1
            here = min(count, len(self._left) >> wide)
            if not here:
                raise damaged()
            self._left = self._left[here << wide :]
            count -= here


def _string_lengths(stream: bytearray, record: _Record) -> list[int]:
    parts = [record.data]
    for following in _records(stream, record.place + 4 + len(record.data), len(stream)):
        if following.kind != _CONTINUE:
            break
        parts.append(following.data)
    if len(record.data) < 8 or record.long(4) * 3 > len(
        stream
    ):  # calamine makes room for as many as are named
        raise damaged()
    strings = _Strings(parts)
    strings.skip(8)
    lengths = []
    for _number in range(record.long(4)):
        length, flags = strings.take(2), strings.take(1)
        runs = strings.take(2) if flags & 8 else 0
        extra = strings.take(4) if flags & 4 else 0
        strings.skip_characters(length, flags & 1)
        strings.skip(4 * runs + extra)
        lengths.append(length)
    return lengths


def _sheet(
    stream: bytearray, start: int, end: int, scanned: Scanned, lengths: list[int], tally: Tally
) -> Scanned:
    for record in _substream(stream, start, end, _SHEET):
        if record.kind in _CELLS:
            _cell(record, scanned, lengths, tally)
        elif record.kind == _STRING:
            tally.add_text(record.word(0))
        elif record.kind == _MERGED:
            scanned.merged += _spans(record)
            if len(scanned.merged) > MAX_MERGED:
                raise too_large_inside()
        elif record.kind == _ARRAY:
            _spread(record, scanned, tally)
    tally.add_area(scanned.rows, scanned.columns)
    return scanned


def _cell(record: _Record, scanned: Scanned, lengths: list[int], tally: Tally) -> None:
    if len(record.data) < 6:
        raise damaged()
    here = (record.word(0) + 1, record.word(2) + 1)
    scanned.reach(*here)
    if record.kind == _MULRK:
        scanned.reach(here[0], record.word(len(record.data) - 2) + 1)
    elif record.kind == _LABELSST:
        number = record.long(6)
        tally.add_text(lengths[number] if number < len(lengths) else 0)
    elif record.kind == _LABEL:
        tally.add_text(record.word(6))
    elif record.kind == _BOOLERR and len(record.data) >= 8 and record.data[7]:
        scanned.errors[here] = _ERRORS.get(record.data[6], "#N/A")
    elif record.kind == _FORMULA:
        _formula(record, here, scanned, tally)


def _formula(record: _Record, here: tuple[int, int], scanned: Scanned, tally: Tally) -> None:
    if len(record.data) < 22:
        raise damaged()
    tally.add_formulas(1)
    scanned.formulas.add(here)
    if record.word(12) == 0xFFFF and record.data[6] == 2:
        scanned.errors[here] = _ERRORS.get(record.data[8], "#N/A")
    record.data[20:22] = b"\0\0"  # the formula itself is of no length any more


def _spread(record: _Record, scanned: Scanned, tally: Tally) -> None:
    """Note the area whose values an array formula gives."""
    if len(record.data) < 6:
        raise damaged()
    top, bottom, left, right = record.word(0), record.word(2), record.data[4], record.data[5]
    tally.add_formulas(max(bottom - top + 1, 0) * max(right - left + 1, 0))
    for row in range(top + 1, bottom + 2):
        scanned.formulas.update((row, column) for column in range(left + 1, right + 2))


def _spans(record: _Record) -> Iterator[Span]:
    for first in range(2, 2 + 8 * record.word(0), 8):
        if first + 8 > len(record.data):
            raise damaged()
        top, bottom, left, right = struct.unpack_from("<4H", record.data, first)
        yield Span(top + 1, left + 1, bottom + 1, right + 1)
