"""A plan: everything an import would do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from imports.plans.entries import Entry, Outcome, Question
from imports.plans.spooled import Groups, PlannedRows
from imports.rows import Rejected, Summary, Warned
from riskreg.stale import token_of


@dataclass(frozen=True)
class Plan:
    """What becomes of the rows of the file, and what is to be written for them."""

    tables: tuple[Summary, ...]
    rows: PlannedRows
    entries: tuple[Entry, ...]
    """What is to be written first. Rows of entries are in the common count (rows.APART)."""
    parts: Groups
    """What is to be written of the dossiers then, a few dossiers at a time."""
    matched: Mapping[str, frozenset[int]]
    """Model → keys of stored records that the file speaks of."""
    rejected: tuple[Rejected, ...]
    warnings: Sequence[Warned]
    questions: tuple[Question, ...]
    revisions: Mapping[int, int]
    """Key of each stored power that changes → the revision the plan was made from."""

    def groups(self) -> Iterator[Sequence[Entry]]:
        """Yield everything that is to be written, in groups, in the order of writing."""
        return chain([self.entries], self.parts)

    def size(self) -> int:
        """Return how many records are to be written."""
        return len(self.entries) + self.parts.entries

    def token(self) -> str:
        """Return a digest of what a person was shown: rows, differences, refusals and warnings."""
        return token_of(chain(self.rows, self.rejected, self.warnings))

    def count(self, outcome: Outcome) -> int:
        """Return how many rows end so."""
        return self.rows.count(outcome)
