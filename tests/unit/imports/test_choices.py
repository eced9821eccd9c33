"""Closed lists as offices write them."""

from __future__ import annotations

import pytest
from django.utils import translation

from imports import choices
from imports.choices import Grades
from imports.refusals import Refused
from powers.enums import StepKind
from riskpoints.enums import Cause, RiskKind, RiskLine

SPELLINGS = {
    "A": "A a Ａ A级 a级 A级风险 A级廉政风险 A等 高 高级 高风险 高等级 高度风险 一级 一级风险 Ⅰ Ⅰ级 I I级 1 1级 甲级 "
    "风险高 A（高） 高（A级） High high High-risk Level1",
    "B": "B b Ｂ B级 中 中级 中等 中风险 中等风险 二级 Ⅱ Ⅱ级 II 2 2级 乙级 B（中） Medium moderate",
    "C": "C c Ｃ C级 C级风险 低 低风险 低等级 三级 Ⅲ Ⅲ级 III 3 3级 丙级 C/低 Low",
    "": "/ — — -- 无 暂无 …",
}


@pytest.mark.parametrize(
    ("text", "grade"), [(text, grade) for grade, texts in SPELLINGS.items() for text in texts.split()]
)
def test_every_usual_spelling_of_a_grade(text: str, grade: str) -> None:
    assert Grades([text])(text) == grade


@pytest.mark.parametrize("text", ["甚高", "较高", "A/B", "中高", "红", "待定", "A（低）", "E", "4.5"])
def test_an_unknown_grade_is_refused_and_the_known_ones_are_named(text: str) -> None:
    with pytest.raises(Refused, match=r"可以写：A、B、C；高、中、低；一级、二级、三级"):
        Grades([text])(text)


def test_colours_are_grades_only_where_a_column_uses_all_three() -> None:
    sure = Grades(["红", "黄色", "蓝", "", "红色风险"])
    assert [sure(text) for text in ("红", "黄色", "蓝", "红色风险")] == ["A", "B", "C", "A"]
    for column in (["红", "黄"], ["红", "橙", "黄", "蓝"]):
        with pytest.raises(Refused):
            Grades(column)("红")


def test_a_column_with_four_grades_is_refused_whole() -> None:
    grades = Grades(["一级", "二级", "三级", "四级"])
    for text in ("一级", "四级"):
        with pytest.raises(Refused, match="四个等级"):
            grades(text)
    assert grades("") == ""


@pytest.mark.parametrize("enum", [RiskKind, RiskLine, Cause])
def test_labels_in_both_languages_and_stored_values_are_read(enum: type) -> None:
    read = {RiskKind: choices.kind, RiskLine: choices.line, Cause: choices.cause}[enum]
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert [read(str(label)) for _value, label in enum.choices] == enum.values
    assert [read(value) for value in enum.values] == enum.values
    assert read("/") == ""


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (choices.kind, "廉洁风险", "integrity"),
        (choices.kind, "监管", "regulatory"),
        (choices.line, "高压", "high_voltage"),
        (choices.line, "“警戒线”", "warning"),
        (choices.cause, "思想道德风险", "ideology"),
        (choices.cause, "思想道德方面的风险", "ideology"),
        (choices.cause, "岗位职责类", "post_duty"),
        (choices.cause, "业 务 流 程", "process"),
        (choices.cause, "体制机制风险", "system"),
        (choices.cause, "外部环境因素", "environment"),
        (choices.step_kind, "审批", "approve"),
        (choices.step_kind, "Review", "review"),
        (choices.step_kind, "现场核查", "examine"),
        (choices.step_kind, "办理", "execute"),
    ],
)
def test_usual_variants(read, text: str, value: str) -> None:
    assert read(text) == value


def test_unknown_words_are_refused_with_the_known_ones() -> None:
    with pytest.raises(Refused, match="可以写：高压线、警戒线、斑马线"):
        choices.line("虚线")
    with pytest.raises(Refused, match="审核"):
        choices.step_kind("甲")
    assert choices.step_kind("") == ""


def test_every_step_kind_is_read_by_its_label() -> None:
    assert [choices.step_kind(str(label)) for _value, label in StepKind.choices] == StepKind.values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, True) for text in ("是", "公开", "主动公开", "Yes", "√", "TRUE", "Public")),
        *((text, False) for text in ("否", "不公开", "不公开（暂时不能公开）", "No", "×", "FALSE")),
        *((text, None) for text in ("", "/", "—", "无")),
    ],
)
def test_yes_and_no(text: str, value: bool | None) -> None:
    assert choices.yes_or_no(text) is value


def test_half_yes_is_refused() -> None:
    with pytest.raises(Refused, match="公开、不公开"):
        choices.yes_or_no("部分公开")


def test_a_ticked_column_is_the_grade_of_its_head() -> None:
    assert choices.ticked("风险等级/A级", "√") == "A"
    assert choices.ticked("风险等级/低", "●") == "C"
    assert choices.ticked("风险等级/A级", "B") == "B"
    assert choices.ticked("风险等级/评定", "√") == "√"
    assert choices.ticked("A级", "√") == "√"
