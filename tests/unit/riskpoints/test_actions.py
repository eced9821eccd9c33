"""What the actions and the database refuse of risk points."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from riskpoints import actions
from riskpoints.models import RiskPoint
from riskreg.decisions import Refused
from riskreg.guarded import acting
from tests import scenarios
from tests.scenarios import NOW, Cast


def add(cast: Cast, power: Any, **values: Any) -> RiskPoint:
    return actions.add(power=power, by=cast.clerk, now=NOW, values={"title": "甲", **values})


def test_the_dossiers_own_unit_is_the_finder(cast: Cast) -> None:
    assert add(cast, scenarios.draft(cast)).found_by_unit == cast.unit


def test_codes_are_never_used_again(cast: Cast) -> None:
    power = scenarios.draft(cast)
    assert [add(cast, power).code for _ in range(2)] == ["R1", "R2"]
    actions.remove(point=RiskPoint.objects.get(code="R2"), by=cast.clerk, now=NOW)
    assert add(cast, power).code == "R3"


def test_a_step_of_another_power_is_refused_at_the_field(cast: Cast) -> None:
    strange = scenarios.complete(cast, "另一项").steps.get(no=3)
    power = scenarios.draft(cast)
    with pytest.raises(ValidationError) as error:
        add(cast, power, step=strange)
    assert set(error.value.message_dict) == {"step"}
    point = add(cast, power)
    with pytest.raises(ValidationError):
        actions.edit(point=point, by=cast.clerk, now=NOW, values={"step": strange})
    with pytest.raises(ValidationError):
        actions.place(power=power, by=cast.clerk, now=NOW, steps={point.pk: strange})
    assert RiskPoint.objects.get(pk=point.pk).step is None


@pytest.mark.parametrize(("placed", "manifestation"), [(False, "收受好处"), (True, "")])
def test_nothing_is_confirmed_off_its_step_or_without_manifestation(
    cast: Cast, placed: bool, manifestation: str
) -> None:
    power = scenarios.complete(cast)
    step = power.steps.get(no=3) if placed else None
    point = add(cast, power, step=step, manifestation=manifestation)
    with pytest.raises(ValidationError, match="不能确认"), acting(by=cast.head, now=NOW):
        actions.set_status(point=point, status="confirmed")


def test_placing_leaves_alone_what_somebody_placed_meanwhile(cast: Cast) -> None:
    power = scenarios.complete(cast)
    third, fifth = power.steps.get(no=3), power.steps.get(no=5)
    here, there = add(cast, power), add(cast, power, step=third)
    steps = {here.pk: fifth, there.pk: fifth}
    assert actions.place(power=power, by=cast.clerk, now=NOW, steps=steps) == 1
    assert [RiskPoint.objects.get(pk=pk).step for pk in steps] == [fifth, third]


def test_placing_is_refused_on_a_locked_dossier(cast: Cast) -> None:
    power = scenarios.submitted(cast)
    with pytest.raises(Refused):
        actions.place(power=power, by=cast.clerk, now=NOW, steps={})


def test_a_grade_that_differs_needs_a_reason_in_the_database_too(cast: Cast) -> None:
    power = scenarios.draft(cast)
    with pytest.raises(ValidationError, match="请写明理由"):
        scenarios.grade(cast, power, grade="A")
    scenarios.grade(cast, power, grade="A", reason="曾发生案件")
