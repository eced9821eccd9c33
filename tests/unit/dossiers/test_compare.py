"""What the comparison says about each kind of change."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from dossiers.compare import compare
from dossiers.content import content_of
from tests import scenarios

pytestmark = pytest.mark.django_db
Edit = Callable[[dict[str, Any]], Any]


def _said(cast: Any, edit: Edit) -> list[tuple[str, str, str, str, str, str]]:
    old = content_of(scenarios.complete(cast))
    new = deepcopy(old)
    edit(new)
    rows = compare(old, new)
    return [(str(c.section), c.thing, str(c.field), c.old, c.new, c.kind) for c in rows]


def test_equal_contents_have_no_changes(cast: Any) -> None:
    assert _said(cast, lambda new: None) == []


HIDDEN = {"permanence": "cannot", "basis": "保密规定", "reason": "秘密"}
NEW_STEP = {"no": 7, "key": -1, "label": "归档", "kind": "archive"}
BASIS = {"level": "law", "title": "新法", "document_no": "", "article": "", "text": ""}
MEASURE = {"code": "M2", "title": "公开", "status": "planned"}

CASES: dict[str, tuple[Edit, list[tuple[str, str, str, str, str, str]]]] = {
    "a column": (
        lambda new: new.update(conditions="另写"),
        [("职权资料", "", "办理条件", "户籍在本镇", "另写", "changed")],
    ),
    "a time limit": (
        lambda new: new.update(time_limit={"value": None, "unit": "immediate"}),
        [("职权资料", "", "办理时限", "20个工作日", "即时", "changed")],
    ),
    "a grade": (
        lambda new: new.update(grade="A"),
        [("职权资料", "", "风险等级", "B", "A", "changed")],
    ),
    "a factor": (
        lambda new: new["grading"].update(public_concern="high"),
        [("风险定级", "", "群众关注度", "比较关心", "关注度高", "changed")],
    ),
    "a basis added": (
        lambda new: new["bases"].append(BASIS),
        [("行使依据", "新法", "", "", "新法", "added")],
    ),
    "a basis removed": (
        lambda new: new["bases"].clear(),
        [("行使依据", "示例法", "", "示例法", "", "removed")],
    ),
    "a step changed": (
        lambda new: new["steps"][2].update(post="办事员"),
        [("流程环节", "3 审核", "承办岗位", "所长（head甲）", "办事员", "changed")],
    ),
    "a step renamed": (
        lambda new: new["steps"][2].update(label="集体审核"),
        [("流程环节", "3 集体审核", "环节名称", "审核", "集体审核", "changed")],
    ),
    "a step added": (
        lambda new: new["steps"].append(NEW_STEP),
        [("流程环节", "7 归档", "", "", "归档", "added")],
    ),
    "a way added": (
        lambda new: new["transitions"].append({"from": 3, "to": 2, "condition": "补正"}),
        [("流向", "审核 → 受理（补正）", "", "", "审核 → 受理（补正）", "added")],
    ),
    "a way removed": (
        lambda new: new["transitions"].pop(),
        [("流向", "发放 → 结束", "", "发放 → 结束", "", "removed")],
    ),
    "a risk point changed": (
        lambda new: new["risk_points"][0].update(line="warning"),
        [("风险点", "R1 优亲厚友", "三线", "高压线", "警戒线", "changed")],
    ),
    "a risk point moved to another step": (
        lambda new: new["risk_points"][0].update(step=2),
        [("风险点", "R1 优亲厚友", "所在环节", "3", "2", "changed")],
    ),
    "a risk point removed": (
        lambda new: new["risk_points"].clear(),
        [("风险点", "R1 优亲厚友", "", "优亲厚友", "", "removed")],
    ),
    "a measure changed": (
        lambda new: new["risk_points"][0]["measures"][0].update(status="in_place"),
        [("防控措施 R1", "M1 两人核查", "落实情况", "计划中", "已落实", "changed")],
    ),
    "a measure added": (
        lambda new: new["risk_points"][0]["measures"].append(MEASURE),
        [("防控措施 R1", "M2 公开", "", "", "公开", "added")],
    ),
    "a link overridden for one risk point": (
        lambda new: new["risk_points"][0]["responsible"].update(staff="所长"),
        [("责任链 R1", "", "一般工作人员", "办事员（clerk甲）", "所长", "changed")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_one_edit_is_said_once(cast: Any, name: str) -> None:
    edit, expected = CASES[name]
    assert _said(cast, edit) == expected


def test_a_power_that_is_hidden_says_all_three_reasons(cast: Any) -> None:
    said = _said(cast, lambda new: new.update(is_public=False, nonpublic=HIDDEN))
    assert [(field, old, new) for _s, _t, field, old, new, _k in said] == [
        ("公开", "是", "否"),
        ("不公开类型", "", "不能公开"),
        ("不公开依据", "", "保密规定"),
        ("不公开理由", "", "秘密"),
    ]


def test_a_chain_changed_for_the_power_is_said_once(cast: Any) -> None:
    """The risk points that follow the power's chain do not repeat it."""

    def edit(new: dict[str, Any]) -> None:
        new["responsible"]["first"] = "书记"
        new["risk_points"][0]["responsible"]["first"] = "书记"

    assert _said(cast, edit) == [("责任链", "", "第一责任人", "镇长（leader甲）", "书记", "changed")]


def test_renumbering_alone_is_no_change_of_ways(cast: Any) -> None:
    def edit(new: dict[str, Any]) -> None:
        new["steps"][4]["no"], new["steps"][5]["no"] = 6, 5
        for way in new["transitions"]:
            for end in ("from", "to"):
                way[end] = {5: 6, 6: 5}.get(way[end], way[end])

    assert {section for section, *_rest in _said(cast, edit)} == {"流程环节"}


def test_a_step_put_in_anew_with_the_same_wording_changes_no_way(cast: Any) -> None:
    said = _said(cast, lambda new: new["steps"][2].update(key=-1))
    assert {section for section, *_rest in said} == {"流程环节"}
