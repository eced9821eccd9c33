"""Mutating one thing in a complete dossier makes exactly that finding appear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from controls.models import Measure, Responsibility
from dossiers.policies import REQUIRED_COLUMNS, findings, ready_to_submit
from powers.models import LegalBasis, Power, Step, Transition
from riskpoints.models import GradeAssessment, RiskPoint
from tests import scenarios

pytestmark = pytest.mark.django_db
Mutation = Callable[[Power], Any]


def _update(model: Any, values: dict[str, Any], **where: Any) -> Mutation:
    return lambda power: model._base_manager.filter(power=power, **where).update(**values)


def _power(**values: Any) -> Mutation:
    return lambda power: Power._base_manager.filter(pk=power.pk).update(**values)


def _delete(model: Any, **where: Any) -> Mutation:
    return lambda power: model._base_manager.filter(power=power, **where)._raw_delete("default")


def _found(power: Power, change: Mutation) -> list[tuple[str, str, str]]:
    change(power)
    return [(f.rule, f.level, f.anchor) for f in findings(scenarios.read(power))]


def test_a_complete_dossier_misses_nothing(cast: Any) -> None:
    power = scenarios.complete(cast)
    assert findings(power) == []
    assert ready_to_submit(power)


@pytest.mark.parametrize("name", REQUIRED_COLUMNS)
def test_each_column_of_the_catalogue_is_required(cast: Any, name: str) -> None:
    empty = {"leader_in_charge": {name: None}, "time_limit_unit": {name: "", "time_limit_value": None}}
    change = _power(**empty.get(name, {name: ""}))
    assert _found(scenarios.complete(cast), change) == [("R03", "E", f"id_{name}")]


@pytest.mark.parametrize("name", ["nonpublic_permanence", "nonpublic_basis", "nonpublic_reason"])
def test_a_hidden_power_says_why(cast: Any, name: str) -> None:
    power = scenarios.complete(cast, **scenarios.HIDDEN)
    assert _found(power, _power(**{name: ""})) == [("R09", "E", f"id_{name}")]


CASES: dict[str, tuple[Mutation, list[tuple[str, str, str]]]] = {
    "no basis": (_delete(LegalBasis), [("R04", "E", "bases")]),
    "no limit on a review": (
        _update(Step, {"time_limit_unit": "", "time_limit_value": None}, no=3),
        [("R11", "E", "step-3")],
    ),
    "a review without a post": (_update(Step, {"post": None}, no=3), [("R15", "E", "step-3")]),
    "a review without supervision": (_update(Step, {"supervision": ""}, no=3), [("R15", "E", "step-3")]),
    "a receipt without a post": (_update(Step, {"post": None}, no=2), [("R15", "W", "step-2")]),
    "a way out without condition": (
        _update(Transition, {"condition": ""}, source__no=4, target__no=6),
        [("R13", "E", "step-4")],
    ),
    "a label too long": (_update(Step, {"label": "长" * 31}, no=2), [("R14", "W", "step-2")]),
    "a point without manifestation": (
        _update(RiskPoint, {"manifestation": ""}),
        [("R18", "E", "id_manifestation")],
    ),
    "a point without line": (_update(RiskPoint, {"line": ""}), [("R38", "E", "id_line")]),
    "a point without indicator": (_update(RiskPoint, {"indicator": ""}), [("R33", "W", "id_indicator")]),
    "no grade": (_delete(GradeAssessment), [("R23", "E", "")]),
    "no first responsible": (_delete(Responsibility, level="first"), [("R40", "W", "id_first")]),
    "no point on a step": (
        _update(RiskPoint, {"step": None}),
        [("R19", "E", "risks"), ("R17", "W", "")],
    ),
    "none found, and said so": (
        lambda power: (_update(RiskPoint, {"step": None})(power), _power(none_found_statement="无")(power)),
        [("R17", "W", "")],
    ),
    "a measure nobody answers for": (
        lambda power: Measure._base_manager.filter(risk_point__power=power).update(responsible=None),
        [("R54", "W", "measures")],
    ),
    "no measure": (
        lambda power: Measure._base_manager.filter(risk_point__power=power)._raw_delete("default"),
        [("R51", "W", "measures")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_one_mutation_gives_exactly_its_finding(cast: Any, name: str) -> None:
    change, expected = CASES[name]
    assert _found(scenarios.complete(cast), change) == expected


def test_a_dossier_without_a_chart_says_so(cast: Any) -> None:
    power = scenarios.complete(cast)
    RiskPoint._base_manager.filter(power=power).update(step=None)
    Transition._base_manager.filter(power=power)._raw_delete("default")
    found = _found(power, _delete(Step))
    assert [rule for rule, level, _anchor in found if level == "E"] == ["R10", "R19"]


def test_a_point_of_grade_a_needs_a_measure(cast: Any) -> None:
    power = scenarios.complete(cast)
    scenarios.grade(cast, power, public_concern="high", grade="A")
    change, _expected = CASES["no measure"]
    assert _found(power, change) == [("R51", "E", "measures")]


def test_findings_ask_the_database_nothing(cast: Any, django_assert_num_queries: Any) -> None:
    power = scenarios.complete(cast)
    with django_assert_num_queries(0):
        findings(power)


def test_the_light_prefetch_is_enough(cast: Any, django_assert_num_queries: Any) -> None:
    power = Power.objects.with_parts().get(pk=scenarios.complete(cast).pk)
    with django_assert_num_queries(0):
        assert findings(power) == []
