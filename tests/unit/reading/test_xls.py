"""Excel 97–2003 workbooks: what was put in comes out, and nothing leads astray."""

import struct
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.reading import biff, limits
from riskreg.reading.compound import Compound, written
from riskreg.reading.files import read_book
from riskreg.reading.sheet import Span, Unreadable
from tests.unit.reading.xls_making import (
    BOUNDSHEET,
    DAY,
    EOF,
    FILEPASS,
    SST,
    bof,
    cell,
    compound,
    formula,
    merged,
    record,
    stream,
    xls,
)

TEXT = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
VALUES = (
    TEXT
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(-1e9, 1e9).map(lambda number: round(number, 3) + 0.5).filter(lambda n: not n.is_integer())
    | st.dates(date(1900, 3, 1), date(2199, 12, 31))
)


def one(cells, strings=(), **more):
    book = read_book("台账.xls", compound({"Workbook": stream({"一": cells}, strings, **more)}))
    assert book.format == "xls" and len(book.sheets) == 1
    return book.sheets[0]


def refused(data, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read_book("台账.xls", data)


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=40))
@settings(deadline=None, max_examples=60)
def test_any_grid_comes_back_as_it_was_written(grid):
    (sheet,) = read_book("台账.xls", xls(grid)).sheets
    assert sheet.rows == tuple(tuple(row) for row in grid)
    assert [type(value) for row in sheet.rows for value in row] == [
        type(value) for row in grid for value in row
    ]


@pytest.mark.parametrize("cut", [20, 21, 500])
def test_texts_run_on_over_records(cut):
    texts = ["第一条" * 100, "短", "第二条" * 100]
    strings: list[str] = []
    cells = b"".join(cell(row, 1, text, strings) for row, text in enumerate(texts, start=1))
    assert one(cells, strings, cut=cut).rows == tuple((text,) for text in texts)


def test_rows_and_columns_keep_the_numbers_of_the_file():
    assert one(cell(3, 2, 7, [])).rows == ((None, None), (None, None), (None, 7))


def test_merged_areas():
    strings: list[str] = []
    cells = cell(1, 1, "标题", strings) + cell(4, 3, "末", strings)
    sheet = one(cells + merged((1, 1, 1, 3), (2, 9, 1, 1)), strings)
    assert set(sheet.merged) == {Span(1, 1, 1, 3), Span(2, 1, 4, 1)}


def test_formulas_give_the_value_reckoned_last_and_their_place():
    text, true, wrong = b"\0\0\0\0\0\0\xff\xff", b"\1\0\1\0\0\0\xff\xff", b"\2\0\x17\0\0\0\xff\xff"
    sheet = one(
        formula(1, 1, struct.pack("<d", 2.0))
        + formula(1, 2, text, "看")
        + formula(1, 3, true)
        + formula(1, 4, wrong)
        + cell(1, 5, 9, [])
    )
    assert sheet.rows == ((2, "看", True, "#REF!", 9),)
    assert sheet.formulas == {(1, 1), (1, 2), (1, 3), (1, 4)}


def test_error_values_and_whole_numbers_in_short_form():
    error = record(0x0205, struct.pack("<HHHBB", 0, 0, 0, 0x07, 1))
    short = record(0x027E, struct.pack("<HHHI", 0, 1, 0, (12 << 2) | 2))
    several = record(0x00BD, struct.pack("<HHHIHIH", 0, 2, 0, (1 << 2) | 2, 0, (2 << 2) | 2, 3))
    day = record(0x027E, struct.pack("<HHHI", 0, 4, DAY, (46024 << 2) | 2))
    assert one(error + short + several + day).rows == (("#DIV/0!", 12, 1, 2, date(2026, 1, 2)),)


def test_a_chart_drawn_over_the_sheet_is_passed_over():
    chart = bof(0x20) + cell(60_000, 250, 1, []) + record(EOF)
    sheet = one(cell(1, 1, 5, []) + chart + merged((1, 1, 1, 2)) + cell(1, 2, 6, []))
    assert sheet.rows == ((5, 6),) and sheet.merged == (Span(1, 1, 1, 2),)


