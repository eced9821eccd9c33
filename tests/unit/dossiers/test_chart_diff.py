"""dossiers/chart_diff.py: which step is which, what differs, and one merged chart of both states."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.chart_diff import ChartDiff, diff

BLANK = {
    "post": "",
    "is_external": False,
    "function": "",
    "time_limit": None,
    "handling_system": "",
    "duty_requirement": "",
    "supervision": "",
    "counterpart_rights": "",
}


def step(no: int, label: str, key: int | None = None, **more: Any) -> dict[str, Any]:
    return {"no": no, "key": key, "label": label, "kind": "review", "actor": "民政所", **BLANK, **more}


def chart(*steps: dict[str, Any], ways: list[tuple[int, int, str]] | None = None) -> dict[str, Any]:
    """Return a content; without `ways` the steps follow one another."""
    if ways is None:
        ways = [(no, no + 1, "") for no in range(1, len(steps))]
    rows = [{"from": source, "to": target, "condition": words} for source, target, words in ways]
    return {"steps": list(steps), "transitions": rows}


def line(*labels: str, keys: str = "") -> dict[str, Any]:
    """Return a chart of steps in a row; `keys` has one digit a step."""
    numbers = [int(digit) for digit in keys] or [None] * len(labels)
    return chart(*(step(no, label, numbers[no - 1]) for no, label in enumerate(labels, 1)))


def marks(found: ChartDiff) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.step["label"], one.marks) for one in found.steps if one.marks]


def ways(found: ChartDiff) -> list[tuple[str, str, str, str, str]]:
    label = {one.no: one.step["label"] for one in found.steps}
    return [(w.kind, label[w.source], label[w.target], w.old, w.new) for w in found.ways if w.kind != "same"]


def test_a_step_put_between_two_others_moves_neither() -> None:
    found = diff(line("申请", "审核", "结束", keys="123"), line("申请", "公示", "审核", "结束", keys="1423"))
    assert marks(found) == [("公示", ("added",))]
    assert ways(found) == [
        ("added", "申请", "公示", "", ""),
        ("added", "公示", "审核", "", ""),
        ("removed", "申请", "审核", "", ""),
    ]


def test_a_removed_step_stays_behind_the_one_it_followed() -> None:
    found = diff(line("申请", "公示", "审核", keys="123"), line("申请", "审核", keys="13"))
    assert [(one.no, one.step["label"], one.kind) for one in found.steps] == [
        (1, "申请", "same"),
        (2, "公示", "removed"),
        (3, "审核", "same"),
    ]


def test_a_first_step_that_is_gone_stands_first() -> None:
    found = diff(line("登记", "申请", keys="12"), line("申请", keys="2"))
    assert [one.kind for one in found.steps] == ["removed", "same"]


def test_a_renamed_step_is_known_by_its_key_and_said_in_words() -> None:
    old, new = line("申请", "初审", keys="12"), line("申请", "会商", keys="12")
    new["steps"][1]["time_limit"] = {"value": 3, "unit": "working_day"}
    found = diff(old, new)
    assert marks(found) == [("会商", ("changed",))]
    assert [(str(c.field), c.old, c.new) for c in found.steps[1].fields] == [
        ("环节名称", "初审", "会商"),
        ("时限", "", "3个工作日"),
    ]


def test_steps_that_change_places_have_moved() -> None:
    found = diff(line(*"甲乙丙丁", keys="1234"), line(*"甲丙乙丁", keys="1324"))
    assert marks(found) == [("丙", ("moved",)), ("乙", ("moved",))]


def test_a_step_may_be_changed_and_moved() -> None:
    found = diff(line(*"甲乙丙丁", keys="1234"), line("甲", "丙", "丁", "乙二", keys="1342"))
    assert ("乙二", ("changed", "moved")) in marks(found)


def test_another_way_to_a_step_in_the_same_order_moves_it() -> None:
    steps = [step(no, label, no) for no, label in enumerate("甲乙丙丁", 1)]
    old = chart(*steps, ways=[(1, 2, ""), (2, 4, ""), (1, 3, "")])
    new = chart(*steps, ways=[(3, 2, ""), (2, 1, ""), (4, 3, "")])
    assert ("乙", ("moved",)) in marks(diff(old, new))


def test_numbers_alone_are_no_difference() -> None:
    new = line("申请", "审核", keys="12")
    for row in new["steps"]:
        row["no"] *= 10
    new["transitions"] = [{"from": 10, "to": 20, "condition": ""}]
    assert not diff(line("申请", "审核", keys="12"), new).differs


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([(1, 2, "")], [(1, 2, "同意")], [("changed", "甲", "乙", "", "同意")]),
        ([(1, 2, "")], [], [("removed", "甲", "乙", "", "")]),
        ([], [(1, 2, "同意")], [("added", "甲", "乙", "", "同意")]),
        (
            [(1, 2, "一"), (1, 2, "二")],
            [(1, 2, "二"), (1, 2, "三"), (1, 2, "四")],
            [("changed", "甲", "乙", "一", "三"), ("added", "甲", "乙", "", "四")],
        ),
    ],
)
def test_ways(old: Any, new: Any, expected: Any) -> None:
    steps = [step(1, "甲", 1), step(2, "乙", 2)]
    assert ways(diff(chart(*steps, ways=old), chart(*steps, ways=new))) == expected


def test_without_keys_wording_and_actor_tell_which_step_is_which() -> None:
    found = diff(line("审核", "审核", "公示"), line("公示", "审核", "审核"))
    assert {one.kind for one in found.steps} <= {"same", "moved"}
    assert len(found.steps) == 3


def test_steps_made_again_are_the_same_steps() -> None:
    assert not diff(line("申请", "审核", keys="12"), line("申请", "审核", keys="89")).differs


def test_similar_wording_counts_between_the_same_neighbours_only() -> None:
    old, new = line("申请", "审核材料", "发放"), line("申请", "审核全部材料", "发放")
    assert marks(diff(old, new)) == [("审核全部材料", ("changed",))]
    elsewhere = line("申请", "公示", "审核全部材料")
    assert {kind for _label, (kind, *_more) in marks(diff(old, elsewhere))} >= {"added", "removed"}


def test_a_chain_of_rewordings_is_followed_from_neighbour_to_neighbour() -> None:
    old = line("申请", "所长审核材料", "领导审批事项", "结束")
    new = line("申请", "所长审核全部材料", "领导审批全部事项", "结束")
    assert {mark for _label, mark in marks(diff(old, new))} == {("changed",)}


def test_columns_that_an_old_content_did_not_know_are_no_difference() -> None:
    old = line("申请", keys="1")
    del old["steps"][0]["supervision"], old["steps"][0]["key"]
    new = deepcopy(line("申请", keys="1"))
    new["steps"][0]["supervision"] = "抽查"
    assert not diff(old, new).differs


LABELS = ["申请", "受理", "审核材料", "审核全部材料", "公示", "发放", "结束"]


@st.composite
def contents(draw: Any) -> dict[str, Any]:
    """Charts with few wordings and keys, so that steps of two charts are often the same or alike."""
    keys = draw(st.lists(st.integers(1, 9), unique=True, max_size=7))
    steps = [
        step(no, draw(st.sampled_from(LABELS)), draw(st.sampled_from([key, None])))
        for no, key in enumerate(keys, 1)
    ]
    pair = st.tuples(st.integers(1, 8), st.integers(1, 8), st.sampled_from(["", "同意", "退回"]))
    return chart(*steps, ways=draw(st.lists(pair, max_size=10)))


@given(contents())
def test_nothing_differs_from_itself(content: dict[str, Any]) -> None:
    found = diff(content, content)
    assert not found.differs
    assert len(found.steps) == len(content["steps"])


@given(contents(), contents())
def test_every_step_and_way_of_both_is_in_the_merged_chart_once(old: Any, new: Any) -> None:
    found = diff(old, new)
    assert sorted(one.old["no"] for one in found.steps if one.old) == [row["no"] for row in old["steps"]]
    assert sorted(one.new["no"] for one in found.steps if one.new) == [row["no"] for row in new["steps"]]
    assert [one.no for one in found.steps] == list(range(1, len(found.steps) + 1))
    for content, there in ((old, ("removed", "changed", "same")), (new, ("added", "changed", "same"))):
        known = {row["no"] for row in content["steps"]}
        drawn = [way for way in content["transitions"] if {way["from"], way["to"]} <= known]
        assert sum(way.kind in there for way in found.ways) == len(drawn)


@given(contents(), contents())
def test_what_is_added_one_way_is_removed_the_other(old: Any, new: Any) -> None:
    there, back = diff(old, new), diff(new, old)
    added = sorted(one.new["no"] for one in there.steps if one.kind == "added" and one.new)
    assert added == sorted(one.old["no"] for one in back.steps if one.kind == "removed" and one.old)
    removed = sorted(one.old["no"] for one in there.steps if one.kind == "removed" and one.old)
    assert removed == sorted(one.new["no"] for one in back.steps if one.kind == "added" and one.new)
    assert len([w for w in there.ways if w.kind == "added"]) == len(
        [w for w in back.ways if w.kind == "removed"]
    )
