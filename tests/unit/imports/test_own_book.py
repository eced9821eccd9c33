"""What our own register prints to Excel comes in again, in both languages."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from imports.columns import guess_kind, read_table, suggest
from imports.fields import TableKind
from imports.rows import Basis, Limit, ReadTable
from imports.tables import find_table
from registers.sheets import Heading
from registers.workbook import book
from riskreg.reading.files import read_book
from riskreg.rendering import xlsx


def point(code: str, title: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code, "title": title, "step": None, "manifestation": "", "kind": "integrity", "line": "warning",
        "cause": "process", "grade": "A", "status": "confirmed", "measures": [], "indicator": "",
        "responsible": {"first": "局长", "in_charge": "副局长", "direct": "科长"}, **more,
    }  # fmt: skip


def measure(title: str) -> dict[str, Any]:
    return {"code": "M1", "title": title, "kind": "rule", "phase": "prevention", "status": "planned",
            "responsible": "出纳岗"}  # fmt: skip


CONTENT = {
    "code": "XK-01", "name": "取水许可", "category": "行政许可权", "unit": "水资源科", "leader_in_charge": "副局长",
    "grade": "A", "grade_reason": "裁量大", "grading": {}, "is_public": True,
    "bases": [
        {"title": "水法", "document_no": "", "article": "第七条", "text": ""},
        {"title": "取水许可条例", "document_no": "国务院令第460号", "article": "第十四条", "text": ""},
    ],
    "conditions": "材料齐全", "time_limit": {"value": 20, "unit": "working_day"}, "service_commitment": "一次告知",
    "work_discipline": "", "accountability": "依规处理", "duty_division": "", "duties": "",
    "responsible": {"first": "局长", "in_charge": "副局长", "direct": "科长"},
    "steps": [{"no": 1, "label": "受理", "post": "窗口岗"}], "transitions": [],
    "risk_points": [
        point("R1", "选择性受理", step=1, manifestation="拖延\n刁难", measures=[measure("限时办结。"), measure("公开流程")],
              found_how="自查", precedent="某案"),
        point("R2", "降低标准", measures=[measure("会审")]),
    ],
}  # fmt: skip
HEADING = Heading("云溪区水务局", 2026, "", "草稿", datetime(2026, 3, 1, tzinfo=UTC))


def read(language: str) -> dict[str, ReadTable]:
    """Print the register and read every sheet that lists something."""
    with translation.override(language):
        file = io.BytesIO()
        xlsx.write(book(HEADING, [CONTENT]), file)
    found = {}
    for sheet in read_book("register.xlsx", file.getvalue()).sheets[2:5]:
        table = find_table(sheet)
        samples = table.samples()
        kind = guess_kind(table.heads, samples)
        mapping = {one.head: one.field for one in suggest(table.heads, samples, kind) if one.field}
        found[f"{kind}{len(table.heads)}"] = read_table(sheet, table, kind, mapping)
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_our_register_is_read_back(language: str) -> None:
    grades, register, catalogue = read(language).values()
    assert [table.kind for table in (grades, register, catalogue)] == [
        TableKind.POWERS, TableKind.REGISTER, TableKind.POWERS,
    ]  # fmt: skip
    assert not grades.rejected and not register.rejected and not catalogue.rejected
    assert not register.unmapped and not catalogue.unmapped
    [graded] = grades.rows
    assert (graded.values["power_code"], graded.values["grade"]) == ("XK-01", "A")
    [first, second] = [row.values for row in register.rows]
    assert first == {
        "unit": "水资源科", "post": "窗口岗", "power": "取水许可", "power_code": "XK-01", "step": "1. 受理",
        "point_code": "R1", "point": "选择性受理", "manifestation": "拖延\n刁难", "cause": "process", "line": "warning",
        "grade": "A", "measures": ("限时办结。", "公开流程"), "indicator": "", "responsible": "出纳岗",
        "unit_head": "科长", "leader": "副局长", "found_how": "自查", "precedent": "某案", "notes": "",
    }  # fmt: skip
    assert (second["power"], second["point"], second["measures"]) == ("取水许可", "降低标准", ("会审",))
    assert second["step"] == second["found_how"] == second["precedent"] == ""
    [power] = [row.values for row in catalogue.rows]
    assert power["bases"] == (
        Basis("水法", "", "第七条"),
        Basis("取水许可条例", "国务院令第460号", "第十四条"),
    )
    assert (power["time_limit"], power["is_public"]) == (Limit(20, "working_day"), True)
