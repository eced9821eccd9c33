"""Long lists on disk: what went in comes out, in order, by place and in part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.spool import IN_MEMORY, Spool

ITEMS = st.lists(st.one_of(st.text(), st.integers(), st.tuples(st.text(), st.none())))


@given(ITEMS, st.slices(30))
def test_a_spool_is_read_as_a_list_is(items: list[object], part: slice) -> None:
    """All items, each by its place from either end, and any slice."""
    spool = Spool(items)
    assert list(spool) == items
    assert list(spool[part]) == items[part]
    assert [spool[place - len(items)] for place in range(len(items))] == items
    assert spool == items


def test_a_spool_larger_than_its_memory_reads_and_grows_in_turns() -> None:
    """Reading moves nothing: what is added afterwards still stands at the end."""
    text = "廉" * 1000
    spool = Spool(f"{number}{text}" for number in range(IN_MEMORY // 1000))
    reading = iter(spool)
    assert next(reading) == f"0{text}"
    spool.append("last")
    assert spool[1] == f"1{text}"
    assert spool[-1] == "last"
    assert sum(1 for _item in reading) == len(spool) - 1


def test_places_that_there_are_not_are_refused() -> None:
    """As with any list."""
    with pytest.raises(IndexError):
        Spool(["one"])[1]


def test_spools_differ_by_length_and_by_item() -> None:
    """Also from what is no list at all."""
    assert Spool([1, 2]) != Spool([1])
    assert Spool([1, 2]) != (1, 3)
    assert Spool("ab") != "ab"
