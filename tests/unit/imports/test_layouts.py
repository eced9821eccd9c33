"""Registers as offices really lay them out: recognised and read without anybody's help."""

from __future__ import annotations

import pytest

from imports.columns import guess_kind, read_table, suggest
from imports.tables import find_table
from tests.unit.imports.layouts import NAMES, layout, outcome, sheet_of, workbook


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_is_read_as_it_is_meant(name: str) -> None:
    described = layout(name)
    sheet = sheet_of(workbook(described))
    table = find_table(sheet)
    samples = table.samples()
    kind = guess_kind(table.heads, samples)
    assert kind.value == described["kind"]
    suggested = suggest(table.heads, samples, kind)
    mapping = {one.head: one.field for one in suggested if one.field}
    kept = described.get("kept", ())
    assert outcome(table, read_table(sheet, table, kind, mapping, kept)) == described["expected"]


def test_there_are_layouts_of_every_kind() -> None:
    assert {layout(name)["kind"] for name in NAMES} == {"register", "powers", "steps", "people"}
    assert len(NAMES) >= 16
