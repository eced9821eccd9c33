"""A dossier as it stood at the end of a past day, rebuilt from history rows.

The result is an ordinary unsaved-looking `Power` whose relations are filled from history, so that
`content_of`, the chart and the page's templates read it like the present one. The history tables are
read once, whatever number of days is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Value
from django.utils import timezone

from controls.models import Measure, Responsibility
from organisation.models import Post, PostAssignment, Unit
from powers.models import LegalBasis, Power, PowerCategory, Step, Transition
from riskpoints.models import GradeAssessment, RiskPoint

OWN: tuple[Any, ...] = (LegalBasis, Step, Transition, RiskPoint, Responsibility, GradeAssessment)
ALL: tuple[Any, ...] = (*OWN, Measure)
CHART: tuple[Any, ...] = (Step, Transition)


def end_of(day: date) -> datetime:
    """Return the first moment after the day, in the institution's time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def began_on(power: Power) -> date:
    """Return the day on which the dossier was created."""
    return timezone.localdate(power.created_at)


def power_as_of(power: Power, day: date) -> Power | None:
    """Return the dossier as it was when the day ended, None if it did not exist yet."""
    return states_of(power, [day])[0]


def states_of(power: Power, days: Sequence[date], parts_of: tuple[Any, ...] = ALL) -> list[Power | None]:
    """Return the dossier as it was when each of the days ended, None where it did not exist yet.

    Names of posts, holders and units are those of that day too. Eleven queries, however many days;
    `parts_of` names the parts wanted where not all are: four queries and one for each, the others are empty.
    """
    rows = _read(power, parts_of)
    found = [_Parts.at(rows, end_of(day)) for day in days]
    names = _Names([parts for parts in found if parts])
    states: list[Power | None] = []
    for day, parts in zip(days, found, strict=True):
        if parts:
            parts.power.institution = power.institution
            names.attach(parts, day)
        states.append(parts.power if parts else None)
    return states


def _read(power: Power, parts_of: tuple[Any, ...]) -> dict[Any, list[Any]]:
    """Return every history row of the dossier and these parts, by model, in time order."""
    points = RiskPoint.history.filter(power_id=power.pk).values("id")
    scopes = {model: {"power_id": power.pk} for model in OWN} | {Power: {"id": power.pk}}
    scopes[Measure] = {"risk_point_id__in": points}
    return {
        model: list(model.history.filter(**scope).order_by("history_date", "history_id"))  # type: ignore[attr-defined]
        if model in (Power, *parts_of)
        else []
        for model, scope in scopes.items()
    }


class _Parts:
    """The rows that belonged to the dossier, by kind."""

    def __init__(self, power: Power, rows: dict[Any, list[Any]], moment: datetime) -> None:
        def own(model: Any) -> list[Any]:
            return _alive(rows[model], moment)

        self.power = power
        self.bases = sorted(own(LegalBasis), key=lambda row: (row.position, row.pk))
        self.steps = sorted(own(Step), key=lambda row: row.no)
        self.transitions = own(Transition)
        self.points = sorted(own(RiskPoint), key=lambda row: (len(row.code), row.code))
        self.chain = sorted(own(Responsibility), key=lambda row: row.pk)
        self.assessment = next(iter(own(GradeAssessment)), None)
        points = {point.pk for point in self.points}
        measures = [row for row in own(Measure) if row.risk_point_id in points]
        self.measures = sorted(measures, key=lambda row: (len(row.code), row.code))

    @classmethod
    def at(cls, rows: dict[Any, list[Any]], moment: datetime) -> _Parts | None:
        """Return the dossier at the moment, None if it did not exist."""
        found = _alive(rows[Power], moment)
        return cls(found[0], rows, moment) if found else None

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


class _Names:
    """Posts, their holders, units and categories as they were called, for several moments at once."""

    def __init__(self, states: Sequence[_Parts]) -> None:
        ids = {pk for parts in states for pk in parts.post_ids()}
        self.posts = _past_of(Post, ids)
        held = PostAssignment.objects.filter(post_id__in=ids).select_related("person")
        self.held = list(held.order_by("started_on"))
        units = {parts.power.unit_id for parts in states} | {row.unit_id for row in self.posts}
        self.called = _called(units, {parts.power.category_id for parts in states})

    def attach(self, parts: _Parts, day: date) -> None:
        """Fill the relations of the dossier with things as they were called when the day ended."""
        moment, power = end_of(day), parts.power
        power.unit = self._thing(Unit, power.unit_id, moment)
        power.category = self._thing(PowerCategory, power.category_id, moment)
        posts = {row.id: _instance(row) for row in reversed(self.posts)}  # the first known name, if none then
        posts |= {post.pk: post for post in _alive(self.posts, moment)}
        for post in posts.values():
            post.unit = self._thing(Unit, post.unit_id, moment)
            holders = [row for row in self.held if row.post_id == post.pk and _holds(row, day)]
            _fill(post, "assignments", PostAssignment, [_serving(row) for row in holders[-1:]])
        parts.attach(posts)

    def _thing(self, model: type[models.Model], pk: int, moment: datetime) -> Any:
        rows = self.called[model._meta.label, pk]
        code, name = next((row[1:] for row in reversed(rows) if row[0] < moment), rows[0][1:])
        return model(pk=pk, code=code, name=name)


def _past_of(model: Any, ids: set[int]) -> list[Any]:
    return list(model.history.filter(id__in=ids).order_by("history_date", "history_id"))


def _called(units: set[int], categories: set[int]) -> dict[tuple[str, int], list[tuple[datetime, str, str]]]:
    """Return (model, id) → (since when, code, name) in time order, in one query."""
    rows = [
        model.history.order_by()  # type: ignore[attr-defined]
        .filter(id__in=ids)
        .annotate(what=Value(model._meta.label))
        .values_list("what", "id", "history_date", "history_id", "code", "name")
        for model, ids in ((Unit, units), (PowerCategory, categories))
    ]
    found: dict[tuple[str, int], list[tuple[datetime, str, str]]] = {}
    for label, pk, since, _number, code, name in sorted(
        rows[0].union(rows[1], all=True), key=lambda r: r[2:4]
    ):
        found.setdefault((label, pk), []).append((since, code, name))
    return found


def _holds(row: PostAssignment, day: date) -> bool:
    return row.started_on <= day and (row.ended_on is None or row.ended_on > day)


def _serving(row: PostAssignment) -> PostAssignment:
    """Return the assignment as it looked while it lasted."""
    kept = PostAssignment(pk=row.pk, post_id=row.post_id, person=row.person, started_on=row.started_on)
    return kept


def _alive(rows: Iterable[Any], moment: datetime) -> list[Any]:
    """Return the instances that existed at the moment: the last row of each, unless it is a deletion."""
    latest: dict[Any, Any] = {}
    for row in rows:
        if row.history_date < moment:
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


def _fill(owner: Any, name: str, model: type[models.Model], rows: list[Any]) -> None:
    """Make `owner.name.all()` return the rows without a query, as prefetching does."""
    kept = model._default_manager.all()
    kept._result_cache = rows
    kept._prefetch_done = True  # type: ignore[attr-defined]
    owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = kept
