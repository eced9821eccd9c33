"""A power catalogue comes in: columns, limits, bases."""

from __future__ import annotations

from typing import Any

import pytest

from imports import actions
from imports.fields import TableKind
from imports.models import Import, Origin
from imports.planning import plan
from imports.plans.entries import Outcome
from imports.rows import Basis, Limit, ReadTable
from imports.snapshot import snapshot
from powers.models import LegalBasis, Power
from tests import scenarios
from tests.scenarios import NOW, Cast
from tests.unit.imports.tables import other_category, ours, table

pytestmark = pytest.mark.django_db
LAW = Basis("社会救助暂行办法", "国务院令第649号", "第十条")


def row(**values: Any) -> dict[str, Any]:
    return {
        "unit": "民政所", "power": "低保审核", "category": "行政给付", "leader": "副镇长", "duties": "依法审核",
        "time_limit": Limit(20, "working_day"), "bases": (LAW,), "is_public": True, **values,
    }  # fmt: skip


def catalogue(*rows: dict[str, Any]) -> ReadTable:
    return table(*rows, kind=TableKind.POWERS)


def applied(cast: Cast, read: ReadTable) -> Import:
    source = actions.upload(
        institution=ours(cast), by=cast.registrar, now=NOW, file_name="目录.xls", content=b"1"
    )
    return actions.apply(source=source, tables=[read], by=cast.registrar, now=NOW)


def test_a_catalogue_becomes_powers_with_columns_and_bases(cast: Cast) -> None:
    applied(
        cast,
        catalogue(
            row(accountability="给予处分", accountability_basis="《条例》", fees="不收费", is_public=False)
        ),
    )
    power = Power.objects.get()
    assert (power.category, power.leader_in_charge, power.time_limit_text) == (
        cast.category,
        cast.deputy,
        "20个工作日",
    )
    assert (power.accountability, power.is_public) == ("给予处分\n追责依据：《条例》", False)
    basis = power.bases.get()
    assert (basis.title, basis.document_no, basis.article, basis.level) == (
        "社会救助暂行办法", "国务院令第649号", "第十条", "dept_rule",
    )  # fmt: skip
    assert Origin.objects.get(label="powers.power").kept == {"fees": "不收费"}


def test_the_same_catalogue_again_changes_nothing(cast: Cast) -> None:
    read = catalogue(row(), row(power="临时救助", sub_item="急难型", bases=(Basis("示例法"), LAW)))
    applied(cast, read)
    again = applied(cast, read).report
    assert set(again["created"].values()) == set(again["updated"].values()) == {0}
    assert again["unchanged"]["powers"] == 2
    assert Power.objects.filter(name="临时救助（急难型）").exists()


def test_stored_columns_change_and_blanks_keep_them(cast: Cast) -> None:
    scenarios.complete(cast)
    blank = {
        "leader": "",
        "duties": "",
        "bases": (Basis("示例法", "主席令第1号", "第五条"),),
        "power": "临时救助",
    }
    source = applied(
        cast, catalogue(row(**blank, conditions="户籍或居住在本镇", time_limit=Limit(None, "immediate")))
    )
    power = Power.objects.get()
    assert (power.conditions, power.duties, power.time_limit_text) == (
        "户籍或居住在本镇",
        "依法审核并按时答复",
        "即时",
    )
    assert [basis.article for basis in LegalBasis.objects.all()] == ["第三条", "第五条"]
    assert power.leader_in_charge == cast.deputy
    actions.undo(source=source, by=cast.registrar, now=NOW)
    power.refresh_from_db()
    assert (power.conditions, power.time_limit_text, power.bases.count()) == ("户籍在本镇", "20个工作日", 1)


def test_a_category_the_table_lacks_is_told_and_becomes_other(cast: Cast) -> None:
    other = other_category()
    source = applied(cast, catalogue(row(category="特别权")))
    assert Power.objects.get().category == other
    assert "没有“特别权”这一职权类别，先归入“其他行政权力”。" in [
        w["message"] for w in source.report["warnings"]
    ]


def test_a_text_longer_than_its_place_rejects_the_row(cast: Cast) -> None:
    report = applied(cast, catalogue(row(accountability="甲" * 1990, accountability_basis="乙" * 20))).report
    assert [(cell["column"], cell["message"]) for cell in report["rejected"]] == [
        ("accountability", "最多2000字，现在有2016字，请缩短或拆开。")
    ]
    assert Power.objects.count() == 0


def test_a_power_moves_to_the_unit_the_catalogue_names(cast: Cast) -> None:
    scenarios.draft(cast, "低保审核", code="X1")
    applied(cast, catalogue(row(unit="财政所", power_code="X1")))
    assert Power.objects.get().unit == cast.other_unit


def test_what_only_the_origin_keeps_changes_no_power(cast: Cast) -> None:
    applied(cast, catalogue(row()))
    again = applied(cast, catalogue(row(fees="不收费", duties="")))
    assert again.report["updated"]["powers"] == 0
    assert not Origin.objects.filter(source=again).exists()


def test_a_locked_power_refuses_each_row_once_though_two_sheets_speak_of_it(cast: Cast) -> None:
    """The register says nothing new of it: only the row of the catalogue is refused."""
    scenarios.submitted(cast)
    point = {"power": "临时救助", "unit": "民政所", "point": "优亲厚友", "manifestation": "为亲属放宽条件"}
    lines = (catalogue(row(power="临时救助", duties="另一种写法")), table(point, point))
    found = plan(lines, snapshot(ours(cast), {TableKind.POWERS, TableKind.REGISTER}))
    assert [(cell.place, cell.row, cell.column) for cell in found.rejected] == [(0, 4, "职权名称")]
    assert (found.size(), found.count(Outcome.REJECTED), found.count(Outcome.UNCHANGED)) == (0, 1, 2)


def test_two_names_under_one_code_are_told(cast: Cast) -> None:
    other_category()
    rows = (
        row(power_code="X-1"),
        row(power_code="X-1", power="临时救助"),
        row(power_code="X-1", power="低保 审核"),
    )
    source = applied(cast, catalogue(*rows))
    power = Power.objects.get()
    assert (power.name, power.category) == ("低保审核", cast.category)
    assert [(w["row"], w["column"], w["message"]) for w in source.report["warnings"]] == [
        (5, "职权名称", "与第4行对“低保审核”的写法不同，已按第4行。")
    ]
