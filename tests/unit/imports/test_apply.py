"""What an import writes, what it leaves behind when it fails, and who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError

from audit.chain import verify
from audit.models import AuditEvent
from controls.models import Measure, Responsibility
from dossiers import history
from dossiers.content import content_of
from imports import actions, writing
from imports.models import Import, Origin
from imports.rows import ReadTable
from organisation.models import Post, Unit, User
from powers import actions as powers
from powers.models import Power
from registers import coverage
from riskpoints import actions as riskpoints
from riskpoints.models import RiskPoint
from riskreg.decisions import Conflict, Refused
from tests import scenarios
from tests.scenarios import NOW, Cast
from tests.unit.imports.tables import other_category, ours, row, table

pytestmark = pytest.mark.django_db


def brought(cast: Cast, name: str = "登记表.xlsx", content: bytes = b"one") -> Import:
    return actions.upload(institution=ours(cast), by=cast.registrar, now=NOW, file_name=name, content=content)


def applied(cast: Cast, read: ReadTable, **told: Any) -> Import:
    return actions.apply(source=brought(cast), tables=[read], by=cast.registrar, now=NOW, **told)


def counts() -> dict[str, int]:
    models = (Unit, User, Post, Power, RiskPoint, Measure, Responsibility, Origin)
    return {model.__name__: model.objects.count() for model in models} | {
        "events": AuditEvent.objects.count()
    }


def test_the_report_counts_what_the_database_holds(cast: Cast) -> None:
    other_category()
    read = table(row(), row(point="超期", manifestation="拖延", grade="B", unit="信访办", power="信访受理"))
    report = applied(cast, read).report
    assert report["created"] == {
        "units": 1, "powers": 2, "risk_points": 2, "measures": 4, "people": 2, "posts": 2, "steps": 0,
    }  # fmt: skip
    assert report["updated"] == dict.fromkeys(report["created"], 0)
    assert report["rows_read"] == 2 and report["header_row"] == 3
    assert report["columns"]["责任领导"] == "leader" and report["unmapped_columns"] == ["自定"]
    assert report["grades"] == {"A": 1, "B": 1}
    assert report["rejected"] == [] and report["dry_run"] is False
    assert Power.objects.count() == 2 and RiskPoint.objects.filter(step=None, status="candidate").count() == 2


def test_the_same_file_again_changes_nothing(cast: Cast) -> None:
    other_category()
    read = table(
        row(), row(point="收受财物", manifestation="吃请", unit="信访办", power="信访受理", post="信访员")
    )
    applied(cast, read)
    before = counts() | {"history": Power.history.count()}
    report = applied(cast, read).report
    after = counts() | {"history": Power.history.count()}
    told = 2  # uploaded, applied
    assert after == before | {"events": before["events"] + told}
    nothing = dict.fromkeys(report["created"], 0)
    assert report["created"] == nothing and report["updated"] == nothing
    assert report["unchanged"] == {
        "units": 2, "powers": 2, "risk_points": 2, "measures": 4, "people": 2, "posts": 3, "steps": 0,
    }  # fmt: skip
    assert report["warnings"] == []


def test_a_power_waits_in_the_coverage_matrix_for_its_points_to_be_placed(cast: Cast) -> None:
    other_category()
    applied(cast, table(row()))
    (line,) = coverage.rows_of(coverage.powers_for(Power.objects.all()), {})
    assert "R17" in {finding.rule for finding in coverage.standing.findings_of(line.power)}
    assert line.cells["risks"].symbol == "✗" and line.cells["grade"].symbol == "✗"


def test_an_import_leaves_what_the_actions_would_have_left(cast: Cast) -> None:
    other_category()
    applied(cast, table(row(unit_head="所长", leader="副镇长")))
    imported = scenarios.read(Power.objects.get())
    typed = scenarios.draft(cast, "低保审核", category=imported.category, leader_in_charge=cast.deputy)
    point = riskpoints.add(
        power=typed, by=cast.clerk, now=NOW, values={"title": "优亲厚友", "manifestation": "为亲属放宽条件"}
    )
    for title in ("两人核查", "张榜公布"):
        scenarios.controls.add_measure(point=point, by=cast.clerk, now=NOW, values={"title": title})
    posts = {"direct": cast.head_post, "in_charge": cast.deputy}
    scenarios.controls.set_chain(power=typed, by=cast.clerk, now=NOW, posts=posts)
    assert content_of(imported) | {"code": ""} == content_of(scenarios.read(typed)) | {"code": ""}
    assert imported.standing.revision == imported.revision


def test_the_history_of_the_dossier_tells_of_the_import(cast: Cast) -> None:
    other_category()
    source = applied(cast, table(row()))
    power = Power.objects.get()
    (operation,) = history.operations(history.read(power))
    assert (str(operation.words), operation.who) == ("由导入写入", "registrar甲")
    assert {change.part for change in operation.changes} >= {"risk_points", "measures"}
    told = AuditEvent.objects.filter(id=source.operation).get()
    assert (told.event, told.actor_name) == ("import.applied", "registrar甲")
    assert AuditEvent.objects.filter(event="power.imported", subject_id=str(power.pk)).count() == 1
    assert verify().damage is None


def test_every_record_knows_its_file_sheet_and_row(cast: Cast) -> None:
    other_category()
    source = applied(cast, table(row(), row(point="超期", step="审核", notes="见纪要", grade="B")))
    point = RiskPoint.objects.get(title="超期")
    origin = Origin.objects.get(label="riskpoints.riskpoint", object_id=point.pk)
    assert (origin.source, origin.sheet, origin.row, origin.act) == (source, "表一", 5, "created")
    assert origin.source.digest == source.digest
    assert origin.kept == {"流程环节": "审核", "备注": "见纪要", "风险等级": "B"}


def test_a_failure_in_the_middle_writes_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    other_category()
    source = brought(cast)
    before = counts()

    def fall(self: Any) -> None:
        raise IntegrityError("disk")

    monkeypatch.setattr(writing._Writer, "touch", fall)
    with pytest.raises(IntegrityError):
        actions.apply(source=source, tables=[table(row(unit="新设科"))], by=cast.registrar, now=NOW)
    assert counts() == before
    assert Import.objects.get().state == "uploaded"


def test_people_of_a_file_cannot_sign_in(cast: Cast) -> None:
    other_category()
    applied(cast, table(row()))
    person = User.objects.get(name="王建国")
    assert not person.has_usable_password() and not person.groups.exists() and person.system_role == ""
    assert person.username == "ours.p0001"
    assert person.assignments.get().post.unit == cast.unit


def test_who_may_not_import_writes_nothing(cast: Cast) -> None:
    other_category()
    source = brought(cast)
    before = counts()
    for name, person in cast.people().items():
        if name == "registrar":
            continue
        with pytest.raises(Refused, match="登记册管理员"):
            actions.apply(source=source, tables=[table(row())], by=person, now=NOW)
        with pytest.raises(Refused):
            actions.upload(institution=cast.institution, by=person, now=NOW, file_name="x", content=b"")
    assert counts() == before


def test_a_preview_that_no_longer_holds_is_not_applied(cast: Cast) -> None:
    other_category()
    source, read = brought(cast), table(row(power="临时救助"))
    seen = actions.preview(source, [read]).token()
    scenarios.draft(cast, "临时救助")
    with pytest.raises(Conflict, match="重新预览"):
        actions.apply(source=source, tables=[read], by=cast.registrar, now=NOW, seen=seen)
    seen = actions.preview(source, [read]).token()
    actions.apply(source=source, tables=[read], by=cast.registrar, now=NOW, seen=seen)
    with pytest.raises(Refused, match="已导入"):
        actions.apply(source=source, tables=[read], by=cast.registrar, now=NOW)


def test_an_import_adds_to_a_dossier_that_people_began(cast: Cast) -> None:
    power = scenarios.draft(cast, "低保审核")
    applied(cast, table(row()))
    power.refresh_from_db()
    assert (power.revision, power.imported_grade) == (2, "A")
    assert power.risk_points.get().code == "R1"
    with pytest.raises(Conflict):
        powers.edit(power=power, by=cast.clerk, now=NOW, values={"name": "新名"}, seen="old")
