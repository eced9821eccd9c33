"""OpenDocument spreadsheets: what was put in comes out, and repetitions cost nothing."""

from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.reading import limits
from riskreg.reading.files import read_book
from riskreg.reading.sheet import Span, Unreadable
from tests.unit.reading.making import zipped
from tests.unit.reading.ods_making import MIMETYPE, cell, content, ods, package, row, sheet_of, table

TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t"), min_size=1, max_size=20
)
VALUES = (
    TEXT.filter(lambda text: not any(letter in text for letter in "\ufffe\uffff"))
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-1e12, 1e12).filter(lambda number: not number.is_integer())
    | st.dates()
    | st.datetimes().map(lambda at: at.replace(microsecond=0)).filter(lambda at: at.time() != time())
)


def only(data):
    book = read_book("台账.ods", data)
    assert book.format == "ods" and len(book.sheets) == 1
    return book.sheets[0]


def refused(data, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read_book("台账.ods", data)


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=8))
@settings(deadline=None)
def test_any_grid_comes_back_as_it_was_written(grid):
    sheet = only(sheet_of(grid))
    assert sheet.rows == tuple(tuple(values) for values in grid)
    assert [type(value) for values in sheet.rows for value in values] == [type(v) for vs in grid for v in vs]


def test_rows_and_columns_keep_the_numbers_of_the_file():
    blank = row(cell(more='table:number-columns-repeated="16384"'), more='table:number-rows-repeated="3"')
    here = row(cell(more='table:number-columns-repeated="2"'), cell("起点"))
    end = row(cell(more='table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1048572"')
    sheet = only(ods(blank + here + end))
    assert sheet.rows == ((None, None, None),) * 3 + ((None, None, "起点"),)


def test_rows_and_cells_with_content_repeat():
    again = row(cell(7, 'table:number-columns-repeated="3"'), more='table:number-rows-repeated="2"')
    assert only(ods(again + row(cell(8)))).rows == ((7, 7, 7), (7, 7, 7), (8, None, None))


def test_grouped_and_heading_rows_are_rows():
    groups = f"<table:table-header-rows>{row(cell('头'))}</table:table-header-rows>"
    groups += (
        f"<table:table-row-group><table:table-rows>{row(cell(1))}</table:table-rows></table:table-row-group>"
    )
    assert only(ods(groups)).rows == (("头",), (1,))


def test_a_text_is_its_own_paragraphs_without_comments_and_drawings():
    note = "<office:annotation><text:p>批注</text:p></office:annotation>"
    frame = "<draw:frame><draw:text-box><text:p>图文</text:p></draw:text-box></draw:frame>"
    text = '<text:p>第一 <text:span>段</text:span><text:s text:c="2"/>末</text:p><text:p>第<text:line-break/>二\n  段</text:p>'
    own = f'<table:table-cell office:value-type="string">{note}{frame}{text}</table:table-cell>'
    assert only(ods(row(own, f"<table:table-cell>{note}</table:table-cell>"))).rows == (
        ("第一 段  末\n第\n二 段",),
    )


def test_merged_areas():
    first = row(cell("标题", 'table:number-columns-spanned="2"'), "<table:covered-table-cell/>")
    second = row(cell("甲", 'table:number-rows-spanned="9"'), cell(1)) + row(
        "<table:covered-table-cell/>", cell(2)
    )
    assert set(only(ods(first + second)).merged) == {Span(1, 1, 1, 2), Span(2, 1, 3, 1)}


def test_times_errors_and_values_that_are_no_dates():
    clock = '<table:table-cell office:value-type="time" office:time-value="PT08H30M00S"/>'
    long = '<table:table-cell office:value-type="time" office:time-value="PT30H15M00S"/>'
    wrong = '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error" '
    wrong += 'table:formula="of:=1/0"><text:p>#DIV/0!</text:p></table:table-cell>'
    old = '<table:table-cell office:value-type="date" office:date-value="-0100-01-01"><text:p>公元前</text:p></table:table-cell>'
    midnight = '<table:table-cell office:value-type="date" office:date-value="2026-01-02T00:00:00"/>'
    sheet = only(ods(row(clock, long, wrong, old, midnight)))
    assert sheet.rows == ((time(8, 30), "30:15:00", "#DIV/0!", "公元前", date(2026, 1, 2)),)
    assert sheet.formulas == {(1, 3)}


def test_formulas_give_the_value_reckoned_last_and_their_place():
    reckoned = cell(2, 'table:formula="of:=1+1"')
    waiting = '<table:table-cell table:formula="of:=[.A1]"/>'
    area = cell(
        5,
        'table:formula="of:=[.A1:.B2]" table:number-matrix-rows-spanned="2" table:number-matrix-columns-spanned="1"',
    )
    sheet = only(ods(row(reckoned, waiting, area) + row(cell(1), cell(1), cell(1))))
    assert sheet.rows == ((2, None, 5), (1, 1, 1))
    assert sheet.formulas == {(1, 1), (1, 2), (1, 3), (2, 3)}
    assert only(ods(row(waiting))).rows == ((None,),)


def test_tables_of_outside_documents_are_not_sheets():
    outside = table(row(cell("外")), "'file:///tmp/a.ods'#$一")
    linked = f"<table:dde-links><table:dde-link>{table(row(cell('外')))}</table:dde-link></table:dde-links>"
    book = read_book("a.ods", package(content(table(row(cell("内"))) + outside + linked)))
    assert [(sheet.name, sheet.rows) for sheet in book.sheets] == [("一", (("内",),))]


def test_a_moment_of_the_day():
    at = datetime(2026, 1, 2, 3, 4, 5)
    assert only(ods(row(cell(at)))).rows == ((at,),)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (row(cell(1), more='table:number-rows-repeated="2000000000"'), "第 2000000000 行还有内容"),
        (row(cell(1, 'table:number-columns-repeated="99999999999"')), "列还有内容"),
        (row(cell(1), more='table:number-rows-repeated="50000"') + row(cell(2)), "第 50001 行还有内容"),
        (
            row(cell(1, 'table:number-columns-repeated="200"'), more='table:number-rows-repeated="50000"'),
            "单元格超过",
        ),
        (
            row('<table:table-cell><text:p><text:s text:c="999999999"/></text:p></table:table-cell>'),
            "第 1 列有 32768 个字",
        ),
        (row(cell(1, 'table:number-columns-repeated="-1"')), "已损坏"),
        (
            row('<table:table-cell table:formula="a" table:number-matrix-rows-spanned="9999999"/>'),
            "公式超过",
        ),
    ],
)
def test_content_too_far_away(rows, sentence):
    refused(ods(rows), sentence)


def test_one_long_text_repeated(monkeypatch):
    monkeypatch.setattr(limits, "MAX_TEXT", 50_000)
    refused(ods(row(cell("长" * 1000), more='table:number-rows-repeated="60"')), "文字超过 50000 个")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            package(content(""), **{"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}),
            "打开密码",
        ),
        (package(content(""), **{"Basic/Standard/Module1.xml": "<module/>"}), "含有宏"),
        (package("<!DOCTYPE a []>" + content("")), "已损坏|外部引用"),
        (package('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'), "外部引用"),
        (package(content(table(row(cell(1))))[:-30]), "已损坏"),
        (package(content("")), "没有内容"),
        (zipped({"mimetype": MIMETYPE}), "已损坏"),
    ],
)
def test_packages_that_cannot_be_taken(data, sentence):
    refused(data, sentence)
