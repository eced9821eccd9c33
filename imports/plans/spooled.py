"""What a plan has thousands of, on disk: the rows of the file with their outcome, warnings, parts of dossiers."""

from __future__ import annotations

import io
import pickle
from array import array
from collections.abc import Callable, Sequence
from typing import Any, Self, TypeVar

from imports.plans.entries import BASIS, LINK, MEASURE, POINT, Entry, Outcome, PlannedRow
from riskreg.spool import Lazy, Mapped, Spool

PARTS = frozenset({BASIS, POINT, MEASURE, LINK})
"""Models of which a file has several records in every row. What they point to stays in memory."""

OUTCOMES = list(Outcome)
T = TypeVar("T")


class ByRow(Lazy[T]):
    """Things in the order of the rows of the file that they belong to, whatever the order they came in."""

    def __init__(self) -> None:
        self._things: Spool[T] = Spool()
        self._numbers = array("Q")
        self._order: Sequence[int] = ()

    def add(self, number: int, thing: T) -> None:
        """Take one in. In: the number of its row in the common count (rows.APART)."""
        self._things.append(thing)
        self._numbers.append(number)

    def numbers(self) -> set[int]:
        """Return the numbers of the rows that anything belongs to."""
        return set(self._numbers)

    def in_order(self) -> Self:
        """Put them in the order of the file, those of a row in the order they came in."""
        self._order = array("L", sorted(range(len(self._numbers)), key=self._numbers.__getitem__))
        return self

    def __len__(self) -> int:
        return len(self._order)

    def item(self, place: int) -> T:
        """Return the one at the place, from 0."""
        return self._things[self._order[place]]


class PlannedRows(ByRow[PlannedRow]):
    """The rows of a file, whatever the order they were settled in."""

    def __init__(self) -> None:
        super().__init__()
        self._outcomes = array("B")

    def add(self, number: int, thing: PlannedRow) -> None:
        """Take in a row. In: its number in the common count."""
        super().add(number, thing)
        self._outcomes.append(OUTCOMES.index(thing.outcome))

    def count(self, value: Any) -> int:
        """Return how many rows end so. In: an Outcome."""
        return self._outcomes.count(OUTCOMES.index(value))

    def of(self, outcome: Outcome) -> Sequence[PlannedRow]:
        """Return the rows that end so, read as they are asked for."""
        wanted = OUTCOMES.index(outcome)
        places = array("L", (at for at in self._order if self._outcomes[at] == wanted))
        return Mapped(self._things.item, places)


class Groups(Spool[tuple[Entry, ...]]):
    """Parts of dossiers, in groups of a few dossiers each. Entries of a group point to each other, or outside.

    An entry that is no part (a power, a post, a step) is not copied: whoever reads a group gets the one that
    everybody has, with the key it has got by then.
    """

    def __init__(self) -> None:
        super().__init__()
        self.entries = 0
        """How many there are in all groups."""
        self._outside: list[Entry] = []
        self._places: dict[int, int] = {}

    def append(self, item: tuple[Entry, ...]) -> None:
        """Add a group at the end."""
        super().append(item)
        self.entries += len(item)

    def pickled(self, item: tuple[Entry, ...]) -> bytes:
        """Return the group as it is stored."""
        file = io.BytesIO()
        _Pickler(file, self._place).dump(item)
        return file.getvalue()

    def unpickled(self, written: bytes) -> tuple[Entry, ...]:
        """Return the group that is stored so."""
        group: tuple[Entry, ...] = _Unpickler(io.BytesIO(written), self._outside).load()
        return group

    def _place(self, entry: Entry) -> int:
        if id(entry) not in self._places:
            self._places[id(entry)] = len(self._outside)
            self._outside.append(entry)
        return self._places[id(entry)]


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, place: Callable[[Entry], int]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._place = place

    def persistent_id(self, obj: Any) -> int | None:
        """Return the place of an entry that stays in memory."""
        outside = type(obj) is Entry and obj.label not in PARTS
        return self._place(obj) if outside else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, outside: list[Entry]) -> None:
        super().__init__(file)
        self._outside = outside

    def persistent_load(self, pid: Any) -> Entry:
        """Return the entry that stayed in memory."""
        entry: Entry = self._outside[pid]
        return entry
