"""Which powers an account may see. Lists, counts, charts, search, exports and PDFs start here."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Q

from powers.enums import DossierState
from riskreg import access
from riskreg.guarded import GuardedQuerySet


class PowerQuerySet(GuardedQuerySet):
    """Powers, the aggregate roots."""

    def visible_to(self, user: Any) -> Self:
        """Powers whose dossier the account may read."""
        return self.filter(access.scope(user, "view_dossier"))

    def editable_by(self, user: Any) -> Self:
        """Powers of the units the account fills in, whatever their state."""
        return self.filter(access.scope(user, "edit_dossier"))

    def awaiting(self, user: Any) -> Self:
        """Dossiers that wait for a review this account may give, the longest waiting first."""
        as_head = access.scope(user, "review_as_head") & Q(state=DossierState.SUBMITTED)
        discipline = Q(state__in=[DossierState.REVIEWED, DossierState.REMOVAL_PROPOSED])
        as_discipline = access.scope(user, "review_as_discipline") & discipline
        return self.filter(as_head | as_discipline).order_by("state_at", "pk")

    def in_force(self) -> Self:
        """Powers that are not removed."""
        return self.exclude(state=DossierState.REMOVED)

    def with_row_facts(self) -> Self:
        """What every list row shows, joined in one query."""
        return self.select_related("unit", "category", "institution", "assessment")

    def with_dossier(self) -> Self:
        """Everything a dossier page or export reads, in a fixed number of queries."""
        return self.select_related(
            "unit", "category", "institution", "leader_in_charge", "assessment"
        ).prefetch_related(
            "leader_in_charge__assignments__person",
            "bases",
            "steps__post__assignments__person",
            "transitions__source",
            "transitions__target",
            "risk_points__step",
            "risk_points__measures__responsible__assignments__person",
            "responsibilities__post__assignments__person",
        )

    def matching(self, text: str) -> Self:
        """Powers whose code, name or unit contains the text."""
        return self.filter(
            Q(code__icontains=text) | Q(name__icontains=text) | Q(unit__name__icontains=text)
        )
