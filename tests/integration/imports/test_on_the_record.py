"""What pages of dossiers and risk points say of the file they came from."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from imports import actions
from powers.models import Power
from registers.coverage import standing
from tests import scenarios
from tests.scenarios import NOW, Cast
from tests.unit.imports.tables import other_category, ours, row, table

pytestmark = pytest.mark.django_db
SENTENCE = "导入的登记表定为 A 级，尚未按五项因素评定。"


def page(cast: Cast, name: str, pk: int) -> str:
    client = Client()
    client.force_login(cast.clerk)
    response = client.get(reverse(name, args=[pk]))
    assert response.status_code == 200
    return response.content.decode()


def imported(cast: Cast) -> Power:
    other_category()
    source = actions.upload(
        institution=ours(cast), by=cast.registrar, now=NOW, file_name="登记表.xlsx", content=b"one"
    )
    read = table(row(step="入户核查", notes="见会议纪要"))
    actions.apply(source=source, tables=[read], by=cast.registrar, now=NOW)
    return Power.objects.get()


def test_the_dossier_and_its_risk_point_name_file_sheet_and_row(cast: Cast) -> None:
    power = imported(cast)
    for name, pk in (("powers:detail", power.pk), ("riskpoints:detail", power.risk_points.get().pk)):
        text = page(cast, name, pk)
        assert "登记表.xlsx，工作表“表一”第 4 行" in text
    assert "见会议纪要" in text and "入户核查" in text


def test_what_people_typed_names_no_file(cast: Cast) -> None:
    assert 'id="origins"' not in page(cast, "powers:detail", scenarios.complete(cast).pk)


def test_an_import_that_was_taken_back_is_named_no_more(cast: Cast) -> None:
    scenarios.draft(cast, "低保审核")
    power = imported(cast)
    assert 'id="origins"' in page(cast, "powers:detail", power.pk)
    actions.undo(source=power.institution.imports.get(), by=cast.registrar, now=NOW)
    assert 'id="origins"' not in page(cast, "powers:detail", power.pk)


def test_the_grade_of_the_file_is_a_proposal_that_stays_a_gap_until_assessed(cast: Cast) -> None:
    power = imported(cast)
    for name in ("powers:detail", "riskpoints:grade"):
        assert SENTENCE in page(cast, name, power.pk)
    assert 'value="A" required id="id_grade_0" checked' in " ".join(
        page(cast, "riskpoints:grade", power.pk).split()
    )
    (judged,) = standing.judged(Power.objects.with_standing())
    assert "R23" in {finding.rule for finding in standing.findings_of(judged)}
    scenarios.grade(cast, power)
    for name in ("powers:detail", "riskpoints:grade"):
        assert SENTENCE not in page(cast, name, power.pk)
