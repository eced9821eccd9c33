"""How long dossiers wait, and for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from dossiers.actions import waiting_for
from dossiers.models import Stage
from dossiers.workflow import DOSSIER, REVIEWS
from organisation.workdays import exceptions, working_days_between
from powers.models import Power
from riskreg import access


@dataclass(frozen=True)
class Wait:
    """A dossier in a review: whose, since when, and how many working days."""

    power: Power
    stage: str
    permission: str
    days: int
    names: list[str] = field(default_factory=list)

    @property
    def stage_label(self) -> str:
        """Return the review in words."""
        return str(Stage(self.stage).label)

    @property
    def removal(self) -> bool:
        """Say whether the review is about taking the power out of the catalogue."""
        return self.power.state == "removal_proposed"


@dataclass(frozen=True)
class Waits:
    """The waiting dossiers in the order given, and the years whose statutory days nobody entered."""

    rows: list[Wait]
    years_missing: list[int]


def waits(powers: Iterable[Power], *, now: datetime, with_names: bool = False) -> Waits:
    """Return how long each dossier waits. One query for the calendar, one more for the names."""
    listed = list(powers)
    if not listed:
        return Waits([], [])
    today = timezone.localdate(now)
    start = min(_since(power) for power in listed)
    days = exceptions(date(start.year, 1, 1), date(today.year, 12, 31))
    known = {day.year for day in days}
    names = _names(listed) if with_names else {}
    rows = []
    for power in listed:
        permission = _permission(power)
        count = working_days_between(_since(power), today, days)
        people = names.get((permission, power.unit.path), [])
        rows.append(Wait(power, waiting_for(power), permission, count, people))
    return Waits(rows, [year for year in range(start.year, today.year + 1) if year not in known])


def _since(power: Power) -> date:
    return timezone.localdate(power.state_at)


def _permission(power: Power) -> str:
    return DOSSIER.move(REVIEWS[power.state][0]).permission


def _names(powers: list[Any]) -> dict[tuple[str, str], list[str]]:
    units = {power.unit.path: power.unit for power in powers}
    return access.names_holding({_permission(power) for power in powers}, units.values())
