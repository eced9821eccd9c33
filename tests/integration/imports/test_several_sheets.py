"""A book of several sheets: all that list something come in together, and go back together."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from imports import actions
from imports.models import Import, Origin
from organisation.models import Post, PostAssignment, Unit
from powers.models import Power, Step
from riskpoints.models import RiskPoint
from tests.integration.imports.test_import_register import run
from tests.scenarios import NOW, Cast
from tests.unit.imports.tables import other_category

pytestmark = pytest.mark.django_db

PEOPLE = [["科室", "岗位", "姓名"], ["信访办", "信访办主任", "赵志远"], ["信访办", "接访员", "钱多多"]]
POWERS = [
    ["职权名称", "职权类别", "实施主体", "行使依据"],
    ["信访受理", "其他行政权力", "清河镇人民政府", "《信访工作条例》第三条"],
]
STEPS = [["职权名称", "序号", "环节名称", "承办岗位", "办理时限"], ["信访受理", 1, "登记", "接访员", "即时"],
         ["信访受理", 2, "办理答复", "信访办主任", "60日"]]  # fmt: skip
REGISTER = [["科室", "职权名称", "流程环节", "风险点", "表现形式", "风险等级", "防控措施", "责任人", "部门负责人"],
            ["信访办", "信访受理", "2. 办理答复", "拖延不办", "超期答复", "高", "限时办结", "钱多多", "赵志远"]]  # fmt: skip
OFFICE = {"风险点登记": REGISTER, "环节": STEPS, "职权": POWERS, "人员": PEOPLE}
"""In the order in which nothing would fit if they were read one after another."""
UNIT = [["风险点", "表现形式", "等级", "防控措施", "职权"]]
BY_UNIT = {
    "1.信访办": [*UNIT, ["拖延不办", "超期答复", "一级", "限时办结", "信访受理"]],
    "2.党政办公室": [*UNIT, ["违规用印", "空白盖章", "三级", "用印登记", "印章管理"]],
}


def book(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_people_powers_steps_and_risk_points_of_one_book_fit_together(cast: Cast, tmp_path: Path) -> None:
    other_category()
    report = run(book(tmp_path / "全部.xlsx", OFFICE))
    assert report["status"] == 0 and report["rejected"] == []
    power = Power.objects.get()
    assert (power.unit.name, power.bases.get().title) == ("信访办", "信访工作条例")
    assert list(power.steps.values_list("label", "post__title")) == [
        ("登记", "接访员"), ("办理答复", "信访办主任"),
    ]  # fmt: skip
    assert power.risk_points.get().step.label == "办理答复"
    assert RiskPoint.objects.get().measures.get().responsible.title == "接访员"
    assert set(Post.objects.filter(unit__name="信访办").values_list("title", flat=True)) == {
        "信访办主任",
        "接访员",
    }
    assert "任职没有改动" not in str(report["warnings"])


def test_the_report_names_the_main_sheet_and_all_of_them(cast: Cast, tmp_path: Path) -> None:
    other_category()
    report = run(book(tmp_path / "全部.xlsx", OFFICE))
    assert (report["sheet"], report["kind"], report["header_row"], report["rows_read"]) == (
        "风险点登记", "register", 1, 6,
    )  # fmt: skip
    assert report["columns"]["防控措施"] == "measures" and report["grades"] == {"A": 1}
    assert [(one["sheet"], one["kind"], one["rows_read"]) for one in report["sheets"]] == [
        ("风险点登记", "register", 1), ("环节", "steps", 2), ("职权", "powers", 1), ("人员", "people", 2),
    ]  # fmt: skip
    assert {warned["sheet"] for warned in report["warnings"]} <= set(OFFICE)


def test_the_same_book_again_changes_nothing_and_all_of_it_goes_back_at_once(
    cast: Cast, tmp_path: Path
) -> None:
    other_category()
    path = book(tmp_path / "全部.xlsx", OFFICE)
    run(path)
    again = run(path)
    assert set(again["created"].values()) == set(again["updated"].values()) == {0}, again
    for source in Import.objects.order_by("-pk"):
        actions.undo(source=source, by=cast.registrar, now=NOW)
    held = PostAssignment.objects.filter(post__unit__name="信访办")
    left = (Power.objects.count(), Step.objects.count(), RiskPoint.objects.count(), Unit.objects.count())
    assert (*left, held.count()) == (0, 0, 0, 4, 0)


def test_a_sheet_for_each_unit_gives_its_name_to_its_rows(cast: Cast, tmp_path: Path) -> None:
    other_category()
    report = run(
        book(
            tmp_path / "分科室.xlsx",
            {**BY_UNIT, "填表说明": [["风险点", "等级", "职权"], ["例", "高", "例"]]},
        )
    )
    assert [one["sheet"] for one in report["sheets"]] == list(BY_UNIT)
    assert "填表说明" in str(report["warnings"])
    assert set(Power.objects.values_list("name", "unit__name")) == {
        ("信访受理", "信访办"), ("印章管理", "党政办公室"),
    }  # fmt: skip
    assert report["grades"] == {"A": 1, "C": 1}
    assert set(Origin.objects.filter(label="riskpoints.riskpoint").values_list("sheet", "row")) == {
        ("1.信访办", 2), ("2.党政办公室", 2),
    }  # fmt: skip


def test_rows_of_two_sheets_about_one_power_are_one_power(cast: Cast, tmp_path: Path) -> None:
    other_category()
    second = [REGISTER[0], ["信访办", "信访受理", "登记", "泄露信息", "泄露举报人", "低", "保密", "", ""]]
    report = run(book(tmp_path / "两张.xlsx", {"甲": REGISTER, "乙": second}))
    assert sorted(Power.objects.get().risk_points.values_list("code", "title")) == [
        ("R1", "拖延不办"), ("R2", "泄露信息"),
    ]  # fmt: skip
    [told] = [one for one in report["warnings"] if "取较高的一级" in one["message"]]
    assert (told["sheet"], told["row"]) == ("乙", 2) and "“甲”第2行" in told["message"]


def test_a_cell_that_is_refused_says_in_which_sheet(cast: Cast, tmp_path: Path) -> None:
    other_category()
    wrong = {**BY_UNIT, "2.党政办公室": [*UNIT, ["违规用印", "空白盖章", "特大", "用印登记", "印章管理"]]}
    report = run(book(tmp_path / "分科室.xlsx", wrong))
    assert report["status"] == 1 and report["rows_read"] == 2
    assert [(cell["sheet"], cell["row"], cell["column"]) for cell in report["rejected"]] == [
        ("2.党政办公室", 2, "等级")
    ]  # fmt: skip


def test_of_sheets_for_several_years_the_newest_comes_in(cast: Cast, tmp_path: Path) -> None:
    other_category()
    report = run(book(tmp_path / "历年.xlsx", {"2024年": REGISTER, "2025年": REGISTER}))
    assert [one["sheet"] for one in report["sheets"]] == ["2025年"]
    assert "“2024年”" in str(report["warnings"])


def test_a_hidden_sheet_stays_out_unless_it_is_named(cast: Cast, tmp_path: Path) -> None:
    other_category()
    path = book(tmp_path / "隐藏.xlsx", {"登记": REGISTER, "旧": BY_UNIT["1.信访办"]})
    hidden = openpyxl.load_workbook(path)
    hidden["旧"].sheet_state = "hidden"
    hidden.save(path)
    assert [one["sheet"] for one in run(path, "--dry-run")["sheets"]] == ["登记"]
    assert [one["sheet"] for one in run(path, "--sheet", "旧")["sheets"]] == ["旧"]


def test_only_the_sheets_that_are_named_come_in(cast: Cast, tmp_path: Path) -> None:
    other_category()
    report = run(book(tmp_path / "全部.xlsx", OFFICE), "--sheet", "职权", "--sheet", "环节")
    assert [one["sheet"] for one in report["sheets"]] == ["环节", "职权"]
    assert (Power.objects.count(), Step.objects.count(), RiskPoint.objects.count()) == (1, 2, 0)


def test_the_wizard_takes_the_sheets_that_are_ticked(cast: Cast, tmp_path: Path) -> None:
    other_category()
    client = Client()
    client.force_login(cast.registrar)
    file = io.BytesIO(book(tmp_path / "分科室.xlsx", {**BY_UNIT, "说明": [["内容"], ["略"]]}).read_bytes())
    file.name = "分科室.xlsx"
    client.post(reverse("imports:upload"), {"institution": cast.institution.pk, "file": file})
    source = Import.objects.get()

    def url(name: str) -> str:
        return reverse(f"imports:{name}", args=[source.pk])

    page = client.get(url("sheet"))
    taken = [one.taken for one, _form in page.context["sheets"]]
    assert taken == [True, True, False]
    nothing = client.post(url("sheet"), {"sheet-0-kind": "register"})
    assert nothing.status_code == 422 and "至少勾选一张" in nothing.content.decode()
    chosen = {"take": "on", "kind": "register", "first": "1", "last": "1"}
    sent = {f"sheet-{at}-{name}": value for at in (0, 1) for name, value in chosen.items()}
    assert client.post(url("sheet"), sent)["Location"] == url("columns")
    [form] = client.get(url("columns")).context["forms"]
    assert form.names == list(BY_UNIT)
    client.post(url("columns"), {line.name: line.chosen for line in form.lines})
    preview = client.get(url("preview"))
    assert [(one.sheet, one.row.number) for one in preview.context["page"]] == [
        ("1.信访办", 2), ("2.党政办公室", 2),
    ]  # fmt: skip
    client.post(url("apply"), {"seen": preview.context["token"]}, follow=True)
    assert RiskPoint.objects.count() == 2
    assert client.get(url("detail")).context["sheets"] == [
        ("1.信访办", "廉政风险点登记表", 1), ("2.党政办公室", "廉政风险点登记表", 1),
    ]  # fmt: skip
