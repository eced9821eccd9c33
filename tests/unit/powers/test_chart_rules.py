"""powers/chart_rules.py: what the linter says about a chart."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from powers.chart_input import STEP_DEFAULTS
from powers.chart_rules import problems

COMPLETE = {
    "handling_system": "制度",
    "duty_requirement": "要求",
    "supervision": "监督",
    "counterpart_rights": "陈述",
}


def step(no: int, kind: str = "execute", **values: Any) -> Any:
    whole = {**STEP_DEFAULTS, **COMPLETE, "actor": "科室", "post_id": no, "label": f"环节{no}", **values}
    return SimpleNamespace(no=no, kind=kind, **whole)


def chain(*steps: Any) -> list[tuple[int, int, str]]:
    return [(one.no, other.no, "") for one, other in pairwise(steps)]


def said(steps: list[Any], ways: Any = None, limit: Any = (None, "")) -> list[tuple[str, str, int | None]]:
    ways = chain(*steps) if ways is None else ways
    return [(found.rule, found.level, found.step_no) for found in problems(steps, ways, limit)]


def whole(*middle: Any) -> list[Any]:
    return [step(1, "start"), *middle, step(90, "end")]


def test_a_sound_chart_has_no_findings() -> None:
    assert said(whole(step(2), step(3))) == []


def test_a_chart_says_where_it_begins_and_where_it_ends() -> None:
    assert said([step(1), step(2)]) == [("R13", "W", 1), ("R13", "W", None)]
    assert said([step(1, "apply"), step(2, "end")]) == []


def test_a_way_that_stops_short_of_the_end_is_named() -> None:
    steps = whole(step(2), step(3))
    assert said(steps, [(1, 2, "是"), (2, 90, ""), (1, 3, "否")]) == [("R13", "W", 3)]


def test_every_way_leading_back_is_an_error() -> None:
    steps = [step(1, "start"), step(2), step(3)]
    assert ("R13", "E", None) in said(steps, [(1, 2, ""), (2, 3, ""), (3, 2, "")])


def test_an_unreachable_step_a_loop_without_exit_and_a_decision_with_one_way() -> None:
    steps = whole(step(2, "decision"), step(3), step(4), step(5))
    ways = [(1, 2, ""), (2, 90, "是"), (4, 5, ""), (5, 4, ""), (3, 90, "")]
    found = [(rule, no) for rule, level, no in said(steps, ways) if level == "E"]
    assert found == [("R13", 2), ("R13", 3), ("R13", 4), ("R13", 4), ("R13", 5), ("R13", 5)]


def test_a_decision_names_each_of_its_ways() -> None:
    steps = whole(step(2, "decision"), step(3))
    assert said(steps, [(1, 2, ""), (2, 3, "是"), (2, 90, ""), (3, 90, "")]) == [("R13", "E", 2)]


def test_a_step_of_several_ways_says_when_each_is_taken_unless_all_are() -> None:
    steps = whole(step(2, "review", time_limit_unit="immediate"), step(3))
    ways = [(1, 2, ""), (2, 3, "不通过"), (2, 90, ""), (3, 90, "")]
    assert said(steps, ways) == [("R13", "W", 2)]
    assert said(steps, [*ways[:2], (2, 90, "通过"), ways[3]]) == []
    assert said(whole(step(2, "parallel"), step(3)), ways) == []


def test_nobody_acting_is_said_apart_from_what_else_is_missing() -> None:
    found = said(whole(step(2, actor="", post_id=None)))
    assert found == [("R15", "W", 2), ("R15", "W", 2)]


@pytest.mark.parametrize(
    ("limits", "power", "over"),
    [
        ([(5, "working_day"), (5, "working_day")], (10, "working_day"), False),
        ([(5, "working_day"), (6, "working_day")], (10, "working_day"), True),
        ([(2, "week"), (1, "calendar_day")], (15, "calendar_day"), False),
        ([(2, "week"), (2, "calendar_day")], (15, "calendar_day"), True),
        ([(1, "quarter"), (10, "month")], (1, "year"), True),
        ([(1, "month")], (5, "working_day"), False),
        ([(None, "immediate")], (1, "working_day"), False),
    ],
)
def test_limits_of_steps_add_up_to_no_more_than_the_powers(limits: Any, power: Any, over: bool) -> None:
    steps = whole(*(step(n, time_limit_value=v, time_limit_unit=u) for n, (v, u) in enumerate(limits, 2)))
    assert said(steps, limit=power) == ([("R11", "W", None)] if over else [])


def test_no_step_of_an_immediate_power_takes_days() -> None:
    days = {"time_limit_value": 3, "time_limit_unit": "working_day"}
    limit = (None, "immediate")
    assert (
        said(whole(step(2, time_limit_unit="immediate"), step(3, is_external=True, **days)), limit=limit)
        == []
    )
    (found,) = problems(whole(step(2, **days), step(3, **days)), chain(*whole(step(2), step(3))), limit)
    assert (found.rule, found.level, found.step_no) == ("R11", "W", 2)
    assert found.message == "本职权的办理时限是即时，但环节2“环节2”要3个工作日。"


def test_the_longest_way_counts_and_outsiders_do_not() -> None:
    days = {"time_limit_value": 4, "time_limit_unit": "working_day"}
    steps = whole(step(2, "decision"), step(3, **days), step(4, **days), step(5, is_external=True, **days))
    ways = [(1, 2, ""), (2, 3, "是"), (2, 4, "否"), (3, 5, ""), (4, 5, ""), (5, 90, "")]
    assert said(steps, ways, (4, "working_day")) == []
    (found,) = problems(steps, ways, (3, "working_day"))
    assert found.message == "各环节时限最长的一路合计4个工作日，超过本职权的办理时限3个工作日。"
