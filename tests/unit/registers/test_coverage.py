"""The coverage matrix: which rule speaks in which column, and what editions add."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dossiers import actions as dossiers
from powers import actions as powers
from powers import chart_rules
from powers.models import Power
from registers import coverage
from registers.coverage import ERROR, NONE, OK, WARN
from registers.rules import ASKED
from tests import scenarios
from tests.scenarios import NOW


def row(power: Any, last: Any = None) -> coverage.Row:
    (found,) = coverage.rows_of(coverage.powers_for(Power.objects.filter(pk=power.pk)), {power.pk: last})
    return found


def levels(power: Any, last: Any = None) -> dict[str, str]:
    return {key: cell.level for key, cell in row(power, last).cells.items()}


def test_every_rule_of_the_dossier_has_one_column() -> None:
    import dossiers.policies

    sources = [Path(module.__file__ or "").read_text() for module in (dossiers.policies, chart_rules)]
    rules = {rule for source in sources for rule in re.findall(r'"(R\d\d)"', source)}
    placed = [rule for column in coverage.RULES_OF.values() for rule in column]
    assert sorted(placed) == sorted(rules)
    assert set(ASKED) == rules


def test_columns_and_cells_agree(cast: Any) -> None:
    keys = [column.key for column in coverage.CELLS]
    assert sorted(row(scenarios.draft(cast)).cells) == sorted(keys)
    assert len(coverage.COLUMNS) == len(keys) + 6


def test_a_complete_confirmed_dossier_lacks_nothing(cast: Any) -> None:
    found = levels(scenarios.confirmed(cast))
    assert found.pop("last") == found.pop("filed") == found.pop("published") == NONE
    assert set(found.values()) == {OK}


def test_a_name_alone_lacks_almost_everything(cast: Any) -> None:
    assert levels(scenarios.draft(cast)) == {
        "catalogue": ERROR,
        "basis": ERROR,
        "publicity": OK,
        "chart": ERROR,
        "limits": NONE,
        "steps": NONE,
        "risks": ERROR,
        "lines": NONE,
        "measures": NONE,
        "indicators": NONE,
        "people": WARN,
        "grade": ERROR,
        "confirmed": WARN,
        "last": NONE,
        "filed": NONE,
        "published": NONE,
    }


def _without_duties(cast: Any, power: Any) -> None:
    powers.edit(power=power, by=cast.clerk, now=NOW, values={"duties": ""})


def _without_limit(cast: Any, power: Any) -> None:
    steps, exits = scenarios.chart(cast)
    stored = {step.no: step.pk for step in power.steps.all()}
    steps = [replace(step, id=stored[step.no]) for step in steps]
    steps[2].values.update(time_limit_value=None, time_limit_unit="")
    powers.save_chart(power=power, by=cast.clerk, now=NOW, steps=steps, exits=exits)


def _without_indicator(cast: Any, power: Any) -> None:
    from riskpoints import actions

    actions.edit(point=power.risk_points.get(), by=cast.clerk, now=NOW, values={"indicator": ""})


def _without_line(cast: Any, power: Any) -> None:
    from riskpoints import actions

    actions.edit(point=power.risk_points.get(), by=cast.clerk, now=NOW, values={"line": ""})


@pytest.mark.parametrize(
    ("spoil", "key", "level"),
    [
        (_without_duties, "catalogue", ERROR),
        (_without_limit, "limits", ERROR),
        (_without_indicator, "indicators", WARN),
        (_without_line, "lines", ERROR),
    ],
)
def test_one_thing_missing_shows_in_its_own_cell(cast: Any, spoil: Any, key: str, level: str) -> None:
    power = scenarios.complete(cast)
    before = levels(power)
    spoil(cast, power)
    changed = {name: value for name, value in levels(power).items() if value != before[name]}
    assert changed == {key: level}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("review", (NONE, NONE, NONE)),
        ("approved", (OK, WARN, WARN)),
        ("filed", (OK, OK, WARN)),
        ("published", (OK, OK, OK)),
    ],
)
def test_the_last_edition_shows_how_far_it_came(cast: Any, state: str, expected: Any) -> None:
    power = scenarios.confirmed(cast)
    scenarios.edition(cast, state)
    last = coverage.last_entries(cast.institution).get(power.pk)
    cells = row(power, last).cells
    assert tuple(cells[key].level for key in ("last", "filed", "published")) == expected


def test_a_non_public_power_is_never_asked_to_be_public(cast: Any) -> None:
    power = scenarios.confirmed(cast, **scenarios.HIDDEN)
    scenarios.edition(cast, "published")
    cell = row(power, coverage.last_entries(cast.institution)[power.pk]).cells["published"]
    assert (cell.level, cell.text) == (NONE, "— 不公开的职权，不对外公开。")


def test_a_cell_reads_as_text(cast: Any) -> None:
    cells = row(scenarios.draft(cast)).cells
    assert cells["basis"].text == "✗ 没有行使依据。"
    assert (cells["basis"].word, cells["publicity"].text) == ("必须补齐", "✓")


def test_rows_cost_the_same_for_one_power_and_three(cast: Any, django_assert_num_queries: Any) -> None:
    for count in (1, 2):
        for number in range(count):
            scenarios.complete(cast, f"职权{count}{number}")
        with django_assert_num_queries(1):
            list(coverage.rows_of(coverage.powers_for(Power.objects.all()), {}))


def test_the_summary_counts_what_the_account_may_read_and_follows_changes(cast: Any) -> None:
    scenarios.confirmed(cast)
    broken = scenarios.draft(cast, "草稿")
    summary = coverage.summary_of(cast.institution, cast.officer)
    assert summary.totals() == {"total": 2, "complete": 1, "warned": 0, "broken": 1, "confirmed": 1}
    assert summary.at(coverage.GAPS) == summary.at(ERROR) == [broken.pk]
    assert coverage.summary_of(cast.institution, cast.colleague).totals()["total"] == 0
    dossiers.propose_removal(power=broken, by=cast.clerk, now=NOW, reason="误填")
    dossiers.agree(power=broken, by=cast.officer, now=NOW)
    assert coverage.summary_of(cast.institution, cast.officer).at(coverage.GAPS) == []
