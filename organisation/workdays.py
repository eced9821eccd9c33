"""Working-day arithmetic: the plain week, corrected by the calendar of statutory days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from organisation.models import CalendarDay, is_weekend


def exceptions(start: date, end: date) -> dict[date, bool]:
    """Return day → works? for the days between that differ from the plain week."""
    rows = CalendarDay.objects.filter(day__range=(start, end))
    return dict(rows.values_list("day", "is_workday"))


def working_days_between(start: date, end: date, days: Mapping[date, bool]) -> int:
    """Count the working days after `start` up to and including `end`; 0 if end is not later."""
    count, day = 0, start
    while day < end:
        day += timedelta(days=1)
        count += days.get(day, not is_weekend(day))
    return count


def has_calendar(year: int) -> bool:
    """Say whether the statutory days of the year were entered; without them counts are estimates."""
    return CalendarDay.objects.filter(day__year=year).exists()
