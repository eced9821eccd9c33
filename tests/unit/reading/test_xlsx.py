"""Excel workbooks: what was put in comes out, where it was put."""

import io
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula

from riskreg.reading.files import read_book
from riskreg.reading.sheet import Span
from tests.unit.reading.making import PLAIN, parts_of, saved, with_parts, with_rows, xlsx, zipped

TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n\t"),
    max_size=30,
).filter(lambda text: not text.startswith("=") and "_x" not in text)
MOMENTS = st.datetimes(datetime(1900, 3, 1), datetime(2199, 12, 31)).map(lambda at: at.replace(microsecond=0))
VALUES = (
    st.none()
    | TEXT
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-1e12, 1e12).map(lambda number: round(number, 3))
    | st.dates(date(1900, 3, 1), date(2199, 12, 31))
    | MOMENTS
)


def only(data):
    book = read_book("台账.xlsx", data)
    assert len(book.sheets) == 1
    return book.sheets[0]


def _as_read(value):
    """What the file itself cannot tell apart: midnight and a day, 5.0 and 5, no text, none and only blanks."""
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return None if isinstance(value, str) and not value.strip(" \n\t") else value


@given(st.lists(st.lists(VALUES, min_size=1, max_size=6), min_size=1, max_size=8))
@settings(deadline=None, max_examples=60)
def test_any_grid_comes_back_as_it_was_written(grid):
    expected = [[_as_read(value) for value in row] for row in grid]
    while expected and not any(value is not None for value in expected[-1]):
        expected.pop()
    width = max((n for row in expected for n, value in enumerate(row, 1) if value is not None), default=0)
    if not width:
        return
    sheet = only(xlsx(grid))
    assert sheet.rows == tuple(tuple((row + [None] * width)[:width]) for row in expected)
    assert [type(value) for row in sheet.rows for value in row] == [
        type(value) for row in expected for value in (row + [None] * width)[:width]
    ]
    assert sheet.formulas == frozenset()


def test_rows_and_columns_keep_the_numbers_of_the_file():
    workbook = Workbook()
    workbook.active["C4"] = "起点"
    workbook.active["E9"].number_format = "0.00"  # formatted, and blank
    sheet = only(saved(workbook))
    assert len(sheet.rows) == 4
    assert sheet.rows[3] == (None, None, "起点")
    assert sheet.rows[0] == (None, None, None)


def test_cells_that_do_not_say_where_they_are_follow_each_other():
    sheet = only(with_rows("<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>"))
    assert sheet.rows == ((1, None, 2), (None, None, None), (3, None, None))


def test_times_and_durations():
    assert only(xlsx([[time(8, 30), timedelta(hours=30, minutes=15)]])).rows == ((time(8, 30), "30:15:00"),)


def test_line_ends_are_the_same_everywhere_and_control_characters_are_gone():
    rows = '<row><c t="inlineStr"><is><t>甲&#13;\n乙&#13;丙_x0007_</t></is></c></row>'
    assert only(with_rows(rows)).rows == (("甲\n乙\n丙",),)


def test_rich_text_is_its_text():
    rows = '<row><c t="inlineStr"><is><r><t>甲</t></r><r><t xml:space="preserve"> 乙</t></r></is></c></row>'
    assert only(with_rows(rows)).rows == (("甲 乙",),)


def test_merged_areas_end_where_the_content_ends():
    workbook = Workbook()
    sheet = workbook.active
    sheet["A1"], sheet["A2"], sheet["B3"] = "标题", "合并", "末"
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A2:A7")
    sheet.merge_cells("E8:F9")
    assert set(only(saved(workbook)).merged) == {Span(1, 1, 1, 2), Span(2, 1, 3, 1)}


def test_hidden_sheets_are_read_and_empty_ones_left_out():
    workbook = Workbook()
    workbook.active.title = "空"
    hidden = workbook.create_sheet("附表")
    hidden["A1"], hidden.sheet_state = "有", "hidden"
    book = read_book("台账.xlsx", saved(workbook))
    assert [sheet.name for sheet in book.sheets] == ["附表"]


