"""Which powers an account may see. Lists, counts, charts, search, exports and PDFs start here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Self

from django.apps import apps
from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects

from powers.enums import DossierState
from riskreg import access
from riskreg.guarded import GuardedQuerySet


def _joined(path: str, model: str, *related: str) -> Prefetch[Any, Any, Any]:
    """Prefetch `path` with its foreign keys in the same query; rooms further down are named by label."""
    return Prefetch(path, queryset=apps.get_model(model)._default_manager.select_related(*related))


def _name_holders(powers: Iterable[Any]) -> None:
    """Read the holders of every post that the dossiers name, wherever it stands, in one query."""
    posts = [post for power in powers for post in _posts_of(power)]
    prefetch_related_objects(posts, _joined("assignments", "organisation.PostAssignment", "person"))


def _posts_of(power: Any) -> Iterator[Any]:
    measures = (measure for point in power.risk_points.all() for measure in point.measures.all())
    named = (
        power.leader_in_charge,
        *(step.post for step in power.steps.all()),
        *(measure.responsible for measure in measures),
        *(link.post for link in power.responsibilities.all()),
    )
    return (post for post in named if post is not None)


class PowerQuerySet(GuardedQuerySet):
    """Powers, the aggregate roots."""

    _names_holders = False

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._names_holders = self._names_holders
        return clone

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()  # type: ignore[misc]
        if fresh and self._names_holders:
            _name_holders(self._result_cache or ())

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        """Yield the powers in flat memory; each chunk reads its parts and holders at once."""
        rows = super().iterator(chunk_size)
        if not self._names_holders:
            yield from rows
            return
        while chunk := list(islice(rows, chunk_size)):
            _name_holders(chunk)
            yield from chunk

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

    def with_charts(self) -> Self:
        """Powers that have a flowchart."""
        steps = apps.get_model("powers.Step").objects.filter(power=OuterRef("pk"))
        return self.filter(Exists(steps))

    def with_row_facts(self) -> Self:
        """What every list row shows, joined in one query."""
        return self.select_related("unit", "category", "institution", "assessment")

    def with_standing(self) -> Self:
        """What a list row shows, and what the rules find missing, joined in one query."""
        return self.with_row_facts().select_related("standing")

    def with_dossier(self) -> Self:
        """Everything a dossier page or export reads, in a fixed number of queries."""
        powers = self.select_related(
            "unit", "category", "institution", "leader_in_charge", "assessment"
        ).prefetch_related(
            "bases",
            _joined("steps", "powers.Step", "post__unit"),
            _joined("transitions", "powers.Transition", "source", "target"),
            _joined("risk_points", "riskpoints.RiskPoint", "step"),
            _joined("risk_points__measures", "controls.Measure", "responsible"),
            _joined("responsibilities", "controls.Responsibility", "post"),
        )
        powers._names_holders = True
        return powers

    def with_parts(self) -> Self:
        """What the completeness rules read: every part of the dossier, without people's names."""
        return self.select_related(
            "unit", "category", "institution", "leader_in_charge", "assessment"
        ).prefetch_related("bases", "steps", "transitions", "risk_points__measures", "responsibilities")

    def matching(self, text: str) -> Self:
        """Powers whose code, name or unit contains the text."""
        return self.filter(Q(code__icontains=text) | Q(name__icontains=text) | Q(unit__name__icontains=text))
