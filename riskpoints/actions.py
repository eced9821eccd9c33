"""Every write to risk points and gradings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from audit.recording import record
from powers.actions import lock_for_edit, touch
from powers.codes import following
from powers.models import Power, Step
from riskpoints.enums import RiskStatus
from riskpoints.grading import suggest
from riskpoints.models import GradeAssessment, RiskPoint
from riskpoints.stored import FACTOR_FIELDS, grade_values, risk_values
from riskreg.guarded import acting, write
from riskreg.stale import require_seen


def next_code(power: Power) -> str:
    """Return the next free code of a risk point in the dossier: R1, R2 …"""
    codes = RiskPoint.history.filter(power_id=power.pk).values_list("code", flat=True)
    return following("R", codes)


def add(*, power: Power, by: Any, now: datetime, values: Mapping[str, Any]) -> RiskPoint:
    """Add a risk point to a dossier; without a step it waits as a candidate (R17).

    The finding unit is the dossier's own (R20). Raises Refused, ValidationError by field.
    """
    with acting(by=by, now=now):
        power = lock_for_edit(power=power, by=by)
        _require_own_step(power, values.get("step"))
        point = RiskPoint(power=power, found_by_unit=power.unit)
        write(point, {**values, "code": values.get("code") or next_code(power)})
        touch(power)
        record(
            "risk_point.added",
            subject=point,
            institution=power.institution.code,
            label=_label(point),
        )
        return point


def edit(
    *,
    point: RiskPoint,
    by: Any,
    now: datetime,
    values: Mapping[str, Any],
    seen: str | None = None,
) -> RiskPoint:
    """Change a risk point; taken off its step it becomes a candidate again.

    `seen` is the token of the values the person started from. Raises Refused, Stale, ValidationError.
    """
    with acting(by=by, now=now):
        power = lock_for_edit(power=point.power, by=by)
        point = RiskPoint.objects.lock(point.pk)
        require_seen(seen, risk_values(point))
        _require_own_step(power, values.get("step"))
        new = dict(values)
        if new.get("step", point.step) is None or not new.get("manifestation", point.manifestation):
            new["status"] = RiskStatus.CANDIDATE
        changed = write(point, new)
        if changed:
            touch(power)
            record(
                "risk_point.edited",
                subject=point,
                institution=power.institution.code,
                label=_label(point),
                details=changed,
            )
        return point


def place(*, power: Power, by: Any, now: datetime, steps: Mapping[int, Step]) -> int:
    """Put unplaced candidates on steps in one act; return how many were placed.

    In: risk point id → step. A point that somebody placed meanwhile stays where it is.
    Raises Refused, ValidationError.
    """
    with acting(by=by, now=now):
        power = lock_for_edit(power=power, by=by)
        points = list(RiskPoint.objects.filter(power=power, step=None, pk__in=steps))
        for point in points:
            edit(point=point, by=by, now=now, values={"step": steps[point.pk]})
        return len(points)


def remove(*, point: RiskPoint, by: Any, now: datetime) -> None:
    """Delete a risk point with its measures; history keeps them. Raises Refused."""
    with acting(by=by, now=now):
        power = lock_for_edit(power=point.power, by=by)
        point = RiskPoint.objects.lock(point.pk)
        record(
            "risk_point.removed",
            subject=point,
            institution=power.institution.code,
            label=_label(point),
        )
        point.measures.all().delete()
        point.responsibilities.all().delete()
        point.delete()
        touch(power)


def grade(
    *,
    power: Power,
    by: Any,
    now: datetime,
    values: Mapping[str, Any],
    seen: str | None = None,
) -> GradeAssessment:
    """Propose the grade of a power: the suggestion is computed, a different grade needs a reason (R24–R27).

    In: the five factors, `grade` and `reason`. Raises Refused, Stale, ValidationError.
    """
    with acting(by=by, now=now):
        power = lock_for_edit(power=power, by=by)
        assessment = GradeAssessment.objects.filter(power=power).first()
        require_seen(seen, grade_values(assessment))
        assessment = assessment or GradeAssessment(power=power)
        adding = assessment._state.adding
        suggestion = suggest(
            is_approval=power.category.is_approval,
            is_penalty_or_levy=power.category.is_penalty_or_levy,
            **{name: values[name] for name in FACTOR_FIELDS[:3]},
        )
        computed = {
            "suggested": suggestion.grade,
            "fired_rules": list(suggestion.fired),
        }
        changed = write(assessment, {**values, **computed})
        if changed or adding:
            touch(power)
            record(
                "power.graded",
                subject=power,
                institution=power.institution.code,
                details=changed,
            )
        return assessment


def set_status(*, point: RiskPoint, status: str) -> None:
    """Set the status as part of a review of the dossier; inside `acting` only."""
    write(point, {"status": status})


def _require_own_step(power: Power, step: Step | None) -> None:
    """Raise ValidationError if the step belongs to another power."""
    if step is not None and step.power_id != power.pk:
        raise ValidationError({"step": _("所选环节不属于这项职权的流程图。")})


def _label(point: RiskPoint) -> str:
    return f"{point.full_code} {point.title}"
