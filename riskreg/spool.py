"""Long lists on disk: made once, read in their order or by place, one item in memory at a time.

An import has tens of thousands of rows at several stages. Kept in lists, each stage would cost memory by the row.
"""

from __future__ import annotations

import pickle
import tempfile
import threading
import weakref
from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar, overload

IN_MEMORY = 256 * 1024
"""Bytes up to which no file is needed."""

T = TypeVar("T")


class Lazy(Sequence[T]):
    """A sequence whose items are made when they are asked for: a subclass has `__len__` and `item`."""

    def item(self, place: int) -> T:
        """Return the item at the place, from 0."""
        raise NotImplementedError

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return [self.item(place) for place in range(*index.indices(len(self)))]
        return self.item(range(len(self))[index])

    def __eq__(self, other: Any) -> bool:
        """Compare by items with any sequence."""
        if not isinstance(other, Sequence) or isinstance(other, str | bytes):
            return NotImplemented
        return len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]


class Mapped(Lazy[T]):
    """What `make` makes of each of the things."""

    def __init__(self, make: Callable[[Any], T], things: Sequence[Any]) -> None:
        self._make, self._things = make, things

    def __len__(self) -> int:
        return len(self._things)

    def item(self, place: int) -> T:
        """Return what is made of the thing at the place."""
        return self._make(self._things[place])


class Spool(Lazy[T]):
    """A list whose items lie pickled in a temporary file, which goes with it. Items can be added at the end only.
    Threads may share it.

    Each reading gives equal items, not the same ones. A subclass may say what stays outside the file
    (`pickled`, `unpickled`). Raises OSError where the disk is full.
    """

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY, prefix="riskreg-")  # noqa: SIM115 - closed below
        weakref.finalize(self, self._file.close)
        self._lock = threading.Lock()
        self._ends = array("Q", [0])
        """Where each item ends in the file, after the 0 where the first begins."""
        for item in items:
            self.append(item)

    def append(self, item: T) -> None:
        """Add an item at the end."""
        written = self.pickled(item)
        with self._lock:
            self._file.seek(self._ends[-1])
            self._file.write(written)
            self._ends.append(self._ends[-1] + len(written))

    def pickled(self, item: T) -> bytes:
        """Return the item as it is stored."""
        return pickle.dumps(item, pickle.HIGHEST_PROTOCOL)

    def unpickled(self, written: bytes) -> T:
        """Return the item that is stored so. Only what `pickled` returned in this process comes here."""
        item: T = pickle.loads(written)  # noqa: S301 - our own, of a file that has no name
        return item

    def __len__(self) -> int:
        return len(self._ends) - 1

    def item(self, place: int) -> T:
        """Return the item at the place, from 0."""
        with self._lock:
            self._file.seek(self._ends[place])
            written = self._file.read(self._ends[place + 1] - self._ends[place])
        return self.unpickled(written)
