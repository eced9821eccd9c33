"""Where the table of a sheet begins and ends, and which of its rows are rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.columns import read_table
from imports.fields import TableKind
from imports.rows import Warned
from imports.tables import Skipped, find_table, letter
from riskreg.reading.sheet import Sheet, Span, Unreadable, Value


def sheet(
    *rows: list[Value], merged: tuple[Span, ...] = (), formulas: set[tuple[int, int]] = frozenset()
) -> Sheet:
    """Return a sheet whose rows are filled up to the widest."""
    width = max(map(len, rows))
    full = tuple((*row, *[None] * (width - len(row))) for row in rows)
    return Sheet("表", full, merged, frozenset(formulas))


def test_an_area_goes_on_below_a_shorter_one_that_a_damaged_file_puts_inside_it() -> None:
    rows = (["职权", "风险点"], ["甲权", "一"], [None, "二"], ["乙权", "三"], [None, "四"], [None, "五"])
    table = find_table(sheet(*rows, merged=(Span(2, 1, 6, 1), Span(4, 1, 5, 1))), (1, 1))
    assert [row.cells[0] for row in table.rows] == ["甲权", "甲权", "乙权", "乙权", "甲权"]
    assert [bool(row.merged) for row in table.rows] == [False, True, False, True, True]


def test_heads_in_two_rows_without_merged_areas() -> None:
    """As a CSV file of them has them."""
    table = find_table(
        sheet(
            ["序号", "科室", "风险点", "风险评估", "", "防控措施", "责任", ""],
            ["", "", "", "等级", "定级理由", "", "责任人", "分管领导"],
            [1, "甲科", "错发", "A", "金额大", "复核", "乙", "丙"],
        )
    )
    assert table.heads == (
        "序号", "科室", "风险点", "风险评估/等级", "风险评估/定级理由", "防控措施", "责任/责任人", "责任/分管领导",
    )  # fmt: skip
    assert (table.first_header_row, table.header_row) == (1, 2)
    assert [row.number for row in table.rows] == [3]


def test_a_first_row_of_data_is_no_second_row_of_heads() -> None:
    table = find_table(
        sheet(["科室", "风险点", "等级", "措施"], ["", "错发", "", ""], ["", "漏发", "", "复核"])
    )
    assert table.header_row == 1
    assert [row.number for row in table.rows] == [2, 3]


def test_the_rows_of_the_heads_may_be_said() -> None:
    rows = (["甲", "乙"], ["风险点", "等级"], ["丙", "丁"])
    assert find_table(sheet(*rows)).header_row == 2
    assert find_table(sheet(*rows), (3, 3)).heads == ("丙", "丁")
    with pytest.raises(Unreadable, match="不在表内"):
        find_table(sheet(*rows), (3, 4))


def test_heads_that_nobody_knows() -> None:
    table = find_table(sheet(["表名"], ["子", "丑", "寅"], ["一", "二", "三"]))
    assert (table.header_row, table.heads) == (2, ("子", "丑", "寅"))


@pytest.mark.parametrize("rows", [(["只有一句话"],), (["甲", "乙"], ["丙", "丁"])])
def test_a_sheet_without_heads_is_refused(rows: tuple[list[Value], ...]) -> None:
    with pytest.raises(Unreadable, match="没有找到表头"):
        find_table(sheet(*rows))


def test_heads_of_the_same_words_are_told_apart() -> None:
    merged = (Span(1, 2, 1, 3),)
    table = find_table(sheet(["风险点", "责任人", None], ["错发", "甲", "乙"], merged=merged))
    assert table.heads == ("风险点", "责任人", "责任人（2）")


def test_a_column_without_a_head_is_named_by_its_letter_if_it_holds_something() -> None:
    table = find_table(sheet(["风险点", None, "等级", None], ["错发", "甲", "A", None]))
    assert table.heads == ("风险点", "（B）", "等级", "")
    assert table.warnings == (Warned(1, "（B）", "这一列没有表头。"),)
    assert [letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_both_rows_of_the_heads_are_passed_over_when_pages_repeat_them() -> None:
    merged = (Span(1, 1, 2, 1), Span(1, 2, 1, 3), Span(4, 1, 5, 1), Span(4, 2, 4, 3))
    heads: tuple[list[Value], ...] = (["科室", "风险", None], [None, "风险点", "等级"])
    table = find_table(sheet(*heads, ["甲", "错发", "A"], *heads, ["甲", "漏发", "B"], merged=merged))
    assert [row.number for row in table.rows] == [3, 6]
    assert table.skipped == (Skipped(4, "重复的表头"), Skipped(5, "重复的表头"))


@pytest.mark.parametrize(
    "row",
    [
        ["合计拨款审核岗", "多拨", "A"],
        ["负责人", "违规审批", "A"],
        ["甲科", "统计数字造假：合计不实", ""],
        ["说明会组织岗", "走过场", ""],
        ["甲科", "签字：代签", "B"],
        ["审核人员", "放松审核", "C"],
        ["日期登记岗", "倒签日期", "B"],
        ["第一页稿件编辑岗", "漏改", ""],
    ],
)
def test_rows_that_only_look_like_something_else_stay(row: list[Value]) -> None:
    table = find_table(sheet(["岗位", "风险点", "等级"], row))
    assert [(one.number, list(one.cells)) for one in table.rows] == [(2, [str(cell) for cell in row])]
    assert table.skipped == ()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["填报人：甲", "审核人：乙", "2026年3月1日"], "签字栏"),
        (["填表人", "甲", "审核人"], "签字栏"),
        (["单位负责人（签字）：", "", ""], "签字栏"),
        (["填报单位（盖章）：某局", "", "填报日期：2026.3"], "签字栏"),
        (["Prepared by: A", "Reviewed by: B", ""], "签字栏"),
        (["填表说明", "", ""], "填表说明"),
        (["说明：等级分三级。", "", ""], "填表说明"),
        (["备注：", "风险点指……", ""], "填表说明"),
        (["※ 只填一项", "", ""], "填表说明"),
        (["第3页 共5页", "", ""], "页码"),
        (["- 3 -", "", ""], "页码"),
        (["Page 2 of 3", "", ""], "页码"),
        (["小 计", 3, ""], "小计或合计"),
        (["", "合计", "12项"], "小计或合计"),
        (["甲科合计：", "", "4"], "小计或合计"),
        (["Subtotal", 4, ""], "小计或合计"),
        (["一、综合科", "", ""], "标题行或分组行"),
        (["（二）业务科", "", ""], "标题行或分组行"),
        (["——", "/", ""], "空行"),
    ],
)  # fmt: skip
def test_rows_that_are_passed_over_say_why(row: list[Value], reason: str) -> None:
    table = find_table(sheet(["岗位", "风险点", "等级"], ["甲岗", "错发", "A"], row, ["乙岗", "漏发", "B"]))
    assert [one.number for one in table.rows] == [2, 4]
    assert table.skipped == (Skipped(3, reason),)


def test_values_of_formulas_are_read_with_a_warning() -> None:
    one = sheet(["岗位", "风险点"], ["甲岗", "错发"], ["乙岗", "漏发"], formulas={(2, 2), (3, 1)})
    read = read_table(one, find_table(one), TableKind.REGISTER, {"风险点": "point"})
    assert read.warnings == (Warned(2, "风险点", "这一格是公式，读入的是它上次算出的结果：错发"),)
    assert [row.values for row in read.rows] == [{"point": "错发"}, {"point": "漏发"}]


def test_a_formula_without_a_result_says_so() -> None:
    one = sheet(["岗位", "风险点"], ["甲岗", None], formulas={(2, 2)})
    read = read_table(one, find_table(one), TableKind.REGISTER, {"风险点": "point"})
    assert [warned.message for warned in read.warnings] == [
        "这一格是公式，文件里没有它的结果，按空白读入。请在 Excel 或 WPS 中打开，保存后再上传。"
    ]


def test_heads_of_two_rows_that_are_repeated_in_one_are_passed_over() -> None:
    one = sheet(
        ["单位", "职权名称", "廉政风险", "", "风险等级", "防控措施"],
        ["", "", "风险点", "表现形式", "", ""],
        ["甲科", "许可", "错发", "多发", "A", "核对"],
        ["单位", "职权名称", "风险点", "表现形式", "风险等级", "防控措施"],
        ["乙科", "处罚", "漏发", "少发", "B", "核对"],
    )
    table = find_table(one)
    assert [row.number for row in table.rows] == [3, 5]
    assert (table.skipped, table.warnings) == ((Skipped(4, "重复的表头"),), ())


words = st.sampled_from(["", "甲", "风险点", "科室", "合计", "注：", "A", "1", "岗位", "防控措施", "第1页"])
cells = st.lists(
    st.lists(st.one_of(words, st.none(), st.integers(0, 3)), min_size=3, max_size=3), min_size=1, max_size=9
)
spans = st.lists(
    st.tuples(st.integers(1, 9), st.integers(1, 3), st.integers(0, 3), st.integers(0, 2)).map(
        lambda one: Span(one[0], one[1], one[0] + one[2], min(one[1] + one[3], 3))
    ),
    max_size=3,
)


@given(rows=cells, merged=spans)
def test_whatever_a_sheet_holds_every_row_is_a_row_or_says_why_not(
    rows: list[list[Value]], merged: list[Span]
) -> None:
    one = sheet(*rows, merged=tuple(span for span in merged if span.last_row <= len(rows)))
    try:
        table = find_table(one)
    except Unreadable:
        return
    numbers = [row.number for row in table.rows] + [skip.row for skip in table.skipped]
    assert len(numbers) == len(set(numbers))
    filled = {n for n, row in enumerate(rows, start=1) if n > table.header_row and any(row)}
    assert filled <= set(numbers)
    for kind in TableKind:
        read_table(one, table, kind, {head: "point" for head in table.heads if head})
