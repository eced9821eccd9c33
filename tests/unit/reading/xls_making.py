"""A workbook as Excel 97–2003 wrote it (BIFF8 in a compound file), by its published layout (MS-XLS, MS-CFB)."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from datetime import date
from typing import Any

FREE, END, FAT, DIFAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
BOF, EOF, CONTINUE, FILEPASS, BOUNDSHEET, SST, MERGED = 0x0809, 0x000A, 0x003C, 0x002F, 0x0085, 0x00FC, 0x00E5
GENERAL, DAY = 0, 1
"""Cell formats, by their number."""


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def bof(kind: int = 0x10, version: int = 0x0600) -> bytes:
    return record(BOF, struct.pack("<HHHHII", version, kind, 0, 0, 0, 0))


def cell(row: int, column: int, value: Any, strings: list[str]) -> bytes:
    """Return the record of a value; row and column count from 1."""
    here = struct.pack("<HH", row - 1, column - 1)
    if isinstance(value, bool):
        return record(0x0205, here + struct.pack("<HBB", GENERAL, value, 0))
    if isinstance(value, str):
        strings.append(value)
        return record(0x00FD, here + struct.pack("<HI", GENERAL, len(strings) - 1))
    if isinstance(value, date):
        return record(0x0203, here + struct.pack("<Hd", DAY, (value - date(1899, 12, 30)).days))
    return record(0x0203, here + struct.pack("<Hd", GENERAL, value))


def formula(row: int, column: int, result: bytes, text: str | None = None) -> bytes:
    """Return a formula of no importance with the 8 bytes of its result."""
    tokens = b"\x1e\x01\x00"
    data = struct.pack("<HHH", row - 1, column - 1, GENERAL) + result + struct.pack("<HIH", 0, 0, len(tokens))
    following = record(0x0207, struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")) if text else b""
    return record(0x0006, data + tokens) + following


def merged(*areas: tuple[int, int, int, int]) -> bytes:
    """Each area is first row, last row, first column, last column, from 1."""
    places = (struct.pack("<4H", *(number - 1 for number in area)) for area in areas)
    return record(MERGED, struct.pack("<H", len(areas)) + b"".join(places))


def shared(strings: Iterable[str], cut: int = 8000) -> bytes:
    """Return the shared strings, cut into CONTINUE records within the characters of a text."""
    strings = list(strings)
    parts = [struct.pack("<II", len(strings), len(strings))]
    for text in strings:
        parts[-1] += struct.pack("<HB", len(text), 1)
        for letter in text:
            if len(parts[-1]) + 2 > cut:
                parts.append(b"\x01")
            parts[-1] += letter.encode("utf-16-le")
    first, *others = parts
    return record(SST, first) + b"".join(record(CONTINUE, part) for part in others)


def stream(
    sheets: dict[str, bytes], strings: Iterable[str] = (), extra: bytes = b"", cut: int = 8000
) -> bytes:
    """Return the Workbook stream: the globals, with `extra` records, then each sheet's own."""
    formats = b"".join(record(0x00E0, struct.pack("<HH16x", 0, number)) for number in (0, 14))
    sst = shared(strings, cut)
    heads = {name: struct.pack("<BB", len(name), 1) + name.encode("utf-16-le") for name in sheets}
    place = len(bof(5) + extra + formats + sst + record(EOF)) + sum(10 + len(head) for head in heads.values())
    bounds = body = b""
    for name, rows in sheets.items():
        bounds += record(BOUNDSHEET, struct.pack("<IBB", place + len(body), 0, 0) + heads[name])
        body += bof() + rows + record(EOF)
    return bof(5) + extra + formats + bounds + sst + record(EOF) + body


def compound(streams: dict[str, bytes]) -> bytes:
    """Return a compound file with sectors of 512 bytes; short streams go into the mini stream."""
    sectors, fat, mini, mini_fat = bytearray(), [], bytearray(), []

    def add(data: bytes) -> int:
        first, count = len(fat), -(-len(data) // 512)
        fat.extend([*range(first + 1, first + count), END])
        sectors.extend(data.ljust(count * 512, b"\0"))
        return first

    def add_small(data: bytes) -> int:
        first, count = len(mini_fat), max(-(-len(data) // 64), 1)
        mini_fat.extend([*range(first + 1, first + count), END])
        mini.extend(data.ljust(count * 64, b"\0"))
        return first

    places = {name: add(data) if len(data) >= 4096 else add_small(data) for name, data in streams.items()}
    small = add(bytes(mini)) if mini else END
    small_table = add(struct.pack(f"<{len(mini_fat)}I", *mini_fat).ljust(512, b"\xff")) if mini else END
    entries = [entry("Root Entry", 5, small, len(mini))]
    entries += [entry(name, 2, places[name], len(data)) for name, data in streams.items()]
    directory = add(b"".join(entries))
    tables = more = 0  # sectors of the table, and those that say where it goes on from the header's 109
    while tables * 128 < len(fat) + tables + more:
        tables += 1
        more = -(-max(tables - 109, 0) // 127)
    first = len(fat)
    places = [*range(first, first + tables)]
    fat += [FAT] * tables + [DIFAT] * more
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(tables * 512, b"\xff")
    header = struct.pack("<8s16xHHHHH6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6)
    going_on = first + tables if more else END
    header += struct.pack("<9I", 0, tables, directory, 0, 4096, small_table, 1 if mini else 0, going_on, more)
    header += numbers(places[:109], 109)
    for n in range(more):
        table += numbers(places[109 + 127 * n :][:127], 127)
        table += struct.pack("<I", going_on + n + 1 if n + 1 < more else END)
    return header + bytes(sectors) + table


def numbers(values: list[int], room: int) -> bytes:
    return struct.pack(f"<{room}I", *values, *[FREE] * (room - len(values)))


def entry(name: str, kind: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    links = struct.pack("<BB3I36x", kind, 1, FREE, FREE, FREE)
    return text.ljust(64, b"\0") + struct.pack("<H", len(text) + 2) + links + struct.pack("<IQ", start, size)


def xls(rows: Iterable[Iterable[Any]], name: str = "一") -> bytes:
    """Return a workbook of one sheet with these values."""
    strings: list[str] = []
    cells = [
        cell(row, column, value, strings)
        for row, values in enumerate(rows, start=1)
        for column, value in enumerate(values, start=1)
        if value is not None
    ]
    return compound({"Workbook": stream({name: b"".join(cells)}, strings)})
