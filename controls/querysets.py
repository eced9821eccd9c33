"""Which measures an account may see."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from controls.enums import MeasureStatus
from controls.models import Measure
from riskreg import access


def visible_to(user: Any) -> QuerySet[Measure]:
    """Measures of the dossiers the account may read."""
    return Measure.objects.filter(  # type: ignore[no-any-return]
        access.scope(user, "view_dossier", "risk_point__power__unit__path")
    )


def overdue(measures: QuerySet[Measure], today: date) -> QuerySet[Measure]:
    """Those of the measures that should be in place by now and are not."""
    return measures.filter(due_on__lt=today, status=MeasureStatus.PLANNED)
