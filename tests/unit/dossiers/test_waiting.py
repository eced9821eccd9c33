"""How long a dossier waits, in working days, and for whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dossiers.waiting import waits
from organisation.models import CalendarDay
from powers.models import Power
from riskreg.guarded import acting
from tests import scenarios
from tests.scenarios import NOW

pytestmark = pytest.mark.django_db


def _waiting(cast: Any) -> list[Power]:
    scenarios.submitted(cast)
    return list(Power.objects.awaiting(cast.head).with_row_facts())


def test_weekends_do_not_count(cast: Any) -> None:
    """NOW is a Monday: a week later five working days have passed."""
    (row,) = waits(_waiting(cast), now=NOW + timedelta(days=7)).rows
    assert (row.days, row.stage_label, row.removal) == (5, "科室负责人审核", False)


def test_statutory_days_count_as_the_calendar_says(cast: Any) -> None:
    with acting(by=None, now=NOW):
        CalendarDay(day=NOW.date() + timedelta(days=1), is_workday=False).save()
        CalendarDay(day=NOW.date() + timedelta(days=5), is_workday=True).save()
        CalendarDay(day=NOW.date() + timedelta(days=6), is_workday=True).save()
    found = waits(_waiting(cast), now=NOW + timedelta(days=7))
    assert (found.rows[0].days, found.years_missing) == (6, [])


def test_a_year_without_a_calendar_is_told(cast: Any) -> None:
    assert waits(_waiting(cast), now=NOW).years_missing == [2026]
    assert waits([], now=NOW).years_missing == []


def test_the_people_it_waits_for_are_named(cast: Any, django_assert_num_queries: Any) -> None:
    rows = _waiting(cast)
    with django_assert_num_queries(2):
        found = waits(rows, now=NOW, with_names=True)
    assert found.rows[0].names == ["head甲"]


def test_the_discipline_review_waits_for_people_above_the_unit(cast: Any) -> None:
    power = Power.objects.with_row_facts().get(pk=scenarios.reviewed(cast).pk)
    assert waits([power], now=NOW, with_names=True).rows[0].names == ["officer甲"]
