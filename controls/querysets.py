"""Which measures an account may see, and which are late."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db.models import Prefetch, Q

from controls.enums import OPEN_STATUSES
from organisation.models import PostAssignment
from powers.enums import DossierState
from riskreg import access
from riskreg.guarded import GuardedQuerySet


class MeasureQuerySet(GuardedQuerySet):
    """Measures against risk points."""

    def visible_to(self, user: Any) -> Self:
        """Measures of the dossiers the account may read."""
        return self.filter(access.scope(user, "view_dossier", "risk_point__power__unit__path"))

    def in_force(self) -> Self:
        """Measures of powers that are not removed."""
        return self.exclude(risk_point__power__state=DossierState.REMOVED)

    def overdue(self, today: date) -> Self:
        """Measures whose day has passed and that do not work yet."""
        return self.filter(due_on__lt=today, status__in=OPEN_STATUSES)

    def with_row_facts(self) -> Self:
        """What every row of the ledger shows."""
        return self.select_related(
            "risk_point__power__unit", "risk_point__power__assessment", "responsible"
        ).prefetch_related(
            Prefetch("responsible__assignments", PostAssignment.objects.select_related("person"))
        )

    def matching(self, text: str) -> Self:
        """Measures whose title, risk point or power contains the text."""
        return self.filter(
            Q(title__icontains=text)
            | Q(risk_point__title__icontains=text)
            | Q(risk_point__power__name__icontains=text)
            | Q(risk_point__power__code__icontains=text)
        )
