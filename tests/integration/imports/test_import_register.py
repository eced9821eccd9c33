"""manage.py import_register: a file in, a report out."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from imports import actions
from imports.models import Import
from organisation.models import Unit
from powers.models import Power
from registers import exporting
from riskpoints.models import RiskPoint
from tests import scenarios
from tests.scenarios import Cast
from tests.unit.imports.layouts import NAMES, layout, workbook
from tests.unit.imports.tables import other_category

pytestmark = pytest.mark.django_db

ROWS = {
    "title": "廉政风险点登记表",
    "rows": [
        ["清河镇廉政风险点登记表"],
        [
            "序号",
            "科室",
            "职权名称",
            "风险点",
            "表现形式",
            "风险等级",
            "防控措施",
            "部门负责人",
            "分管领导",
            "自编栏",
        ],
        [
            1,
            "民政所",
            "低保审核",
            "优亲厚友",
            "为亲属放宽条件",
            "高",
            "1.两人核查\n2.张榜公布",
            "王建国",
            "李爱民",
            "",
        ],
        [2, None, None, "审核不严", "不入户核查", "", "入户核查", None, None, ""],
        [3, "信访办", "信访受理", "拖延不办", "超期", "中", "限时办结", "赵志远", "李爱民", "甲"],
    ],
    "merged": ["A1:J1", "B3:B4", "C3:C4", "H3:H4", "I3:I4"],
}


def book(tmp_path: Path, described: dict[str, Any] = ROWS) -> Path:
    path = tmp_path / "登记表.xlsx"
    path.write_bytes(workbook(described))
    return path


def run(path: Path, *options: str, by: str = "registrar") -> dict[str, Any]:
    """Run the command and return its report, with `status` the exit status."""
    report = path.with_suffix(".json")
    status: Any = 0
    try:
        call_command(
            "import_register", str(path), "--institution", "OURS", "--by", by, "--report", str(report), *options,
            stdout=io.StringIO(), stderr=io.StringIO(),
        )  # fmt: skip
    except SystemExit as stop:
        status = stop.code
    return json.loads(report.read_text(encoding="utf-8")) | {"status": status}


def test_a_register_of_an_office_comes_in_with_the_report_of_the_contract(cast: Cast, tmp_path: Path) -> None:
    other_category()
    report = run(book(tmp_path))
    assert report["status"] == 0
    assert (report["rows_read"], report["header_row"], report["dry_run"]) == (3, 2, False)
    assert report["unmapped_columns"] == ["自编栏"]
    assert report["columns"]["部门负责人"] == "unit_head"
    assert {"units": 1, "powers": 2, "risk_points": 3, "measures": 4, "people": 3}.items() <= report[
        "created"
    ].items()
    assert report["grades"] == {"A": 1, "B": 1}
    assert Power.objects.get(name="低保审核").imported_grade == "A"
    assert Unit.objects.get(name="信访办").institution == cast.institution


def test_the_same_file_again_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    other_category()
    path = book(tmp_path)
    first, second = run(path), run(path)
    assert set(second["created"].values()) == set(second["updated"].values()) == {0}
    assert second["unchanged"]["risk_points"] == first["created"]["risk_points"] == 3
    assert second["digest"] == first["digest"]


def test_a_dry_run_reports_the_same_and_writes_nothing(cast: Cast, tmp_path: Path, settings: Any) -> None:
    other_category()
    path = book(tmp_path)
    tried = run(path, "--dry-run")
    assert tried["dry_run"] is True
    assert (Power.objects.count(), Import.objects.count(), Unit.objects.count()) == (0, 0, 4)
    assert not Path(settings.UPLOADS_DIR).exists()
    written = run(path)
    assert {**tried, "dry_run": False} == written
    assert len(list(Path(settings.UPLOADS_DIR).rglob("*.xlsx"))) == 1


def test_a_rejected_row_makes_the_command_fail_but_the_others_are_in(cast: Cast, tmp_path: Path) -> None:
    other_category()
    rows = [list(row) for row in ROWS["rows"]]
    rows[4][5] = "特大"
    report = run(book(tmp_path, {**ROWS, "rows": rows}))
    assert report["status"] == 1
    assert [(cell["row"], cell["column"], cell["value"]) for cell in report["rejected"]] == [
        (5, "风险等级", "特大")
    ]
    assert report["rows_read"] == 3 and report["created"]["risk_points"] == 2
    assert not Unit.objects.filter(name="信访办").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"by": "clerk"}, "登记册管理员"),
        ({"by": "nobody"}, "No active account"),
    ],
)
def test_who_may_not_gets_a_sentence_and_no_report(
    cast: Cast, tmp_path: Path, options: dict[str, str], sentence: str
) -> None:
    path = book(tmp_path)
    with pytest.raises(CommandError, match=sentence):
        run(path, **options)
    assert not path.with_suffix(".json").exists() and Import.objects.count() == 0


def test_a_file_without_a_table_gets_a_sentence(cast: Cast, tmp_path: Path) -> None:
    path = book(tmp_path, {"rows": [["会议通知"], ["请准时参加"]], "merged": []})
    with pytest.raises(CommandError, match="表"):
        run(path)


@pytest.mark.parametrize(
    "name", [name for name in NAMES if layout(name).get("kind", "register") == "register"]
)
def test_every_layout_comes_in_twice_and_goes_out_again(cast: Cast, tmp_path: Path, name: str) -> None:
    other_category()
    path = book(tmp_path, layout(name))
    first = run(path)
    assert first["created"]["risk_points"] == RiskPoint.objects.count() > 0
    second = run(path)
    assert set(second["created"].values()) == set(second["updated"].values()) == {0}, second
    for source in Import.objects.order_by("-pk"):
        actions.undo(source=source, by=cast.registrar, now=scenarios.NOW)
    assert (Power.objects.count(), RiskPoint.objects.count(), Unit.objects.count()) == (0, 0, 4)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_our_own_register_comes_back_without_a_change(cast: Cast, tmp_path: Path, language: str) -> None:
    scenarios.confirmed(cast)
    path = tmp_path / "export.xlsx"
    with translation.override(language):
        exported = exporting.export(
            institution=cast.institution, year=2026, edition=None, format="xlsx", now=scenarios.NOW,
            contents=exporting.contents_for(cast.institution, None), progress=None,
        )  # fmt: skip
        with exported as file:
            path.write_bytes(file.read())
    report = run(path)
    assert report["rejected"] == [] and report["kind"] == "register"
    assert set(report["created"].values()) == set(report["updated"].values()) == {0}, report
    assert report["unchanged"]["risk_points"] == 1
