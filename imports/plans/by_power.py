"""The rows of a table power by power: first which power each is about, then a few powers together with all their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from imports.fields import TableKind
from imports.plans.drafting import Drafting
from imports.plans.entries import Entry, Reject
from imports.rows import ReadRow

TOGETHER = 200
"""Rows of the file whose powers are settled together."""


def by_power(
    draft: Drafting, kind: TableKind, power_of: Callable[[ReadRow], Entry]
) -> Iterator[list[tuple[Entry, list[int]]]]:
    """Yield powers with where their rows are (Drafting.row_at), as many as are settled together.

    In: `power_of` finds the power of a row; rows for which it raises Reject are refused.
    """
    found: dict[int, tuple[Entry, list[int]]] = {}
    for at, row in draft.rows_at(kind):
        try:
            power = power_of(row)
        except Reject as why:
            draft.reject(row.number, why)
        else:
            found.setdefault(id(power), (power, []))[1].append(at)
    few: list[tuple[Entry, list[int]]] = []
    for key in list(found):
        few.append(found.pop(key))
        if sum(len(places) for _power, places in few) >= TOGETHER:
            yield few
            few = []
    if few:
        yield few


def take_rows(draft: Drafting, places: Iterable[int], take: Callable[[ReadRow], None]) -> list[int]:
    """Take in the rows that are there; refuse those for which `take` raises Reject. Return the numbers of all."""
    numbers = []
    for at in places:
        row = draft.row_at(at)
        numbers.append(row.number)
        try:
            take(row)
        except Reject as why:
            draft.reject(row.number, why)
    return numbers
