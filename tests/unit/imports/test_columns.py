"""What columns mean: heads, earlier choices, content."""

from __future__ import annotations

import pytest
from django.utils import translation

from controls import exports as controls
from imports.columns import Suggestion, guess_kind, suggest
from imports.fields import FIELDS, TableKind
from imports.synonyms import heads_of
from imports.wordforms import normal
from powers import exports as powers
from registers import sheets
from riskpoints import exports as riskpoints

REGISTER, POWERS = TableKind.REGISTER, TableKind.POWERS


def fields(*heads: str, kind: TableKind = REGISTER, **samples: list[str]) -> list[str | None]:
    """Return the suggested field of each head, with samples by head."""
    return [one.field for one in suggest(heads, [samples.get(head, []) for head in heads], kind)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("columns", "kind", "without"),
    [
        (riskpoints.COLUMNS, REGISTER, set()),
        (sheets.F1, REGISTER, set()),
        (controls.COLUMNS, REGISTER, {"kind", "phase", "due_on", "status", "overdue"}),
        (powers.COLUMNS, POWERS, {"state"}),
        (sheets.F3, POWERS, set()),
        (sheets.F2, POWERS, {"count", "steps", "discretion", "concern", "frequency", "owners", "previous",
                             "approval", "filing"}),
    ],
)  # fmt: skip
def test_our_own_tables_are_recognised_in_both_languages(columns, kind, without, language: str) -> None:
    with translation.override(language):
        heads = [str(column.heading) for column in columns]
    samples = (
        [["3", "12"] if column.key == "count" else [] for column in columns] if without else [[]] * len(heads)
    )
    suggested = suggest(heads, samples, kind)
    assert {column.key for column, one in zip(columns, suggested, strict=True) if not one.field} == without
    named = [one.field for one in suggested if one.field]
    assert len(named) == len(set(named))
    assert guess_kind(heads, samples) is kind


@pytest.mark.parametrize("kind", TableKind)
def test_every_field_has_heads_and_every_head_a_field(kind: TableKind) -> None:
    meant = {field for fields in heads_of(kind).values() for field, _rank in fields}
    assert meant == set(FIELDS[kind])
    assert all(head == normal(head) and head for head in heads_of(kind))


def test_one_field_for_one_column_the_more_telling_head_gets_it() -> None:
    assert fields("廉政风险", "风险点") == [None, "point"]
    assert fields("责任部门") == ["unit"]
    assert fields("科室", "责任部门") == ["unit", "responsible"]
    assert fields("科室", "责任部门", "责任人") == ["unit", None, "responsible"]


def test_measures_may_be_spread_over_columns() -> None:
    assert fields("风险点", "前期预防", "中期监控", "后期处置") == ["point", *["measures"] * 3]


def test_a_head_says_why() -> None:
    heads = ["序号", "某局廉政风险防控措施", "防范措施", "星期几"]
    assert suggest(heads, [[]] * 4, REGISTER) == (
        Suggestion(0, "序号", "seq", "通用的叫法"),
        Suggestion(1, "某局廉政风险防控措施", None, "已有别的列对应同一栏目，请确认"),
        Suggestion(2, "防范措施", "measures", "通用的叫法"),
        Suggestion(3, "星期几", None, "没有相近的栏目"),
    )
    assert suggest(heads[1:2], [[]], REGISTER)[0] == Suggestion(
        0, heads[1], "measures", "与“廉政风险防控措施”相近"
    )


def test_the_content_decides_what_a_category_of_risk_is() -> None:
    assert fields("风险类别", 风险类别=["思想道德风险", "制度机制"]) == ["cause"]
    assert fields("风险类别", 风险类别=["廉政风险", "监管风险"]) == ["kind"]
    assert fields("风险类型", 风险类型=["思想道德", "岗位职责", "外部环境"]) == ["cause"]
    assert fields("风险类型", 风险类型=["高压线", "警戒线"]) == ["line"]
    assert fields("风险类型") == ["kind"]
    assert fields("类别", 类别=["行政许可", "行政处罚"]) == ["category"]


def test_the_content_says_what_an_unknown_head_holds() -> None:
    assert fields("甲", 甲=["A", "B", "", "C级"]) == ["grade"]
    assert fields("甲", 甲=["1", "2", "3"]) == ["seq"]
    assert fields("甲", 甲=["1.轮岗\n2.公开", "1、双人；2、会审"]) == ["measures"]
    assert fields("甲", 甲=["《行政许可法》第三条", "《条例》"], kind=POWERS) == ["bases"]
    assert fields("甲", 甲=["20个工作日", "即时"], kind=POWERS) == ["time_limit"]
    assert fields("甲", 甲=["010-12345678", "010-87654321"]) == [None]
    assert fields("编号", 编号=["1", "2", "3"]) == ["seq"]
    assert fields("编号", 编号=["R1", "R2", "R3"]) == ["point_code"]


def test_what_people_chose_before_comes_first() -> None:
    heads, samples = ["风险点", "说明"], [[], []]
    remembered = {"风险点": None, "说明": "point"}
    assert suggest(heads, samples, REGISTER, remembered=remembered) == (
        Suggestion(0, "风险点", None, "以前选过不导入"),
        Suggestion(1, "说明", "point", "上次这样选择"),
    )


def test_the_editable_synonyms_come_before_the_built_in_ones() -> None:
    synonyms = {(REGISTER, "隐患"): "point", (POWERS, "风险点"): "notes"}
    assert suggest(["隐 患", "风险点"], [[], []], REGISTER, synonyms) == (
        Suggestion(0, "隐 患", "point", "同义词表"),
        Suggestion(1, "风险点", None, "已有别的列对应同一栏目，请确认"),
    )


def test_a_description_of_risk_points_is_the_point_unless_another_column_names_it() -> None:
    assert fields("岗位", "风险点描述") == ["post", "point"]
    assert fields("风险点", "风险点描述") == ["point", "manifestation"]
    assert fields("风险点", "风险点描述", "表现形式") == ["point", None, "manifestation"]
