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
from riskreg.uncollected import tidy


def _joined(path: str, model: str, *related: str) -> Prefetch[Any, Any, Any]:
    """Prefetch `path` with its foreign keys in the same query; rooms further down are named by label."""
    return Prefetch(path, queryset=apps.get_model(model)._default_manager.select_related(*related))


def _tie(powers: Iterable[Any]) -> None:
    """Give the parts of the dossiers the steps and the posts they name, with the posts' holders. Two queries.

    A step is the dossier's own, and a post one object wherever it is named: registers name few posts again and
    again.
    """
    named = [slot for power in powers for slot in _slots(power)]
    wanted = {key for _row, _field, key in named if key is not None}
    posts = apps.get_model("organisation", "Post")._default_manager.select_related("unit").in_bulk(wanted)
    prefetch_related_objects(
        list(posts.values()), _joined("assignments", "organisation.PostAssignment", "person")
    )
    for row, field, key in named:
        field.set_cached_value(row, None if key is None else posts[key])


def _slots(power: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Hang the dossier's steps to what names them; yield row, foreign key and key of every post named."""
    steps, points = power.steps.all(), power.risk_points.all()
    own = {step.pk: step for step in steps}
    for way in power.transitions.all():
        _hang(way, "source", own)
        _hang(way, "target", own)
    for point in points:
        _hang(point, "step", own)
    measures = [measure for point in points for measure in point.measures.all()]
    yield from _keys([power], "leader_in_charge")
    yield from _keys(steps, "post")
    yield from _keys(measures, "responsible")
    yield from _keys(power.responsibilities.all(), "post")


def _hang(row: Any, name: str, own: dict[Any, Any]) -> None:
    field = row._meta.get_field(name)
    key = getattr(row, field.attname)
    if key is None or key in own:  # else it was added between two queries, and is read when it is needed
        field.set_cached_value(row, own.get(key))


def _keys(rows: Iterable[Any], name: str) -> Iterator[tuple[Any, Any, Any]]:
    for row in rows:
        field = row._meta.get_field(name)
        yield row, field, getattr(row, field.attname)


class PowerQuerySet(GuardedQuerySet):
    """Powers, the aggregate roots."""

    _is_tied = False

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._is_tied = self._is_tied
        return clone

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()  # type: ignore[misc]
        if fresh and self._is_tied and self._fields is None:  # type: ignore[attr-defined]  # rows, not their values
            _tie(self._result_cache or ())

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        """Yield the powers in flat memory; each chunk reads its parts and holders at once."""
        if not self._is_tied:
            yield from super().iterator(chunk_size)
            return
        bare = self.prefetch_related(None)
        bare._is_tied = False
        rows = bare.iterator(chunk_size)
        while chunk := list(islice(rows, chunk_size)):
            prefetch_related_objects(chunk, *self._prefetch_related_lookups)  # type: ignore[attr-defined]
            _tie(chunk)
            yield from chunk
            chunk.clear()
            tidy()

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
        powers = self.select_related("unit", "category", "institution", "assessment").prefetch_related(
            "bases", "steps", "transitions", "risk_points__measures", "responsibilities"
        )
        powers._is_tied = True
        return powers

    def with_parts(self) -> Self:
        """What the completeness rules read: every part of the dossier, without people's names."""
        return self.select_related(
            "unit", "category", "institution", "leader_in_charge", "assessment"
        ).prefetch_related("bases", "steps", "transitions", "risk_points__measures", "responsibilities")

    def matching(self, text: str) -> Self:
        """Powers whose code, name or unit contains the text."""
        return self.filter(Q(code__icontains=text) | Q(name__icontains=text) | Q(unit__name__icontains=text))