@pytest.mark.parametrize("size", [1, 4095, 4096, 7_000_000, 19_000_000])
def test_streams_of_every_size(size):
    data = bytes(range(251)) * (size // 251 + 1)
    assert Compound(compound({"Workbook": data[:size]})).stream("Workbook") == data[:size]


def test_a_large_file_and_a_small_one():
    assert len(read_book("a.xls", xls([[n] for n in range(2000)])).sheets[0].rows) == 2000
    assert read_book("a.xls", xls([[1]])).sheets[0].rows == ((1,),)


@pytest.mark.parametrize("size", [1, 4095, 4096, 5000, 5_000_000])
def test_a_written_compound_file_is_read_the_same(size):
    assert Compound(written("Workbook", b"a" * size)).stream("Workbook")[:size] == b"a" * size


@pytest.mark.parametrize(
    ("streams", "sentence"),
    [
        ({"EncryptedPackage": b"", "EncryptionInfo": b""}, "打开密码"),
        ({"WordDocument": b"a"}, "文档或演示文稿"),
        ({"Workbook": b"a", "_VBA_PROJECT_CUR": b""}, "含有宏"),
        ({"Contents": b"a"}, "已损坏"),
        ({"Workbook": b"\0" * 20}, "已损坏"),
        ({"Workbook": bof(5, version=0x0500) + record(EOF)}, "Excel 95"),
        ({"Workbook": stream({"一": b""}, extra=record(FILEPASS, b"\1\0\1\0\1\0"))}, "打开密码"),
        ({"Workbook": stream({"一": b""})}, "没有内容"),
    ],
)
def test_compound_files_that_are_something_else(streams, sentence):
    refused(compound(streams), sentence)


def test_a_sheet_of_macros():
    sheet = bytearray(stream({"一": cell(1, 1, 1, [])}))
    sheet[sheet.find(struct.pack("<H", BOUNDSHEET), 20) + 9] = 1
    refused(compound({"Workbook": bytes(sheet)}), "含有宏")


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (cell(65_536, 1, 1, []), "第 65536 行还有内容"),
        (cell(1, 256, 1, []), "第 256 列还有内容"),
        (cell(40_000, 200, 1, []), "单元格超过"),
        (record(0x0221, struct.pack("<HHBB", 0, 65_535, 0, 255)) + cell(1, 1, 1, []), "公式超过"),
        (record(0x00BD, struct.pack("<HHHIH", 0, 0, 0, 2, 60_000)), "第 60001 列还有内容"),
        (cell(1, 1, 1, [])[:-4], "已损坏"),
    ],
)
def test_content_too_far_away(cells, sentence):
    refused(compound({"Workbook": stream({"一": cells})}), sentence)


def test_an_extent_that_is_a_lie_makes_no_room():
    lie = record(0x0200, struct.pack("<IIHHH", 0, 0x7FFFFFFF, 0, 0xFFFF, 0))
    assert one(lie + cell(1, 1, 1, [])).rows == ((1,),)


def test_more_shared_texts_named_than_there_can_be():
    lie = record(SST, struct.pack("<II", 1, 0x7FFFFFFF))
    refused(compound({"Workbook": stream({"一": cell(1, 1, 1, [])}, extra=lie)}), "已损坏")


def test_one_long_text_in_every_cell(monkeypatch):
    monkeypatch.setattr(limits, "MAX_TEXT", 50_000)
    again = b"".join(record(0x00FD, struct.pack("<HHHI", row, 0, 0, 0)) for row in range(9))
    refused(compound({"Workbook": stream({"一": again}, ["长" * 30_000])}), "文字超过 50000 个")


def test_two_sheets_at_one_place():
    data = bytearray(stream({"一": cell(1, 1, 1, []), "二": cell(1, 1, 1, [])}))
    first = data.find(struct.pack("<H", BOUNDSHEET), 20)
    second = data.find(struct.pack("<H", BOUNDSHEET), first + 2)
    data[second + 4 : second + 8] = data[first + 4 : first + 8]
    refused(compound({"Workbook": bytes(data)}), "已损坏")


def test_sectors_in_a_circle():
    data = bytearray(xls([[n] for n in range(2000)]))
    fat = struct.unpack_from("<I", data, 76)[0]
    struct.pack_into("<I", data, (fat + 1) * 512 + 4, 0)  # the second sector leads back to the first
    refused(bytes(data), "已损坏")


def test_formulas_reach_calamine_without_their_text():
    data = bytearray(stream({"一": formula(1, 1, struct.pack("<d", 2.0))}))
    assert b"\x03\0\x1e\x01\0" in data
    biff.scan(data)
    assert b"\x03\0\x1e\x01\0" not in data and b"\0\0\x1e\x01\0" in data
