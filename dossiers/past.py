"""A dossier as it stood at the end of a past day, rebuilt from history rows.

The result is an ordinary unsaved-looking `Power` whose relations are filled from history, so that
`content_of`, the chart and the page's templates read it like the present one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from controls.models import Measure, Responsibility
from organisation.models import Post, PostAssignment, Unit
from powers.models import LegalBasis, Power, PowerCategory, Step, Transition
from riskpoints.models import GradeAssessment, RiskPoint


def end_of(day: date) -> datetime:
    """Return the first moment after the day, in the institution's time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def began_on(power: Power) -> date:
    """Return the day on which the dossier was created."""
    return timezone.localdate(power.created_at)


def power_as_of(power: Power, day: date) -> Power | None:
    """Return the dossier as it was when the day ended, None if it did not exist yet.

    Names of posts, holders and units are those of that day too. A fixed number of queries.
    """
    moment = end_of(day)
    found = _alive(Power.history.filter(id=power.pk), moment)
    if not found:
        return None
    past: Power = found[0]
    past.institution = power.institution
    past.category = _at(PowerCategory, [past.category_id], moment)[past.category_id]
    past.unit = _at(Unit, [past.unit_id], moment)[past.unit_id]
    parts = _Parts(past, moment)
    parts.attach(_posts(parts.post_ids(), day, moment))
    return past


class _Parts:
    """The rows that belonged to the dossier, by kind."""

    def __init__(self, power: Power, moment: datetime) -> None:
        def own(model: Any) -> list[Any]:
            return _alive(model.history.filter(power_id=power.pk), moment)

        self.power = power
        self.bases = sorted(own(LegalBasis), key=lambda row: (row.position, row.pk))
        self.steps = sorted(own(Step), key=lambda row: row.no)
        self.transitions = own(Transition)
        self.points = sorted(own(RiskPoint), key=lambda row: row.code)
        self.chain = sorted(own(Responsibility), key=lambda row: row.pk)
        self.assessment = next(iter(own(GradeAssessment)), None)
        ids = [point.pk for point in self.points]
        measures = _alive(Measure.history.filter(risk_point_id__in=ids), moment)
        self.measures = sorted(measures, key=lambda row: row.code)

    def post_ids(self) -> set[int]:
        """Return the ids of every post the dossier named."""
        named = [self.power.leader_in_charge_id, *(step.post_id for step in self.steps)]
        named += [row.post_id for row in self.chain] + [row.responsible_id for row in self.measures]
        return {pk for pk in named if pk}

    def attach(self, posts: dict[int, Post]) -> None:
        """Fill the relations of the power from the rows."""
        power, steps = self.power, {step.pk: step for step in self.steps}
        power.leader_in_charge = posts.get(power.leader_in_charge_id or 0)
        for step in self.steps:
            step.post = posts.get(step.post_id)
        ways = [row for row in self.transitions if row.source_id in steps and row.target_id in steps]
        for row in ways:
            row.source, row.target = steps[row.source_id], steps[row.target_id]
        ways.sort(key=lambda row: (row.source.no, row.position, row.pk))
        for row in self.chain:
            row.post = posts[row.post_id]
        for measure in self.measures:
            measure.responsible = posts.get(measure.responsible_id)
        for point in self.points:
            point.step = steps.get(point.step_id)
            _fill(point, "measures", Measure, [m for m in self.measures if m.risk_point_id == point.pk])
        points = {point.pk: point for point in self.points}
        for row in [*self.points, *self.chain]:
            row.power = power
        for row in self.chain:
            row.risk_point = points.get(row.risk_point_id)
        _fill(power, "bases", LegalBasis, self.bases)
        _fill(power, "steps", Step, self.steps)
        _fill(power, "transitions", Transition, ways)
        _fill(power, "risk_points", RiskPoint, self.points)
        _fill(power, "responsibilities", Responsibility, self.chain)
        power._state.fields_cache["assessment"] = self.assessment
        if self.assessment:
            self.assessment.power = power


def _alive(rows: Any, moment: datetime) -> list[Any]:
    """Return the instances that existed at the moment: the last row of each, unless it is a deletion."""
    latest: dict[Any, Any] = {}
    for row in rows.filter(history_date__lt=moment).order_by("history_date", "history_id"):
        latest[row.id] = row
    return [_instance(row) for row in latest.values() if row.history_type != "-"]


def _instance(row: Any) -> Any:
    """Return the model instance of a history row, without its link to the row."""
    model = row.instance_type
    names = [field.attname for field in model._meta.concrete_fields]
    instance = model(**{name: getattr(row, name) for name in names if hasattr(row, name)})
    instance._state.adding = False
    instance._state.db = row._state.db
    return instance


def _at(model: type[models.Model], ids: Iterable[int], moment: datetime) -> dict[int, Any]:
    """Return rows of another room as they were; as they are now where history does not reach back."""
    wanted = set(ids)
    past = {row.pk: row for row in _alive(model.history.filter(id__in=wanted), moment)}  # type: ignore[attr-defined]
    if wanted - past.keys():
        past |= model._default_manager.in_bulk(wanted - past.keys())
    return past


def _posts(ids: set[int], day: date, moment: datetime) -> dict[int, Post]:
    posts = _at(Post, ids, moment)
    holders: dict[int, list[PostAssignment]] = {pk: [] for pk in ids}
    rows = PostAssignment.objects.filter(post_id__in=ids, started_on__lte=day).select_related("person")
    for row in rows.order_by("started_on"):
        if row.ended_on is None or row.ended_on > day:
            row.ended_on = None
            holders[row.post_id] = [row]
    for pk, post in posts.items():
        _fill(post, "assignments", PostAssignment, holders[pk])
    return posts


def _fill(owner: Any, name: str, model: type[models.Model], rows: list[Any]) -> None:
    """Make `owner.name.all()` return the rows without a query, as prefetching does."""
    kept = model._default_manager.all()
    kept._result_cache = rows
    kept._prefetch_done = True  # type: ignore[attr-defined]
    owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = kept
