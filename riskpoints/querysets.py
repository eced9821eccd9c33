"""Which risk points an account may see."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Prefetch, Q

from organisation.models import PostAssignment
from powers.enums import DossierState
from riskreg import access
from riskreg.guarded import GuardedQuerySet


class RiskPointQuerySet(GuardedQuerySet):
    """Risk points."""

    def visible_to(self, user: Any) -> Self:
        """Risk points of the dossiers the account may read."""
        return self.filter(access.scope(user, "view_dossier", "power__unit__path"))

    def with_row_facts(self) -> Self:
        """What every list row shows, joined in one query."""
        return self.select_related("power__unit", "power__assessment", "step")

    def with_register_facts(self) -> Self:
        """Everything a row of the register (F1) says, in a fixed number of queries."""
        posts = ("step__post", "measures__responsible", "power__responsibilities__post")
        holders = PostAssignment.objects.select_related("person")
        return self.select_related("power__unit", "power__assessment", "step__post").prefetch_related(
            *(Prefetch(f"{post}__assignments", holders) for post in posts)
        )

    def in_force(self) -> Self:
        """Risk points of powers that are not removed."""
        return self.exclude(power__state=DossierState.REMOVED)

    def matching(self, text: str) -> Self:
        """Risk points whose code, title, manifestation or power contains the text."""
        return self.filter(
            Q(code__icontains=text)
            | Q(title__icontains=text)
            | Q(manifestation__icontains=text)
            | Q(power__name__icontains=text)
            | Q(power__code__icontains=text)
        )