def test_formulas_give_the_value_reckoned_last_and_their_place():
    rows = (
        '<row r="2"><c r="B2"><f>1+1</f><v>2</v></c><c r="C2"><f>A1</f></c>'
        '<c r="D2" t="str"><f>HYPERLINK("http://example.org","看")</f><v>看</v></c>'
        '<c r="E2" t="str"><f>cmd|\'/c calc\'!A0</f><v></v></c><c r="F2"><v>7</v></c></row>'
    )
    sheet = only(with_rows(rows))
    assert sheet.rows[1] == (None, 2, None, "看", None, 7)
    assert sheet.formulas == {(2, 2), (2, 3), (2, 4), (2, 5)}


def test_a_sheet_of_formulas_never_reckoned_is_not_left_out():
    sheet = only(xlsx([["=1+1"], ["=SUM(A1)"]]))
    assert sheet.rows == ((None,), (None,))
    assert sheet.formulas == {(1, 1), (2, 1)}


def test_an_array_formula_gives_its_whole_area():
    workbook = Workbook()
    workbook.active["A1"] = ArrayFormula("A1:B2", "=C1:D2")
    workbook.active["A3"] = "末"
    workbook.active["B3"] = "末"
    assert only(saved(workbook)).formulas == {(1, 1), (1, 2), (2, 1), (2, 2)}


def test_error_values_are_their_text():
    rows = '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    sheet = only(with_rows(rows))
    assert sheet.rows == (("#REF!", "#DIV/0!"),)
    assert sheet.formulas == {(1, 2)}


def test_external_links_and_connections_are_not_looked_at():
    links = {"xl/externalLinks/externalLink1.xml": "<externalLink/>", "xl/connections.xml": "<connections/>"}
    assert only(with_parts(links)).rows == (("序号", "职权"), (1, "采购"))


def test_names_with_prefixes_are_the_same_names():
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert only(with_parts({"xl/worksheets/sheet1.xml": sheet})).rows == ((1,),)


def test_strict_workbooks_and_folders_separated_as_windows_does():
    transitional, strict = b"schemas.openxmlformats.org", b"purl.oclc.org/ooxml"
    parts = {name: bytes(text) for name, text in parts_of(xlsx([["甲", date(2026, 1, 2)]])).items()}
    main, links = b"/spreadsheetml/2006/main", b"/officeDocument/2006/relationships"
    for old, new in ((main, b"/spreadsheetml/main"), (links, b"/officeDocument/relationships")):
        parts = {name: text.replace(transitional + old, strict + new) for name, text in parts.items()}
    assert only(zipped(parts)).rows == (("甲", date(2026, 1, 2)),)
    assert only(zipped({name.replace("/", "\\"): text for name, text in parts.items()})).rows == (
        ("甲", date(2026, 1, 2)),
    )


def test_days_counted_from_1904():
    workbook = Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    workbook.active["A1"] = date(2026, 1, 2)
    assert only(saved(workbook)).rows == ((date(2026, 1, 2),),)


def test_a_chart_on_a_sheet_of_its_own_is_passed_over():
    workbook = Workbook()
    workbook.active["A1"] = 1
    workbook.create_chartsheet("图").add_chart(BarChart())
    workbook.create_sheet("后")["A1"] = 2
    book = read_book("台账.xlsx", saved(workbook))
    assert [sheet.rows for sheet in book.sheets] == [((1,),), ((2,),)]


@pytest.mark.parametrize("name", ["台账.xls", "台账.csv", "台账"])
def test_the_content_decides_what_a_file_is(name):
    assert read_book(name, xlsx()).format == "xlsx"


def test_bytes_a_path_and_an_open_file_are_the_same_book(tmp_path: Path):
    data = with_rows(PLAIN)
    (tmp_path / "a.xlsx").write_bytes(data)
    assert read_book("a", data) == read_book("a", tmp_path / "a.xlsx") == read_book("a", io.BytesIO(data))
