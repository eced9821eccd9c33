"""The same layouts as LibreOffice wrote them: xlsx, Excel 97, OpenDocument and text read alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from imports.columns import guess_kind, read_table, suggest
from imports.tables import find_table
from riskreg.reading.files import read_book
from tests.unit.imports.layouts import LAYOUTS, layout, outcome

FILES = sorted((LAYOUTS / "files").iterdir())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_layout_that_another_program_wrote_is_read_the_same(path: Path) -> None:
    described = layout(path.name.partition(".")[0])
    [sheet] = read_book(path.name, path).sheets
    table = find_table(sheet)
    kind = guess_kind(table.heads, table.samples())
    mapping = {one.head: one.field for one in suggest(table.heads, table.samples(), kind) if one.field}
    assert kind.value == described["kind"]
    assert outcome(table, read_table(sheet, table, kind, mapping)) == described["expected"]


def test_every_kind_of_file_is_among_them() -> None:
    assert {path.suffix for path in FILES} == {".xlsx", ".xls", ".ods", ".csv"}
