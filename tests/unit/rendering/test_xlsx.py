"""xlsx.py: what was written reads back, and nothing becomes a formula."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import zip_longest

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.rendering import xlsx
from riskreg.rendering.xlsx import Book, Column, Merge, Sheet

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
    columns = [Column("单位", 20), Column("甲", group="风险"), Column("乙", group="风险")]
    rows = [("一科", "x", "y"), (None, "z", "w")]
    sheet = Sheet(
        "登记册",
        columns,
        rows,
        ["标题", "副题"],
        "负责人：",
        [Merge(0, 1, 0, 0)],
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


def test_merges_may_be_filled_while_rows_are_made():
    merges = []

    def rows():
        yield ("a",)
        yield (None,)
        merges.append(Merge(0, 1, 0, 0))

    assert [
        str(found)
        for found in read(Sheet("a", [Column("b")], rows(), merges=merges)).active.merged_cells.ranges
    ] == ["A2:A3"]


def test_overlapping_merges_are_refused():
    merges = [Merge(0, 1, 0, 0), Merge(1, 2, 0, 0)]
    with pytest.raises(ValueError, match="overlap"):
        saved(Sheet("a", [Column("b")], [("x",)] * 3, merges=merges))


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
