"""Parsing the step table: whatever is posted, it neither crashes nor loses what was typed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from powers import chart_rules
from powers.chart_input import ExitRow
from powers.enums import StepKind, TimeUnit
from powers.step_moves import rearrange
from powers.step_table import BRANCH, CELLS, MAX_STEPS, NEXT, NONE, from_values, parse

POSTS = {5: "岗位五", 6: "岗位六"}
KNOWN = {10, 11, 12}

SIGNS = "甲乙１5 a<&\"'\\{}\n\t\x00\x1b\u2028\ud800𡃁"
anything = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
texts = st.text(SIGNS, max_size=70) | st.sampled_from(
    ["", "1", "5", "999", "1000", "-1", "受理", "on", "x" * 400]
)
keys = st.integers(min_value=0, max_value=6) | st.just(999999)
cell_names = st.builds(lambda key, cell: f"step-{key}-{cell}", keys, st.sampled_from(CELLS))
way_names = st.builds(
    lambda key, way, part: f"step-{key}-exit-{way}-{part}",
    keys,
    st.integers(0, 3),
    st.sampled_from(["to", "condition"]),
)
junk_names = st.sampled_from(
    ["step-", "step-x-label", "step-1-exit-y-to", "step--1-label", "seen", "step-1-no"]
)
choices = st.sampled_from([*StepKind.values, *TimeUnit.values, NEXT, BRANCH, NONE, *"0123456", "10", "11"])
orders = st.builds("{}-{}".format, st.sampled_from(["up", "down", "insert", "delete"]), keys)
requests = st.dictionaries(cell_names | way_names | junk_names, texts | choices, max_size=40)


def read(post: dict[str, str]) -> Any:
    return parse(post, posts=POSTS, known=KNOWN)


@anything
@given(requests)
def test_any_request_is_understood_or_answered_cell_by_cell(post: dict[str, str]) -> None:
    table = read(post)
    steps, exits = table.steps(), table.exits()
    numbers = [step.no for step in steps]
    assert numbers == list(range(1, len(steps) + 1))
    assert all(way.source in numbers and way.target in numbers for way in exits)
    assert len({(way.source, way.target) for way in exits}) == len(exits)
    assert all(way.source != way.target for way in exits)
    ids = [step.id for step in steps if step.id]
    assert len(set(ids)) == len(ids)
    assert set(ids) <= KNOWN
    chart_rules.problems(table.judged(), [(way.source, way.target, way.condition) for way in exits])
    if table.is_valid():
        assert all(step.label and len(step.label) <= 60 for step in steps)
        assert all(step.kind in StepKind.values for step in steps)


@anything
@given(requests)
def test_everything_typed_stays(post: dict[str, str]) -> None:
    table = read(post)
    for name, text in post.items():
        parts = name.split("-")
        row = next((row for row in table.rows if parts[1:2] == [str(row.key)]), None)
        typed = " ".join(text.split())
        if row is None or not typed:
            continue
        if parts[2] in CELLS and parts[2] != "way":
            assert row.cells[parts[2]] == typed
        elif parts[2:3] == ["exit"] and parts[3].isdigit() and parts[4] in ("to", "condition"):
            assert getattr(next(way for way in row.ways if way.key == int(parts[3])), parts[4]) == typed


@anything
@given(requests, st.text("up-0add", max_size=9) | orders)
def test_any_order_to_rearrange_keeps_the_other_rows(post: dict[str, str], order: str) -> None:
    table = read(post)
    before = [row.key for row in table.rows]
    rearrange(table, order)
    after = [row.key for row in table.rows]
    assert len(set(after)) == len(after)
    assert abs(len(after) - len(before)) <= 1
    assert len(set(before) - set(after)) <= 1


def fields(key: int, **cells: str) -> dict[str, str]:
    return {f"step-{key}-{name.replace('__', '-')}": text for name, text in cells.items()}


def test_order_of_the_request_is_the_order_of_the_rows() -> None:
    table = read(fields(5, label="先", kind="start") | fields(0, label="后", kind="end"))
    assert [(row.no, row.label) for row in table.rows] == [(1, "先"), (2, "后")]
    assert table.exits() == [ExitRow(1, 2)]


def test_blank_rows_are_left_out_of_numbers_and_ways() -> None:
    table = read(fields(0, label="甲") | fields(1, label="", kind="review") | fields(2, label="乙"))
    assert [step.label for step in table.steps()] == ["甲", "乙"]
    assert table.exits() == [ExitRow(1, 2)]
    assert table.is_valid()


def test_row_with_content_but_no_wording_is_wrong() -> None:
    table = read(fields(0, label="", actor="民政所"))
    assert list(table.rows[0].errors) == ["label"]


def test_end_and_none_have_no_way_out() -> None:
    table = read(fields(0, label="甲", way=NONE) | fields(1, label="乙", kind="end") | fields(2, label="丙"))
    assert table.exits() == []


def test_the_same_step_twice_is_kept_once() -> None:
    table = read(
        fields(0, label="甲", id="10") | fields(1, label="乙", id="10") | fields(2, label="丙", id="77")
    )
    assert [step.id for step in table.steps()] == [10, None, None]


@pytest.mark.parametrize(
    ("value", "unit", "wrong"),
    [
        ("", "", []),
        ("5", "working_day", []),
        ("５", "month", []),
        ("", "immediate", []),
        ("5", "", ["time_limit_unit"]),
        ("", "week", ["time_limit_value"]),
        ("0", "week", ["time_limit_value"]),
        ("1000", "week", ["time_limit_value"]),
        ("1.5", "week", ["time_limit_value"]),
        ("三", "week", ["time_limit_value"]),
        ("5", "immediate", ["time_limit_value"]),
        ("5", "fortnight", ["time_limit_unit"]),
    ],
)
def test_time_limits(value: str, unit: str, wrong: list[str]) -> None:
    table = read(fields(0, label="甲", kind="review", time_limit_value=value, time_limit_unit=unit))
    assert list(table.rows[0].errors) == wrong


def test_branch_without_a_target_is_wrong() -> None:
    table = read(fields(0, label="甲", way=BRANCH) | fields(1, label="乙"))
    assert list(table.rows[0].errors) == ["way"]


def test_control_characters_are_named_and_kept() -> None:
    table = read(fields(0, label="甲\x00乙"))
    assert list(table.rows[0].errors) == ["label"]
    assert table.rows[0].cells["label"] == "甲\x00乙"


def test_too_many_steps() -> None:
    post: dict[str, str] = {}
    for key in range(MAX_STEPS + 1):
        post |= fields(key, label=f"环节{key}")
    table = read(post)
    assert len(table.errors) == 1
    assert not table.is_valid()


def test_stored_chart_comes_back_as_it_was() -> None:
    blank = dict.fromkeys(
        ["actor", "function", "handling_system", "duty_requirement", "supervision", "counterpart_rights"], ""
    ) | {"is_external": False, "post": None, "time_limit_value": None, "time_limit_unit": ""}
    steps = [
        {**blank, "id": 10, "no": 2, "label": "甲", "kind": "accept", "post": 5},
        {**blank, "id": 11, "no": 4, "label": "乙", "kind": "decision", "is_external": True},
        {**blank, "id": 12, "no": 9, "label": "丙", "kind": "end"},
    ]
    values = {"steps": steps, "exits": [[2, 4, ""], [4, 9, "是"], [4, 2, "否"]]}
    table = from_values(values, codes={10: ("R1",)}, posts=POSTS)
    assert [row.cells["way"] for row in table.rows] == [NEXT, BRANCH, NEXT]
    assert table.rows[0].risk_codes == ("R1",)
    assert table.exits() == [ExitRow(1, 2), ExitRow(2, 3, "是"), ExitRow(2, 1, "否")]
    assert table.steps()[0].values["post"] == "岗位五"
