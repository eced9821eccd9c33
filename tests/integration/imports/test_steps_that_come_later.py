"""A register names steps that the power has no chart for yet: the words are kept until it has one."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from imports import actions
from imports.models import Import
from powers import actions as powers
from powers.models import Power
from riskpoints import actions as riskpoints
from riskpoints.models import RiskPoint
from tests import scenarios
from tests.integration.imports.test_import_register import run
from tests.integration.imports.test_several_sheets import book
from tests.scenarios import NOW, Cast
from tests.unit.imports.tables import other_category

pytestmark = pytest.mark.django_db

REGISTER = [
    ["科室", "职权名称", "流程环节", "风险点", "表现形式"],
    ["民政所", "低保审批", "2. 审核", "优亲厚友", "放宽条件"],
]
STEPS = [["职权名称", "序号", "环节名称"], ["低保审批", 1, "登记"], ["低保审批", 2, "审核"]]


@pytest.fixture
def candidate(cast: Cast, tmp_path: Path) -> RiskPoint:
    other_category()
    run(book(tmp_path / "登记表.xlsx", {"登记表": REGISTER}))
    point = RiskPoint.objects.get()
    assert (point.step, point.imported_step) == (None, "2. 审核")
    return point


def draw(cast: Cast) -> None:
    steps, exits = scenarios.chart(cast)
    powers.save_chart(power=Power.objects.get(), by=cast.clerk, now=NOW, steps=steps, exits=exits)


def test_a_table_of_steps_that_comes_later_places_the_candidate(
    cast: Cast, tmp_path: Path, candidate: RiskPoint
) -> None:
    report = run(book(tmp_path / "环节表.xlsx", {"环节": STEPS}))
    candidate.refresh_from_db()
    assert candidate.step.label == "审核"
    assert (report["created"]["steps"], report["updated"]["risk_points"]) == (2, 1)
    actions.undo(source=Import.objects.first(), by=cast.registrar, now=NOW)
    candidate.refresh_from_db()
    assert (candidate.step, Power.objects.get().steps.count()) == (None, 0)


def test_the_same_register_again_does_not_change_the_candidate(
    cast: Cast, tmp_path: Path, candidate: RiskPoint
) -> None:
    assert set(run(tmp_path / "登记表.xlsx")["updated"].values()) == {0}


def test_a_risk_point_that_somebody_placed_stays_where_it_is(
    cast: Cast, tmp_path: Path, candidate: RiskPoint
) -> None:
    draw(cast)
    power = Power.objects.get()
    chosen = {candidate.pk: power.steps.get(label="受理")}
    riskpoints.place(power=power, by=cast.clerk, now=NOW, steps=chosen)
    run(book(tmp_path / "环节表.xlsx", {"环节": STEPS}))
    candidate.refresh_from_db()
    assert candidate.step.label == "受理"


def test_the_page_for_placing_proposes_the_step_of_that_name(cast: Cast, candidate: RiskPoint) -> None:
    draw(cast)
    client = Client()
    client.force_login(cast.clerk)
    page = client.get(reverse("riskpoints:place", args=[candidate.power_id]))
    meant = Power.objects.get().steps.get(label="审核")
    assert page.context["form"].fields[f"point-{candidate.pk}"].initial == str(meant.pk)
    assert "导入的表写的是“2. 审核”" in page.content.decode()
