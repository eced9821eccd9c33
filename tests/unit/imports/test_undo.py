"""An import is taken back whole, or not at all once somebody worked on it."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps

from controls import actions as controls
from imports import actions
from imports.models import Import
from imports.plans.entries import ORDER
from imports.rows import ReadTable
from organisation import actions as organisation
from organisation.models import Unit, User
from powers import actions as powers
from powers.models import Power
from riskpoints.models import RiskPoint
from riskreg.decisions import Conflict, Refused
from tests import scenarios
from tests.scenarios import NOW, Cast
from tests.unit.imports.tables import other_category, ours, row, table

pytestmark = pytest.mark.django_db


def applied(cast: Cast, read: ReadTable) -> Import:
    source = actions.upload(
        institution=ours(cast), by=cast.registrar, now=NOW, file_name="登记表.xlsx", content=b"one"
    )
    return actions.apply(source=source, tables=[read], by=cast.registrar, now=NOW)


def undone(cast: Cast, source: Import) -> Import:
    return actions.undo(source=source, by=cast.registrar, now=NOW)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every record that imports write, but for the count of changes and the tree's own counters."""
    own = {"revision", "numchild"}
    return {
        label: [
            {name: value for name, value in record.items() if name not in own}
            for record in apps.get_model(label)._base_manager.order_by("pk").values()
        ]
        for label in ORDER
    }


def test_undo_restores_exactly_what_was(cast: Cast) -> None:
    other_category()
    scenarios.complete(cast)
    before = everything()
    source = applied(
        cast,
        table(
            row(
                power="临时救助",
                manifestation="虚报人数",
                measures=("两人核查", "张榜公布"),
                responsible="出纳",
                grade="",
            ),
            row(power="临时救助", point="超期", manifestation="拖延"),
            row(unit="信访办", power="信访受理"),
        ),
    )
    assert everything() != before
    revision = Power.objects.get(name="临时救助").revision
    undone(cast, source)
    assert everything() == before
    source.refresh_from_db()
    assert (source.state, source.undone_by) == ("undone", cast.registrar)
    assert Power.objects.get().revision == revision + 1
    assert RiskPoint.history.filter(title="超期", history_type="-").count() == 1


def test_what_was_undone_can_come_again_but_not_be_undone_again(cast: Cast) -> None:
    other_category()
    source = applied(cast, table(row()))
    undone(cast, source)
    with pytest.raises(Refused, match="没有可以撤销的内容"):
        undone(cast, source)
    assert applied(cast, table(row())).report["created"]["powers"] == 1


def test_undo_names_what_was_changed_since_and_takes_nothing_back(cast: Cast) -> None:
    other_category()
    source = applied(cast, table(row(), row(power="临时救助")))
    power = Power.objects.get(name="临时救助")
    controls.add_measure(point=power.risk_points.get(), by=cast.clerk, now=NOW, values={"title": "回访"})
    before = everything()
    with pytest.raises(Conflict, match=f"共1处.*{power.code} 临时救助"):
        undone(cast, source)
    assert everything() == before


def test_undo_refuses_while_something_else_uses_what_it_created(cast: Cast) -> None:
    other_category()
    source = applied(cast, table(row(unit="信访办")))
    office = Unit.objects.get(name="信访办")
    organisation.add_post(unit=office, by=cast.sysadmin, now=NOW, values={"code": "X1", "title": "调解员"})
    with pytest.raises(Conflict, match="调解员"):
        undone(cast, source)
    assert Power.objects.count() == 1


def test_undo_refuses_once_a_person_of_the_file_got_an_account(cast: Cast) -> None:
    other_category()
    source = applied(cast, table(row()))
    person = User.objects.get(name="王建国")
    organisation.reset_password(account=person, by=cast.sysadmin, now=NOW)
    with pytest.raises(Conflict, match="王建国"):
        undone(cast, source)


def test_undo_refuses_a_dossier_whose_catalogue_columns_were_filled_in_meanwhile(cast: Cast) -> None:
    other_category()
    source = applied(cast, table(row(power="临时救助")))
    power = Power.objects.get()
    powers.edit(power=power, by=cast.clerk, now=NOW, values={"conditions": "户籍在本镇"})
    with pytest.raises(Conflict, match="临时救助"):
        undone(cast, source)


def test_who_may_not_import_may_not_undo(cast: Cast) -> None:
    other_category()
    source = applied(cast, table(row()))
    for name, person in cast.people().items():
        if name != "registrar":
            with pytest.raises(Refused, match="登记册管理员"):
                actions.undo(source=source, by=person, now=NOW)
    assert Power.objects.count() == 1
