"""What the name of a sheet says of its rows, and columns that hold nothing of a register."""

from __future__ import annotations

import pytest

from imports.columns import suggest
from imports.fields import TableKind
from imports.surroundings import around
from imports.tables import find_table
from riskreg.reading.sheet import Sheet

ROWS = (("风险点", "表现形式"), ("优亲厚友", "放宽条件"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("财务科", {"unit": "财务科"}),
        ("3.财务科", {"unit": "财务科"}),
        ("（二）行政许可", {"category": "行政许可"}),
        ("全部", {}),
        ("Sheet1", {}),
        ("各科室", {}),
    ],
)
def test_a_sheet_called_after_an_office_says_whose_its_rows_are(name: str, said: dict[str, str]) -> None:
    table = find_table(Sheet(name, ROWS))
    found, warnings = around(table, {"point", "manifestation"}, TableKind.REGISTER)
    assert found == {2: said}
    assert len(warnings) == len(said)


def test_a_column_for_units_counts_more_than_the_name_of_the_sheet() -> None:
    table = find_table(Sheet("财务科", (("科室", *ROWS[0]), ("办公室", *ROWS[1]))))
    assert around(table, {"unit", "point", "manifestation"}, TableKind.REGISTER) == ({2: {}}, [])


def test_a_column_to_sign_in_goes_nowhere_by_itself() -> None:
    heads, samples = ("风险点", "分管领导签字"), (("优亲厚友",), ())
    assert [one.field for one in suggest(heads, samples, TableKind.REGISTER)] == ["point", None]
