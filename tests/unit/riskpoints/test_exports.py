"""The register's rows: the same from live risk points and from the JSON contract."""

from __future__ import annotations

from typing import Any

from dossiers.content import content_of
from riskpoints import actions, exports
from riskpoints.models import RiskPoint
from tests import scenarios
from tests.scenarios import NOW, Cast

HEADINGS = (
    "序号 单位/科室 岗位 职权名称 职权编码 流程环节 风险点 表现形式 风险类别 三线 风险等级 防控措施 监控指标"
    " 责任岗位/责任人 部门负责人 责任（分管）领导 查找方式/案例依据 备注"
)


def live() -> list[exports.Row]:
    points = RiskPoint.objects.with_register_facts().order_by("power", "code")
    return list(exports.rows_of(points))


def test_headings_stand_in_the_order_of_the_form() -> None:
    assert [column.heading for column in exports.COLUMNS] == HEADINGS.split()


def test_live_rows_equal_the_rows_of_the_content(cast: Cast) -> None:
    power = scenarios.complete(cast)
    values = {"title": "候选", "precedent": "某地案例", "found_how": "座谈", "cause": "process"}
    actions.add(power=power, by=cast.clerk, now=NOW, values=values)
    content = content_of(scenarios.read(power))
    assert live() == list(exports.rows_of_content(content))
    placed, candidate = exports.values(live())
    assert placed == [
        1,
        "民政所",
        "所长（head甲）",
        "临时救助",
        "S1-JF-001",
        "3. 审核",
        "R1 优亲厚友",
        "为亲属放宽条件",
        "",
        "高压线",
        "B",
        "两人核查",
        "复核不符率",
        "办事员（clerk甲）",
        "所长（head甲）",
        "副镇长",
        "",
        "待确认",
    ]
    assert (candidate[5], candidate[8], candidate[13], candidate[16]) == (
        "（待落位）",
        "业务流程",
        "办事员（clerk甲）",
        "座谈；某地案例",
    )


def minimal() -> dict[str, Any]:
    """The contract's keys and no others, nothing graded, nothing named."""
    point = {
        "code": "R1",
        "step": None,
        "title": "甲",
        "manifestation": "",
        "kind": "integrity",
        "line": "",
        "grade": "",
        "status": "confirmed",
        "measures": [
            {
                "code": "M1",
                "title": "一",
                "kind": "rule",
                "phase": "handling",
                "status": "planned",
                "responsible": "",
            },
            {
                "code": "M2",
                "title": "二",
                "kind": "rule",
                "phase": "handling",
                "status": "planned",
                "responsible": "乙",
            },
        ],
        "responsible": {"first": "", "in_charge": "", "direct": ""},
    }
    return {"unit": "科", "name": "权", "code": "P-1", "steps": [], "risk_points": [point]}


def test_a_content_with_the_contracts_keys_alone_is_enough() -> None:
    [values] = exports.values(exports.rows_of_content(minimal()))
    assert values == [
        1, "科", "", "权", "P-1", "（待落位）", "R1 甲", "", "", "", "", "1. 一\n2. 二", "", "乙", "", "", "", "",
    ]  # fmt: skip


def test_numbers_run_over_several_powers() -> None:
    rows = [row for _ in range(3) for row in exports.rows_of_content(minimal())]
    assert [row.no for row in exports.numbered(rows)] == [1, 2, 3]


def test_an_override_of_the_point_shows_in_its_row_only(cast: Cast) -> None:
    from controls import actions as controls

    power = scenarios.complete(cast)
    first = RiskPoint.objects.get(power=power)
    actions.add(power=power, by=cast.clerk, now=NOW, values={"title": "另一点"})
    controls.set_chain(power=power, point=first, by=cast.clerk, now=NOW, posts={"direct": cast.staff_post})
    assert [row.head for row in live()] == ["办事员（clerk甲）", "所长（head甲）"]


def test_rows_take_a_fixed_number_of_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    scenarios.complete(cast)
    with django_assert_num_queries(8):
        assert len(live()) == 1
    for number in range(2):
        scenarios.complete(cast, f"职权{number}")
    with django_assert_num_queries(8):
        assert len(live()) == 3


def test_the_tenth_risk_point_stands_after_the_second(cast: Any) -> None:
    power = scenarios.draft(cast)
    for number in range(1, 12):
        actions.add(power=power, by=cast.clerk, now=NOW, values={"title": f"第{number}"})
    assert [point.code for point in power.risk_points.all()] == [f"R{number}" for number in range(1, 12)]
