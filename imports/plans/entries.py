"""What a plan is made of: records as the file wants them, rows with their outcome, questions to a person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

UNIT, PERSON, POST = "organisation.unit", "organisation.user", "organisation.post"
HELD, POWER, BASIS = "organisation.postassignment", "powers.power", "powers.legalbasis"
STEP, WAY = "powers.step", "powers.transition"
POINT, MEASURE, LINK = "riskpoints.riskpoint", "controls.measure", "controls.responsibility"
ORDER = (UNIT, PERSON, POST, HELD, POWER, BASIS, STEP, WAY, POINT, MEASURE, LINK)
"""The models an import writes, those first that others point to."""


NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Said:
    """What is to be written of a record, field → value; what changed fields were; texts without a field, by head."""

    values: Mapping[str, Any]
    before: Mapping[str, Any]
    """Nothing for a new record."""
    kept: Mapping[str, str]


@dataclass(eq=False, slots=True)
class Entry:
    """One record: stored (it has a key) or to be created, and what the file says about it.

    A value that is an Entry stands for the record it is or will be.
    """

    label: str
    pk: int | None = None
    stored: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    row: int = 0
    """The row that made it, or spoke of it first."""
    values: dict[str, Any] = field(default_factory=dict)
    """What is to be written: of a stored record, only what differs."""
    rows: dict[str, int] = field(default_factory=dict)
    """Field → the row that said so first."""
    owner: Entry | None = None
    """The power the record is part of."""
    kept: dict[str, str] = field(default_factory=dict)
    words: str = ""
    """What people call it."""
    removed: bool = False
    """A way out of a step whose ways the file states otherwise."""
    aside: Callable[[], Said] | None = None
    """Gives what of it lies on disk, once nothing more is said about that (Drafting.put_aside)."""

    @property
    def new(self) -> bool:
        """Say whether it is to be created."""
        return self.pk is None

    @property
    def changes(self) -> bool:
        """Say whether anything is to be written."""
        return self.new or self.removed or bool(self.values) or self.aside is not None

    def get(self, name: str) -> Any:
        """Return the value as it will be."""
        return self.values[name] if name in self.values else self.stored.get(name)

    def say(self, name: str, value: Any, row: int) -> bool:
        """Take a value from a row; blanks say nothing. False if an earlier row said something else."""
        if value in ("", None, ()):
            return True
        if name in self.rows:
            return bool(plain(self.get(name)) == plain(value))
        self.rows[name] = row
        if self.new or plain(self.stored.get(name)) != plain(value):
            self.values[name] = value
        return True

    def said(self) -> Said:
        """Return everything that is to be written of it, also what was put aside."""
        before = {} if self.new else {name: self.stored.get(name) for name in self.values}
        if self.aside is None:
            return Said(self.values, before, self.kept)
        more = self.aside()
        return Said({**more.values, **self.values}, {**more.before, **before}, {**more.kept, **self.kept})

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it be pickled (plans.spooled): `stored` may be a view."""
        told = (self.label, self.pk, dict(self.stored), self.row, self.values, self.rows)
        return Entry, (*told, self.owner, self.kept, self.words, self.removed)


def plain(value: Any) -> Any:
    """Return a value to compare: the key of a stored record, the entry itself of one to be created.

    Spaces at the ends of a text are no difference: cells are read without them.
    """
    if isinstance(value, str):
        return value.strip()
    return value.pk if isinstance(value, Entry) and not value.new else value


@dataclass(frozen=True)
class Reject(Exception):
    """A row cannot be taken: the field, its text, and a sentence saying why and what to do."""

    field: str
    value: str
    message: str


@dataclass(frozen=True)
class Answers:
    """What a person decided about near matches: text → key of the stored record, None for a new one."""

    units: Mapping[str, int | None] = field(default_factory=dict)
    posts: Mapping[str, int | None] = field(default_factory=dict)
    powers: Mapping[str, int | None] = field(default_factory=dict)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Answers:
        """Return the answers kept with an import (models.Import.answers)."""
        return cls(*(kept.get(name, {}) for name in ("units", "posts", "powers")))

    def among(self, *stored: Collection[int]) -> Answers:
        """Return the answers whose record is there. In: the keys of the institution's units, posts and powers."""
        given = (self.units, self.posts, self.powers)
        return Answers(
            *(
                {text: key for text, key in one.items() if key is None or key in there}
                for one, there in zip(given, stored, strict=True)
            )
        )


@dataclass(frozen=True)
class Question:
    """A name that the institution lacks but nearly has: did you mean? `kind` is a field of Answers."""

    kind: str
    text: str
    row: int
    candidates: tuple[tuple[int, str], ...]
    place: int = 0
    """Which of the sheets, from 0."""


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Difference:
    """One value that changes: of what, which column, before and after, as text."""

    what: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class PlannedRow:
    """A row of the file, what becomes of it, what it is about, and what it changes."""

    number: int
    outcome: Outcome
    words: str
    differences: tuple[Difference, ...] = ()
    added: tuple[str, ...] = ()
    """What the row adds to records that are there already, in words."""
    place: int = 0
    """Which of the sheets, from 0."""
    facts: tuple[tuple[str, str], ...] = ()
    """What it says of records to be created beside their names: columns and texts."""
