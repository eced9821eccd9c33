"""Step tables become flowcharts; lists of people become posts with holders."""

from __future__ import annotations

from typing import Any

import pytest

from imports import actions
from imports.fields import TableKind
from imports.models import Import
from imports.planning import plan
from imports.rows import Limit, NextStep, ReadTable
from imports.snapshot import snapshot
from organisation.models import Post, PostAssignment, User
from powers.models import Power
from powers.stored import chart_values
from tests import scenarios
from tests.scenarios import NOW, Cast
from tests.unit.imports.tables import other_category, ours, table
from tests.unit.imports.test_undo import everything

pytestmark = pytest.mark.django_db


def applied(cast: Cast, read: ReadTable) -> Import:
    source = actions.upload(
        institution=ours(cast), by=cast.registrar, now=NOW, file_name="表.xlsx", content=b"1"
    )
    return actions.apply(source=source, tables=[read], by=cast.registrar, now=NOW)


def undone(cast: Cast, source: Import) -> None:
    actions.undo(source=source, by=cast.registrar, now=NOW)


def steps(*rows: dict[str, Any]) -> ReadTable:
    return table(*({"unit": "民政所", "power": "临时救助", **row} for row in rows), kind=TableKind.STEPS)


def people(*rows: dict[str, Any]) -> ReadTable:
    return table(*({"unit": "民政所", **row} for row in rows), kind=TableKind.PEOPLE)


def chart(power: Power) -> tuple[list[tuple[int, str]], list[list[Any]]]:
    values = chart_values(power)
    return [(step["no"], step["label"]) for step in values["steps"]], values["exits"]


NEW = (
    {"step": "提出申请", "step_kind": "apply", "actor": "申请人"},
    {"step": "审核", "step_kind": "review", "actor": "所长", "step_time_limit": Limit(5, "working_day")},
    {"step": "结束", "step_kind": "end"},
)


def test_a_step_table_without_ways_becomes_a_chart_in_its_order(cast: Cast) -> None:
    other_category()
    source = applied(cast, steps(*NEW))
    power = Power.objects.get()
    assert chart(power) == ([(1, "提出申请"), (2, "审核"), (3, "结束")], [[1, 2, ""], [2, 3, ""]])
    first, review, _end = power.steps.order_by("no")
    assert first.is_external and not review.is_external
    assert (review.post, review.time_limit_text) == (cast.head_post, "5个工作日")
    assert source.report["created"]["steps"] == 3


def test_ways_of_the_table_are_laid_with_their_conditions(cast: Cast) -> None:
    other_category()
    report = applied(
        cast,
        steps(
            {
                "step": "审核",
                "step_no": 1,
                "next_step": (NextStep(2, "符合"), NextStep(3, "不符合"), NextStep(9)),
            },
            {"step": "发放", "step_no": 2, "next_step": (NextStep(3),)},
            {"step": "结束", "step_no": 3, "step_kind": "end"},
        ),
    ).report
    assert chart(Power.objects.get())[1] == [[1, 2, "符合"], [1, 3, "不符合"], [2, 3, ""]]
    assert "去向“9”不是表中另一个环节的序号，没有画这条线。" in [w["message"] for w in report["warnings"]]


def test_the_same_step_table_again_changes_nothing(cast: Cast) -> None:
    other_category()
    applied(cast, steps(*NEW))
    before = chart_values(Power.objects.get())
    report = applied(cast, steps(*NEW)).report
    assert set(report["created"].values()) == set(report["updated"].values()) == {0}
    assert report["unchanged"]["steps"] == 3
    assert chart_values(Power.objects.get()) == before


def test_a_step_put_between_keeps_risk_points_where_they_are_and_undo_restores_the_chart(cast: Cast) -> None:
    power = scenarios.complete(cast)
    before = everything()
    source = applied(
        cast,
        steps(
            {"step": "申请", "step_no": 1, "next_step": (NextStep(2),)},
            {"step": "公示", "step_no": 2, "step_kind": "publicise", "next_step": (NextStep(3),)},
            {"step": "受理", "step_no": 3},
            {"step": "审核", "step_no": 4, "supervision": "群众评议"},
        ),
    )
    labels, exits = chart(power)
    assert labels == [
        (1, "申请"), (2, "公示"), (3, "受理"), (4, "审核"), (5, "发放"), (6, "结束"), (7, "是否符合条件？"),
    ]  # fmt: skip
    assert exits == [
        [1, 2, ""], [2, 3, ""], [3, 4, ""], [4, 7, ""], [5, 6, ""], [7, 5, "符合"], [7, 6, "不符合"],
    ]  # fmt: skip
    assert power.risk_points.get().step.label == "审核"
    assert [w["message"] for w in source.report["warnings"]] == [
        "表中没有原有的环节“是否符合条件？”，保留在第7号。"
    ]
    undone(cast, source)
    assert everything() == before


def test_a_list_of_people_becomes_posts_with_holders(cast: Cast) -> None:
    source = applied(
        cast,
        people(
            {"post": "民政助理员", "person": "孙小明"},
            {"post": "民政助理员", "person": "周小红"},
            {"post": "会计", "person": "", "reports_to": "所长"},
        ),
    )
    held = PostAssignment.objects.filter(post__unit=cast.unit, post__title="民政助理员")
    assert sorted(assignment.person.name for assignment in held) == ["周小红", "孙小明"]
    assert Post.objects.get(title="会计").holder_name() == ""
    assert source.report["created"] | {"x": 0} == {
        "units": 0, "powers": 0, "risk_points": 0, "measures": 0, "people": 2, "posts": 3, "steps": 0, "x": 0,
    }  # fmt: skip
    again = applied(
        cast, people({"post": "民政助理员", "person": "周小红"}, {"post": "民政助理员", "person": "孙小明"})
    )
    assert set(again.report["created"].values()) == {0}
    assert not User.objects.get(name="孙小明").has_usable_password()


def test_a_new_holder_follows_the_old_one_and_undo_brings_the_old_one_back(cast: Cast) -> None:
    before = everything()
    plan = actions.preview(Import(institution=ours(cast)), [people({"post": "所长", "person": "吴志远"})])
    assert [(row.outcome.value, row.added) for row in plan.rows] == [
        ("changed", ("吴志远", "head甲 → 吴志远"))
    ]
    source = applied(cast, people({"post": "所长", "person": "吴志远"}))
    assert Post.objects.get(title="所长").holder_name() == "吴志远"
    undone(cast, source)
    assert everything() == before
    assert Post.objects.get(title="所长").holder_name() == "head甲"


def test_a_row_without_post_and_name_is_rejected(cast: Cast) -> None:
    report = applied(cast, people({"post": "", "person": ""})).report
    assert [cell["message"] for cell in report["rejected"]] == ["没有写岗位，也没有写姓名。"]


def test_new_steps_and_posts_show_what_their_rows_say(cast: Cast) -> None:
    other_category()
    read = steps(NEW[1]), people({"post": "会计", "person": "吴久", "notes": "兼职"})
    shown = [[row.facts for row in plan([one], snapshot(ours(cast), {one.kind}), None).rows] for one in read]
    where = (("承办机构", "民政所"), ("职权类别", "其他行政权力"))
    said = (
        ("序号", "1"),
        ("类型", "审核"),
        ("承办主体", "所长"),
        ("时限", "5个工作日"),
        ("承办岗位", "所长"),
    )
    assert shown == [[(*where, *said)], [(("所在科室", "民政所"), ("备注", "兼职"))]]
