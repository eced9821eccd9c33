"""What a dossier lacks is kept beside it, and never out of date."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from controls import actions as controls
from controls.models import Measure
from dossiers import actions, policies, standing
from dossiers.models import Standing
from powers import actions as powers
from powers.models import Power
from riskpoints import actions as riskpoints
from riskreg.decisions import Refused
from tests import scenarios
from tests.scenarios import NOW

pytestmark = pytest.mark.django_db


def kept(power: Any) -> list[policies.Finding]:
    """What a list shows, without judging anew."""
    row = Power.objects.with_standing().get(pk=power.pk)
    assert (row.standing.revision, row.standing.rules) == (row.revision, standing.rules_digest())
    return standing.findings_of(row)


def _edit(cast: Any, power: Any) -> None:
    powers.edit(power=power, by=cast.clerk, now=NOW, values={"duties": ""})


def _bases(cast: Any, power: Any) -> None:
    powers.edit(power=power, by=cast.clerk, now=NOW, values={}, bases=[])


def _chart(cast: Any, power: Any) -> None:
    powers.save_chart(power=power, by=cast.clerk, now=NOW, steps=[], exits=[])


def _point(cast: Any, power: Any) -> None:
    riskpoints.edit(point=power.risk_points.get(), by=cast.clerk, now=NOW, values={"line": ""})


def _remove_point(cast: Any, power: Any) -> None:
    riskpoints.remove(point=power.risk_points.get(), by=cast.clerk, now=NOW)


def _remove_measure(cast: Any, power: Any) -> None:
    for measure in Measure.objects.filter(risk_point__power=power):
        controls.remove_measure(measure=measure, by=cast.clerk, now=NOW)


def _grade(cast: Any, power: Any) -> None:
    scenarios.grade(cast, power, public_concern="high", grade="A")


def _submit(cast: Any, power: Any) -> None:
    actions.submit(power=power, by=cast.clerk, now=NOW)


CHANGES = (_edit, _bases, _chart, _point, _remove_point, _remove_measure, _grade, _submit)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_every_act_on_a_dossier_keeps_what_it_lacks_up_to_date(cast: Any, change: Any) -> None:
    power = scenarios.complete(cast)
    assert kept(power) == []
    change(cast, power)
    assert kept(power) == policies.findings(scenarios.read(power))


def test_a_new_dossier_is_judged_at_once(cast: Any) -> None:
    power = scenarios.draft(cast)
    assert kept(power) == policies.findings(scenarios.read(power))
    row = Standing.objects.get(power=power)
    assert (row.errors, row.warnings, row.steps, row.points) == (12, 4, 0, 0)


def test_the_sentences_come_in_the_language_of_the_reader(cast: Any) -> None:
    power = scenarios.draft(cast)
    with translation.override("en"):
        assert kept(power) == policies.findings(scenarios.read(power))
        assert kept(power)[0].message.isascii() or "“" in kept(power)[0].message


@pytest.mark.parametrize("spoil", [{"rules": "old rules"}, {"revision": 0}, None])
def test_what_is_out_of_date_is_judged_anew_and_only_once(
    cast: Any, django_assert_num_queries: Any, spoil: Any
) -> None:
    power = scenarios.draft(cast)
    expected = policies.findings(scenarios.read(power))
    rows = Standing.objects.filter(power=power)
    rows.update(findings={"zh-hans": []}, **spoil) if spoil else rows.delete()
    (read,) = standing.judged(Power.objects.with_standing())
    assert standing.findings_of(read) == expected
    with django_assert_num_queries(1):
        (read,) = standing.judged(Power.objects.with_standing())
    assert standing.findings_of(read) == expected


def test_a_refused_act_leaves_what_was_kept(cast: Any) -> None:
    power = scenarios.complete(cast)
    before = Standing.objects.values().get(power=power)
    with pytest.raises(Refused):
        powers.edit(power=power, by=cast.stranger, now=NOW, values={"duties": ""})
    assert Standing.objects.values().get(power=power) == before
