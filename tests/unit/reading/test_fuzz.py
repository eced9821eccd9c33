"""Whatever the bytes are: a book or a sentence, never an error of the program's own."""

import logging
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from riskreg.reading.files import read_book
from riskreg.reading.sheet import Unreadable
from tests.unit.reading.making import parts_of, xlsx, zipped
from tests.unit.reading.ods_making import sheet_of
from tests.unit.reading.xls_making import cell, compound, formula, merged, stream

GRID = [["序号", "职权\n名称", True], [1, 2.5, date(2026, 1, 2)], ["第三行", -7, False]]
STRINGS: list[str] = []
RECORDS = stream(
    {
        "一": b"".join(
            cell(row, column, value, STRINGS)
            for row, values in enumerate(GRID, start=1)
            for column, value in enumerate(values, start=1)
        )
        + formula(5, 1, b"\0\0\0\0\0\0\xff\xff", "看")
        + merged((1, 1, 1, 3)),
        "二": cell(1, 1, 1, []),
    },
    STRINGS,
    cut=20,
)
XLSX, ODS, XLS = xlsx(GRID), sheet_of(GRID), compound({"Workbook": RECORDS})
CSV = '序号,职权,依据\n1,采购,"第一条\n第二条"\n'.encode("gb18030")
WHOLE = pytest.mark.parametrize("data", [XLSX, ODS, XLS, CSV], ids=["xlsx", "ods", "xls", "csv"])
CHANGES = st.lists(st.tuples(st.integers(0, 1_000_000), st.integers(0, 255)), min_size=1, max_size=8)
MANY = settings(deadline=None, max_examples=80)


@pytest.fixture(autouse=True)
def _quiet():
    """Damage is logged with its traceback: thousands of them help nobody here."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def taken_or_refused(data, name="台账.csv"):
    try:
        book = read_book(name, data)
    except Unreadable:
        return
    assert book.sheets
    for sheet in book.sheets:
        assert len({len(row) for row in sheet.rows}) == 1
        assert all(row <= len(sheet.rows) and column <= len(sheet.rows[0]) for row, column in sheet.formulas)
        for span in sheet.merged:
            assert 1 <= span.first_row <= span.last_row <= len(sheet.rows)
            assert 1 <= span.first_column <= span.last_column <= len(sheet.rows[0])


def changed(data, changes):
    new = bytearray(data)
    for place, byte in changes:
        new[place % len(new)] = byte
    return bytes(new)


@given(st.binary(max_size=2000))
@example(b"PK\x03\x04")
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
@MANY
def test_any_bytes(data):
    for beginning in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"<html>"):
        taken_or_refused(beginning + data)


@given(st.text(max_size=500), st.sampled_from(["utf-8", "utf-16", "gb18030", "utf-16-le"]))
@MANY
def test_any_text(text, encoding):
    taken_or_refused(text.encode(encoding, "replace"))


@WHOLE
@given(CHANGES)
@MANY
def test_changed_bytes(data, changes):
    taken_or_refused(changed(data, changes))


@WHOLE
@given(st.floats(0, 1))
@MANY
def test_cut_off_anywhere(data, part):
    taken_or_refused(data[: int(len(data) * part)])


@given(st.sampled_from(sorted(parts_of(XLSX))), CHANGES)
@MANY
def test_changed_parts_of_an_xlsx(part, changes):
    parts = parts_of(XLSX)
    taken_or_refused(zipped(parts | {part: changed(parts[part], changes)}))


LETTERS = st.lists(
    st.tuples(st.integers(0, 1_000_000), st.sampled_from(b"0123456789ABZ<>/\"'=: arstvn")), max_size=8
)


@given(LETTERS)
@MANY
def test_changed_letters_of_a_worksheet(changes):
    parts = parts_of(XLSX)
    name = "xl/worksheets/sheet1.xml"
    taken_or_refused(zipped(parts | {name: changed(parts[name], changes)}))


@given(LETTERS)
@MANY
def test_changed_letters_of_an_ods(changes):
    parts = parts_of(ODS)
    taken_or_refused(zipped(parts | {"content.xml": changed(parts["content.xml"], changes)}))


@given(CHANGES)
@MANY
def test_changed_records_of_an_xls(changes):
    taken_or_refused(compound({"Workbook": changed(RECORDS, changes)}))
