"""Which editions and entries an account, or the public, may see."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Count, Func, IntegerField, Min, Q, Sum

from organisation.models import Institution
from riskreg import access
from riskreg.guarded import GuardedQuerySet


class EditionQuerySet(GuardedQuerySet):
    """Editions."""

    def visible_to(self, user: Any) -> Self:
        """Editions of the institutions in which the account may read dossiers."""
        return self.filter(institution__in=Institution.objects.reached_by(user, "view_dossier"))

    def with_records(self) -> Self:
        """What every page and paper of an edition begins with, joined in one query."""
        records = ("display", "meeting", "approval", "filing", "publication")
        return self.select_related("institution", "opened_by", *records)

    def published(self) -> Self:
        """The editions that the whole society may read now (R48)."""
        return self.filter(state="published", publication__scope="society")


class _PointCount(Func):
    """How many risk points a frozen content holds."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "JSON_ARRAY_LENGTH(%(expressions)s, '$.risk_points')"
        return super().as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "JSONB_ARRAY_LENGTH(%(expressions)s -> 'risk_points')"
        return super().as_sql(compiler, connection, template=template, **context)


class EntryQuerySet(models.QuerySet[Any]):
    """Frozen entries."""

    def visible_to(self, user: Any) -> Self:
        """Entries of the powers whose dossier the account may read today."""
        return self.filter(access.scope(user, "view_dossier", "power__unit__path"))

    def outside(self) -> Self:
        """What the public may read: public powers of published editions, nothing else (R09)."""
        return self.filter(edition__state="published", edition__publication__scope="society", is_public=True)

    def size(self) -> tuple[int, int]:
        """Return how many entries there are, and how many risk points they hold, in one query."""
        held = self.order_by().aggregate(entries=Count("pk"), points=Sum(_PointCount("content")))
        return held["entries"], held["points"] or 0

    def units(self) -> Any:
        """Rows of unit_code, unit_name and the count of entries, in the order of the edition."""
        return (
            self.order_by()
            .values("unit_code", "unit_name")
            .annotate(count=Count("pk"), first=Min("position"))
            .order_by("first")
        )

    def matching(self, text: str) -> Self:
        """Entries whose code, name or unit contains the text."""
        return self.filter(Q(code__icontains=text) | Q(name__icontains=text) | Q(unit_name__icontains=text))
