"""xlsx.py: what was written reads back, and nothing becomes a formula."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import zip_longest

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.rendering import xlsx
from riskreg.rendering.xlsx import Band, Book, Column, Sheet

CREATED = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "＝1", "#REF!", "|x", "%x"]


def saved(*sheets, **facts):
    out = io.BytesIO()
    xlsx.write(Book(sheets, CREATED, **facts), out)
    return out


def read(*sheets, **facts):
    return openpyxl.load_workbook(saved(*sheets, **facts))


def column(values, **arguments):
    sheet = Sheet("表", [Column("列", **arguments)], [(value,) for value in values])
    return [cell for (cell,) in read(sheet)["表"].iter_rows(min_row=2)]


@pytest.mark.parametrize("kind", ["text", "number", "date", "percent"])
def test_no_text_becomes_a_formula_or_an_error(kind):
    cells = column(DANGEROUS, kind=kind)
    assert [cell.value for cell in cells] == [text.replace("\r", "\n") for text in DANGEROUS]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if cell.value[0] in "=+-@\t\n")
    assert b"<f>" not in zipfile.ZipFile(saved(Sheet("表", [Column("列")], [DANGEROUS[:1]]))).read(
        "xl/worksheets/sheet1.xml"
    )


def test_titles_heads_and_signature_are_text_too():
    sheet = Sheet("=表", [Column("=1", group="=2")], [], title_rows=["=3"], signature="=4")
    cells = [cell for row in read(sheet).active.iter_rows() for cell in row if cell.value]
    assert [(cell.value, cell.data_type) for cell in cells] == [(f"={n}", "s") for n in (3, 2, 1, 4)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_any_text_reads_back_without_its_illegal_characters(values):
    cells = column([f"甲{value}乙" for value in values])
    assert [cell.value for cell in cells] == [xlsx.clean_text(f"甲{value}乙") for value in values]


def test_illegal_characters_vanish():
    assert xlsx.clean_text("a\x00b\x07c\ufffe\n\td") == "abc\n\td"


@pytest.mark.parametrize("sign", ["甲", "𡃁"])
def test_long_text_is_cut_with_a_mark(sign):
    text = xlsx.clean_text(sign * 40_000)
    assert text.endswith("…（内容过长，已截断）")
    assert len(text.encode("utf-16-le")) // 2 <= xlsx.MAX_TEXT


def test_values_keep_their_types():
    numbers = column([3, 2.5, Decimal("1.25"), None, "三", float("nan"), True], kind="number")
    assert [cell.value for cell in numbers] == [3, 2.5, 1.25, None, "三", "nan", "True"]
    dates = column([date(2026, 3, 2), datetime(2026, 3, 2, 9), None, "三月"], kind="date")
    assert [cell.value for cell in dates] == [datetime(2026, 3, 2), datetime(2026, 3, 2, 9), None, "三月"]
    assert dates[0].number_format == "yyyy-mm-dd"
    assert column(["007"])[0].value == "007"
    assert column([0.5], kind="percent")[0].number_format == "0.0%"


def test_page_setup_and_merges_read_back():
    columns = [Column("单位", 20, merge=True), Column("甲", group="风险"), Column("乙", group="风险")]
    rows = [("一科", "x", "y"), ("一科", "z", "w")]
    sheet = Sheet(
        "登记册",
        columns,
        rows,
        ["标题", "副题"],
        "负责人：",
        paper="A3",
        freeze_columns=1,
    )
    ws = read(sheet, title="书", creator="某局").active
    assert {str(found) for found in ws.merged_cells.ranges} == {
        *("A1:C1", "A2:C2", "A3:A4", "B3:C3", "A5:A6", "A7:C7")
    }
    assert ws.freeze_panes == "B5"
    assert ws.print_title_rows == "$3:$4"
    assert (ws.page_setup.paperSize, ws.page_setup.orientation) == (8, "landscape")
    assert (ws.page_setup.fitToWidth, ws.page_setup.fitToHeight) == (1, 0)
    assert ws.sheet_properties.pageSetUpPr.fitToPage
    assert ws.column_dimensions["A"].width == 20
    assert [cell.value for cell in ws[3]] == ["单位", "风险", None]
    assert [cell.value for cell in ws[5]] == ["一科", "x", "y"]
    assert sheet.first_data_row == 5


def test_dates_of_the_file_are_the_dates_given():
    facts = read(Sheet("a", [Column("b")], []), properties={"subject": "年度"}).properties
    assert (facts.created, facts.modified) == (datetime(2026, 3, 2, 8, 30),) * 2
    assert facts.subject == "年度"


def merged(sheet):
    return sorted(str(found) for found in read(sheet).active.merged_cells.ranges)


def test_equal_neighbours_merge_but_never_across_a_change_further_left():
    columns = [Column("序号"), Column("单位", merge=True), Column("职权", merge=True), Column("风险点")]
    rows = [
        (1, "甲", "x", "p"),
        (2, "甲", "x", "p"),
        (3, "乙", "x", "q"),
        (4, "乙", "x", "q"),
        (5, "乙", "y", "q"),
    ]
    assert merged(Sheet("a", columns, rows)) == ["B2:B3", "B4:B6", "C2:C3", "C4:C5"]


def test_a_long_run_begins_anew_before_it_is_taller_than_a_page():
    columns = [Column("序号"), Column("单位", merge=True), Column("职权", merge=True)]
    rows = [(number, "甲", "x" if number < 30 else "y") for number in range(1, 51)]  # each 18.5 points high
    assert merged(Sheet("a", columns, rows)) == [
        "B25:B47",
        "B2:B24",
        "B48:B51",
        "C25:C30",
        "C2:C24",
        "C31:C51",
    ]


@pytest.mark.parametrize(
    ("head", "width"), [("Frequency of use", 12.25), ("风险等级", 9.4), ("自由裁量幅度", 9.4), ("年", 7)]
)
def test_no_word_of_a_head_is_broken(head, width):
    ws = read(Sheet("a", [Column(head, 7)], [])).active
    assert ws.column_dimensions["A"].width == pytest.approx(width)


def test_a_band_stands_across_all_columns_but_the_first_and_ends_every_run():
    columns = [Column("序号"), Column("单位", merge=True), Column("职权")]
    rows = [(1, "甲", "x"), (2, "甲", "y"), Band("=小计"), (3, "甲", "z"), (4, "甲", "z")]
    sheet = Sheet("a", columns, rows)
    assert merged(sheet) == ["B2:B3", "B4:C4", "B5:B6"]
    cells = read(sheet).active[4]
    assert [(cell.value, cell.data_type) for cell in cells] == [(None, "n"), ("=小计", "s"), (None, "n")]


def heights(*rows):
    """The height of each row, and whether it stays so when somebody edits the row."""
    book = zipfile.ZipFile(saved(Sheet("表", [Column("列", 12), Column("另", 12, merge=True)], rows)))
    found = re.findall(
        r'<row r="\d+" ht="([\d.]+)"( customHeight="1")?', book.read("xl/worksheets/sheet1.xml").decode()
    )
    return [(float(height), bool(fixed)) for height, fixed in found[1:]]


def test_a_row_is_as_high_as_its_longest_text_needs():
    one, two, many = heights(("短", ""), ("一二三四五六七八九十", ""), ("第一行\n第二行\n第三行", ""))
    assert (one, two, many) == ((18.5, False), (32, False), (45.5, False))


def test_a_merged_text_counts_where_it_begins_and_its_row_stays_so_high():
    first, second = heights(("甲", "一二三四五六七八九十"), ("乙", "一二三四五六七八九十"))
    assert (first, second) == ((32, True), (18.5, False))


def test_a_text_too_long_for_the_tallest_row_widens_its_column():
    ws = read(Sheet("表", [Column("短", 12), Column("长", 12)], [("a", "长" * 1000), ("b", "短")])).active
    assert (ws.row_dimensions[2].height, ws.row_dimensions[3].height) == (409, 18.5)
    width = ws.column_dimensions["B"].width
    assert ws.column_dimensions["A"].width == 12
    assert 1000 * 2 / width < 30 < 1000 * 2 / (width * 0.85)


def test_titles_and_heads_that_do_not_fit_on_a_line_get_more():
    columns = [Column("a very long head of a narrow column", 10), Column("b", 10)]
    ws = read(Sheet("表", columns, [], title_rows=["题" * 10, "副" * 5])).active
    assert [ws.row_dimensions[number].height for number in (1, 2, 3)] == [58, 20, 83]


def test_moments_are_typed():
    [cell] = column([datetime(2026, 3, 2, 9, 5)], kind="moment")
    assert (cell.value, cell.number_format) == (datetime(2026, 3, 2, 9, 5), "yyyy-mm-dd hh:mm:ss")


def test_a_filter_covers_the_heads_and_all_rows():
    sheet = Sheet(
        "表", [Column("列"), Column("另")], [("a", 1), ("b", 2)], title_rows=["题"], auto_filter=True
    )
    assert read(sheet).active.auto_filter.ref == "A2:B4"


def test_many_rows_are_all_there():
    cells = column([f"第{number}行" for number in range(1203)])
    assert [cell.value for cell in cells] == [f"第{number}行" for number in range(1203)]


def test_a_row_too_long_is_refused():
    with pytest.raises(ValueError, match="2 values for 1 columns"):
        saved(Sheet("a", [Column("b")], [("x", "y")]))


def test_an_empty_book_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        saved()


def test_sheet_titles_are_safe_and_different():
    long = "很" * 40
    titles = read(*[Sheet(title, [Column("b")], []) for title in ("a/b", "A/B", long, long, "", "[x]:*?")])
    assert titles.sheetnames == ["a_b", "A_B(2)", "很" * 31, "很" * 28 + "(2)", "Sheet", "_x____"]


def test_rows_written_as_text_read_back_like_those_of_openpyxl():
    """What the quick way writes, openpyxl itself would have written: value, type and looks of every cell."""
    nasty = [
        "<b>&amp;</b>",
        " 前后空格 ",
        "行\n行",
        "=1+1",
        "＋",
        "𠮷",
        "",
        None,
        "a" * 40_000,
        "]]>",
        "\x07x",
        "\ttab",
    ]
    numbers = [1, -2.5, Decimal("0.10"), True, float("inf"), "3", None, 10**15]
    dates = [date(2026, 3, 1), datetime(2026, 3, 1, 8, 30), "2026", None, date(1899, 1, 1)]
    rows = list(zip_longest(nasty, numbers, dates, [0.125] * 3))
    kinds = ("text", "number", "date", "percent")
    sheet = Sheet("甲", [Column(kind, kind=kind) for kind in kinds], rows)
    cells = list(read(sheet).worksheets[0].iter_rows(min_row=2))
    shown = [xlsx.clean_text(text) if text is not None else "" for text in nasty]
    assert [row[0].value for row in cells] == [text or None for text in shown]
    assert [row[0].quotePrefix for row in cells] == [text[:1] in ("=", "＋", "\t") for text in shown]
    assert [row[1].value for row in cells][:8] == [1, -2.5, 0.1, "True", "inf", "3", None, 10**15]
    assert [row[2].value for row in cells][:3] == [datetime(2026, 3, 1), datetime(2026, 3, 1, 8, 30), "2026"]
    assert {cell.border.left.style for row in cells for cell in row} == {"thin"}
    assert [row[3].number_format for row in cells][:3] == ["0.0%"] * 3
