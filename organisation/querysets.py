"""Which institutions, units and people an account may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from treebeard.mp_tree import MP_NodeManager

from riskreg import access
from riskreg.guarded import GuardedQuerySet


class InstitutionQuerySet(GuardedQuerySet):
    """Institutions."""

    def reached_by(self, user: Any, permission: str) -> QuerySet[Any]:
        """Institutions with at least one unit on which the account holds the permission."""
        roots = {path[:4] for path in access.paths(user, permission)}
        return self.filter(units__path__in=roots)


class UnitManager(MP_NodeManager):
    """Units in tree order."""

    def reached_by(self, user: Any, permission: str) -> QuerySet[Any]:
        """Units on which the account holds the permission, directly or from above."""
        found: QuerySet[Any] = self.get_queryset().filter(access.scope(user, permission, "path"))
        return found

    def of(self, institution: Any) -> QuerySet[Any]:
        """All units of one institution, the root first."""
        units: QuerySet[Any] = self.get_queryset().filter(institution=institution)
        return units


def name_matches(text: str) -> Q:
    """The filter of people whose name or account contains the text."""
    return Q(name__icontains=text) | Q(username__icontains=text)
