"""The annual register as a workbook, read back: nothing, one power, thousands of risk points."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest

from registers.changes import ChangeLine
from registers.sheets import Heading
from registers.workbook import book
from riskreg.rendering import xlsx

HEADING = Heading(
    "云溪区水务局",
    2026,
    "2026-1",
    "已审定",
    datetime(2026, 3, 1, tzinfo=UTC),
    approved=("党组会", "2026-02-27"),
)
TABS = ["封面与说明", "汇总", "风险等级目录", "风险点登记", "职权目录", "变动说明"]


def content(number: int, grade: str = "A", points: int = 2) -> dict[str, Any]:
    return {
        "code": f"XK-{number:04d}", "name": f"第{number}项许可", "category": "行政许可权", "unit": f"第{number // 100}科",
        "leader_in_charge": "副局长", "grade": grade, "grade_reason": "", "grading": {}, "is_public": True, "bases": [],
        "conditions": "", "time_limit": None, "service_commitment": "", "work_discipline": "", "accountability": "",
        "duty_division": "", "duties": "", "responsible": {"first": "", "in_charge": "", "direct": ""},
        "steps": [], "transitions": [],
        "risk_points": [
            {"code": f"R{n}", "title": "拖延", "step": None, "manifestation": "", "kind": "integrity", "line": "warning",
             "cause": "", "grade": grade, "status": "confirmed", "measures": [], "indicator": "",
             "responsible": {"first": "", "in_charge": "", "direct": ""}}
            for n in range(1, points + 1)
        ],
    }  # fmt: skip


def sheets(contents: list[dict[str, Any]], changes: Any = ()) -> dict[str, Any]:
    out = io.BytesIO()
    xlsx.write(book(HEADING, contents, changes), out)
    return {sheet.title: sheet for sheet in openpyxl.load_workbook(out)}


def numbered(sheet: Any) -> list[tuple[Any, ...]]:
    return [row for row in sheet.iter_rows(min_row=4, values_only=True) if isinstance(row[0], int)]


@pytest.mark.parametrize(("powers", "points"), [(0, 0), (1, 0), (1, 1), (1500, 2)])
def test_every_power_and_every_risk_point_has_its_row(powers: int, points: int) -> None:
    found = sheets([content(number, points=points) for number in range(powers)])
    assert list(found) == TABS
    rows = {name: numbered(found[name]) for name in TABS[2:5]}
    assert {name: [row[0] for row in rows[name]] for name in rows} == {
        "风险等级目录": list(range(1, powers + 1)),
        "风险点登记": list(range(1, powers * points + 1)),
        "职权目录": list(range(1, powers + 1)),
    }
    assert [row[1] for row in rows["职权目录"]] == [f"XK-{number:04d}" for number in range(powers)]
    assert {row[6] for row in rows["风险等级目录"]} <= {points}
    for name in TABS[2:]:
        last = [cell.value for cell in list(found[name].rows)[-1]]
        assert last[0].startswith("填表人：")


def test_powers_stand_by_grade_each_with_how_many_there_are() -> None:
    found = sheets([content(number, grade) for number, grade in enumerate("CABA")] + [content(9, "")])
    rows = [row[:4] for row in found["风险等级目录"].iter_rows(min_row=4, values_only=True)]
    assert [(row[0], row[1]) for row in rows[:-1]] == [
        (1, "XK-0001"), (2, "XK-0003"), (None, "A级小计：2项"), (3, "XK-0002"), (None, "B级小计：1项"),
        (4, "XK-0000"), (None, "C级小计：1项"), (5, "XK-0009"), (None, "未定级小计：1项"),
    ]  # fmt: skip


def test_cells_of_one_unit_and_of_one_power_are_one_cell() -> None:
    found = sheets([content(1), content(2), content(100)])
    ranges = {str(area) for area in found["风险点登记"].merged_cells.ranges}
    assert ranges == {
        "A1:R1", "A2:R2", "A10:R10",
        "B4:B7", "B8:B9", "D4:D5", "D6:D7", "D8:D9", "E4:E5", "E6:E7", "E8:E9",
    }  # fmt: skip


def test_the_change_statement_merges_what_the_changes_of_a_power_share() -> None:
    lines = [
        ChangeLine("X 甲", "修改", "办理条件", "旧", "新", "复核", "一科"),
        ChangeLine("X 甲", "修改", "时限", "1", "2", "复核", "一科"),
        ChangeLine("Y 乙", "增加", "", "", "", "新法", "一科", "《法》"),
    ]
    sheet = sheets([], lines)["变动说明"]
    rows = numbered(sheet)
    assert [row[:10] for row in rows] == [
        (1, "X 甲", "修改", "办理条件", "旧", "新", "复核", None, "一科", None),
        (2, None, None, "时限", "1", "2", None, None, None, None),
        (3, "Y 乙", "增加", None, None, None, "新法", "《法》", "一科", None),
    ]
    assert [row[10] for row in rows] == ["党组会\n2026-02-27", None, "党组会\n2026-02-27"]


def test_a_title_says_the_year_once() -> None:
    title = HEADING.title("年度风险级别复核（调整）表")
    assert title == "云溪区水务局2026年度风险级别复核（调整）表"
    assert HEADING.title_parts("年度报告") == ("云溪区水务局2026年度", "报告", "")
