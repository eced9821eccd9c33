"""Compound files (MS-CFB), the container of .xls: its streams read, and a clean one written with one stream.

calamine follows chains of sectors wherever they lead; here every chain ends.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from riskreg.reading.limits import damaged

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_HEADER = struct.Struct("<8s16xHHHHH6xIIIIIIIII")
_ENTRY = struct.Struct("<64sHBB3I16xIQQIQ")
_SMALL = 4096
"""Streams shorter than this lie in the mini stream, in sectors of 64 bytes."""
_MINI = 64


@dataclass(frozen=True)
class _Entry:
    start: int
    size: int


class Compound:
    """The streams of a compound file by name; storages have none of their own but count as names."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise damaged()
        header = _HEADER.unpack_from(data)
        _, _, _version, _order, shift, mini_shift, _dirs, _fats, directory, _, small, mini_fat, _, more, _ = (
            header
        )
        if shift not in (9, 12) or mini_shift != 6 or small != _SMALL:
            raise damaged()
        self._data = data
        self._size = 1 << shift
        self._count = len(data) // self._size
        self._fat = self._read_fat(more)
        self._entries = self._read_directory(directory)
        self._mini_fat = _numbers(self._chain(mini_fat))
        root = self._entries.get("Root Entry")
        self._mini = self._chain(root.start) if root else b""

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        entry = self._entries[name]
        if entry.size >= _SMALL:
            found = self._chain(entry.start)
        else:
            places = _follow(entry.start, self._mini_fat)
            found = b"".join(self._mini[place * _MINI : (place + 1) * _MINI] for place in places)
        if len(found) < entry.size:
            raise damaged()
        return found[: entry.size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._data):
            raise damaged()
        return self._data[start : start + self._size].ljust(self._size, b"\0")

    def _read_fat(self, more: int) -> tuple[int, ...]:
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        for _ in range(self._count):
            if more in (_END, _FREE):
                break
            *found, more = _numbers(self._sector(more))
            sectors += found
        table = [number for number in sectors if number not in (_FREE, _END)]
        if len(table) > self._count:
            raise damaged()
        return tuple(entry for number in table for entry in _numbers(self._sector(number)))

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _follow(start, self._fat))

    def _read_directory(self, start: int) -> dict[str, _Entry]:
        entries: dict[str, _Entry] = {}
        for raw in struct.iter_unpack("128s", self._chain(start)):
            name, length, kind, *_, first, size = _ENTRY.unpack(raw[0])
            if kind and 2 <= length <= 64:
                text = name[: length - 2].decode("utf-16-le", "replace")
                entries.setdefault(text, _Entry(first, size & 0xFFFFFFFF))
        return entries


def _numbers(raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])


def _follow(start: int, table: tuple[int, ...]) -> list[int]:
    """Return the sectors of a chain; refuse one that leads astray or in a circle."""
    chain: list[int] = []
    while start not in (_END, _FREE):
        if start >= len(table) or len(chain) > len(table):
            raise damaged()
        chain.append(start)
        start = table[start]
    return chain


def written(name: str, stream: bytes) -> bytes:
    """Return a compound file with this one stream, in large sectors so that the header names all of its table."""
    size = 4096
    stream = stream.ljust(_SMALL, b"\0")
    length = -(-len(stream) // size)
    tables = 1
    while tables * (size // 4) < length + 1 + tables:
        tables += 1
    fat = [*range(1, length), _END, _END, *([_FAT] * tables)]
    fat += [_FREE] * (tables * (size // 4) - len(fat))
    places = [*range(length + 1, length + 1 + tables)]
    # Version 3, though its sectors are small by the book: of version 4 calamine asks for a mini stream.
    header = _HEADER.pack(MAGIC, 0x3E, 3, 0xFFFE, 12, 6, 1, tables, length, 0, _SMALL, _END, 0, _END, 0)
    header += struct.pack("<109I", *places, *([_FREE] * (109 - len(places))))
    entries = (_entry("Root Entry", 5, 1, _END, 0), _entry(name, 2, _FREE, 0, len(stream)))
    return b"".join(
        (
            header.ljust(size, b"\0"),
            stream.ljust(length * size, b"\0"),
            b"".join(entries).ljust(size, b"\0"),
            struct.pack(f"<{len(fat)}I", *fat),
        )
    )


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    return _ENTRY.pack(text, len(text) + 2, kind, 1, _FREE, _FREE, child, 0, 0, 0, start, size)
