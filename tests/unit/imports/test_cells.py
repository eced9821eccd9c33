"""Time limits, legal bases, ways to other steps, texts and codes in cells."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from django.utils import translation
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st

from imports.bases import bases
from imports.cells import LONGEST, Reader, coded
from imports.choices import Grades
from imports.fields import FIELDS, TableKind
from imports.limits import limit
from imports.next_steps import next_steps, step_number
from imports.refusals import Refused
from imports.rows import Basis, Limit, NextStep
from imports.wordforms import normal, shown, text_of
from powers.enums import TimeUnit
from powers.limits import limit_words


def reader(kind: TableKind = TableKind.REGISTER) -> Reader:
    return Reader(kind, Grades(()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20个工作日", Limit(20, "working_day")),
        ("２０个 工作日", Limit(20, "working_day")),
        ("15日", Limit(15, "calendar_day")),
        ("十五日内", Limit(15, "calendar_day")),
        ("90天", Limit(90, "calendar_day")),
        ("30个自然日", Limit(30, "calendar_day")),
        ("一个月", Limit(1, "month")),
        ("两个月内", Limit(2, "month")),
        ("半年", Limit(6, "month")),
        ("一周", Limit(1, "week")),
        ("自受理之日起20个工作日内", Limit(20, "working_day")),
        ("承诺时限：5个工作日", Limit(5, "working_day")),
        ("即时", Limit(None, "immediate")),
        ("当场办结", Limit(None, "immediate")),
        ("即办件", Limit(None, "immediate")),
        ("20 working days", Limit(20, "working_day")),
        ("Within 3 business days", Limit(3, "working_day")),
        ("1 month", Limit(1, "month")),
        ("immediately", Limit(None, "immediate")),
        ("", None),
        ("/", None),
        ("无", None),
    ],
)
def test_time_limits_as_offices_write_them(text: str, expected: Limit | None) -> None:
    assert limit(text) == (expected, "")


def test_a_bare_number_has_the_unit_of_its_head() -> None:
    assert limit("20", "办理时限（工作日）")[0] == Limit(20, "working_day")
    assert limit("3", "时限(天)")[0] == Limit(3, "calendar_day")
    with pytest.raises(Refused, match="没有单位"):
        limit("20", "办理时限")


def test_words_beside_a_limit_are_named() -> None:
    assert limit("7个工作日（不含公示时间）") == (Limit(7, "working_day"), "(不含公示时间)")
    read = reader(TableKind.POWERS).read("time_limit", "7个工作日（不含公示时间）", "时限")
    assert read == (Limit(7, "working_day"), "时限之外的文字没有读入：(不含公示时间)")


@pytest.mark.parametrize(
    "text", ["法定20个工作日，承诺10个工作日", "每月5日前", "2小时", "按规定", "0个工作日"]
)
def test_what_is_not_one_limit_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="看不出一个时限"):
        limit(text)


@given(value=st.integers(1, 999), unit=st.sampled_from(TimeUnit.values), english=st.booleans())
def test_our_own_words_for_limits_are_read_back(value: int, unit: str, english: bool) -> None:
    number = None if unit == TimeUnit.IMMEDIATE else value
    with translation.override("en" if english else "zh-hans"):
        assert limit(limit_words(number, unit)) == (Limit(number, unit), "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《行政许可法》第十二条", [Basis("行政许可法", "", "第十二条")]),
        (
            "1.《行政许可法》（主席令第7号）第十二条、第十三条；2.《甲条例》（国务院令第412号）第3条第二款",
            [Basis("行政许可法", "主席令第7号", "第十二条、第十三条"), Basis("甲条例", "国务院令第412号", "第3条第二款")],
        ),
        ("《甲法》《乙法》第三条", [Basis("甲法"), Basis("乙法", "", "第三条")]),
        ("《甲法》第三条、《乙法》第五条和《丙法》", [Basis("甲法", "", "第三条"), Basis("乙法", "", "第五条"), Basis("丙法")]),
        ("【法律】《甲法》第一条\n【行政法规】《乙条例》第二条", [Basis("甲法", "", "第一条"), Basis("乙条例", "", "第二条")]),
        ("《关于印发〈办法〉的通知》（云发〔2012〕3号）", [Basis("关于印发〈办法〉的通知", "云发〔2012〕3号")]),
        (
            "《甲法》第十二条：下列事项可以设定许可；依照《宪法》办理。",
            [Basis("甲法", "", "第十二条", "下列事项可以设定许可；依照《宪法》办理")],
        ),
        ("土地管理法第十一条；城乡规划法", [Basis("土地管理法", "", "第十一条"), Basis("城乡规划法")]),
        ("行政处罚法 主席令第63号 第二十条", [Basis("行政处罚法", "主席令第63号", "第二十条")]),
        ("“Land Law” (Order 1), Article 3", [Basis("Land Law", "Order 1", "Article 3")]),
        ("无", []),
        ("/", []),
    ],
)  # fmt: skip
def test_legal_bases_come_apart(text: str, expected: list[Basis]) -> None:
    assert bases(text) == tuple(expected)


NUMBERS = {"审批": 5, normal("Head of unit"): 7}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", [NextStep(3)]),
        ("3、4", [NextStep(3), NextStep(4)]),
        ("第3步", [NextStep(3)]),
        ("是→4；否→6", [NextStep(4, "是"), NextStep(6, "否")]),
        ("是：4，否：6", [NextStep(4, "是"), NextStep(6, "否")]),
        ("→ 4. 审核", [NextStep(4)]),
        ("符合 → 4. 审批\n不符合 → 6. 告知", [NextStep(4, "符合"), NextStep(6, "不符合")]),
        ("yes -> 4; no -> 6", [NextStep(4, "yes"), NextStep(6, "no")]),
        ("审批", [NextStep(5)]),
        ("材料齐全→审批；返回第2步", [NextStep(5, "材料齐全"), NextStep(2)]),
        ("结束", []),
        ("", []),
    ],
)
def test_ways_to_other_steps(text: str, expected: list[NextStep]) -> None:
    assert next_steps(text, NUMBERS) == tuple(expected)


def test_a_way_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(Refused, match="看不出去向：“归档”"):
        next_steps("是→3；归档", NUMBERS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3", 3), ("3.", 3), ("第三步", 3), ("③", 3), ("（2）", 2), ("步骤12", 12), ("", None)],
)
def test_numbers_of_steps(text: str, expected: int | None) -> None:
    assert step_number(text) == expected
    with pytest.raises(Refused, match="整数"):
        step_number("甲")


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind in TableKind for name in LONGEST[kind] if name in FIELDS[kind]]
)
def test_a_text_that_is_too_long_is_refused_and_never_cut(kind: TableKind, name: str) -> None:
    most = LONGEST[kind][name]
    assert name in FIELDS[kind] or name in (
        "category",
        "grade_reason",
        "notes",
        "power",
        "power_code",
        "post",
    )
    assert reader(kind).read(name, "a" * most, "") == ("a" * most, "")
    with pytest.raises(Refused, match=f"最多 {most} 个字，现在有 {most + 1} 个字"):
        reader(kind).read(name, "a" * (most + 1), "")


def test_texts_keep_their_lines_and_names_do_not() -> None:
    assert reader().read("manifestation", "一\n二", "")[0] == "一\n二"
    assert reader().read("power", "行政\n许可", "")[0] == "行政许可"
    assert reader().read("power", "Issue a\npermit", "")[0] == "Issue a permit"
    assert reader().read("power", "A 类 许可", "")[0] == "A 类 许可"
    assert reader().read("power", "—", "")[0] == ""
    assert reader(TableKind.POWERS).read("fees", "无", "")[0] == "无"
    assert reader().read("notes", "无", "")[0] == ""


def test_a_step_that_our_register_has_not_placed_is_none() -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert reader().read("step", gettext("（待落位）"), "")[0] == ""
    assert reader().read("step", "3. 审核", "")[0] == "3. 审核"


def test_codes() -> None:
    assert reader().read("power_code", " ＸＫ-001 ", "")[0] == "XK-001"
    assert reader().read("point_code", "/", "")[0] == ""
    assert coded("XK-001 核发许可证") == ("XK-001", "核发许可证")
    assert coded("Risk point") == ("", "Risk point")
    assert coded("风险 1") == ("", "风险 1")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (3.0, "3"),
        (2.5, "2.5"),
        (True, "TRUE"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 8, 30), "2026-03-01T08:30:00"),
        (time(8, 30), "08:30:00"),
        (" 甲 \r\n　乙\u200b_x000D_ ", "甲\n乙"),
    ],
)
def test_values_as_text(value: object, text: str) -> None:
    assert text_of(value) == text


def test_heads_as_people_read_them_and_as_they_are_compared() -> None:
    assert shown("风 险\n点　名称") == "风险点名称"
    assert shown("Risk\npoint") == "Risk point"
    assert normal("＊风险点（必填）：") == "风险点(必填)"
