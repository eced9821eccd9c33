"""Every write to measures and the responsibility chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from audit.recording import record
from controls.enums import ResponsibilityLevel
from controls.models import Measure, Responsibility
from controls.stored import chain_values, measure_values
from organisation.models import Post
from powers.actions import lock_for_edit, touch
from powers.codes import following
from powers.models import Power
from riskpoints.models import RiskPoint
from riskreg.guarded import acting, write
from riskreg.stale import require_seen


def next_code(point: RiskPoint) -> str:
    """Return the next free code of a measure on the risk point: M1, M2 …"""
    codes = Measure.history.filter(risk_point_id=point.pk).values_list("code", flat=True)
    return following("M", codes)


def add_measure(*, point: RiskPoint, by: Any, now: datetime, values: Mapping[str, Any]) -> Measure:
    """Attach a measure to a risk point. Raises Refused, ValidationError by field."""
    with acting(by=by, now=now):
        power = lock_for_edit(power=point.power, by=by)
        _require_own_post(power, "responsible", values.get("responsible"))
        measure = Measure(risk_point=point)
        write(measure, {**values, "code": values.get("code") or next_code(point)})
        touch(power)
        record(
            "measure.added",
            subject=measure,
            institution=power.institution.code,
            label=_label(measure),
        )
        return measure


def edit_measure(
    *,
    measure: Measure,
    by: Any,
    now: datetime,
    values: Mapping[str, Any],
    seen: str | None = None,
) -> Measure:
    """Change a measure. `seen` as in riskpoints.actions.edit. Raises Refused, Stale, ValidationError."""
    with acting(by=by, now=now):
        power = lock_for_edit(power=measure.risk_point.power, by=by)
        measure = Measure.objects.lock(measure.pk)
        require_seen(seen, measure_values(measure))
        _require_own_post(power, "responsible", values.get("responsible"))
        changed = write(measure, dict(values))
        if changed:
            touch(power)
            record(
                "measure.edited",
                subject=measure,
                institution=power.institution.code,
                label=_label(measure),
                details=changed,
            )
        return measure


def remove_measure(*, measure: Measure, by: Any, now: datetime) -> None:
    """Delete a measure; history keeps it. Raises Refused."""
    with acting(by=by, now=now):
        power = lock_for_edit(power=measure.risk_point.power, by=by)
        measure = Measure.objects.lock(measure.pk)
        record(
            "measure.removed",
            subject=measure,
            institution=power.institution.code,
            label=_label(measure),
        )
        measure.delete()
        touch(power)


def set_chain(
    *,
    power: Power,
    by: Any,
    now: datetime,
    posts: Mapping[str, Post | None],
    point: RiskPoint | None = None,
    seen: str | None = None,
) -> None:
    """Name the responsibility chain of the power, or override it for one risk point (R40).

    In: level → post; None takes the level out. Levels not given stay.
    Raises Refused, Stale, ValidationError by level.
    """
    with acting(by=by, now=now):
        power = lock_for_edit(power=power, by=by)
        require_seen(seen, chain_values(power, point))
        if point is not None and point.power_id != power.pk:
            raise ValidationError(_("这个风险点不属于这项职权。"))
        for level, post in posts.items():
            _require_own_post(power, level, post)
        stored = {row.level: row for row in power.responsibilities.filter(risk_point=point)}
        changed: dict[str, Any] = {}
        for level, post in posts.items():
            changed |= _set_level(power, point, ResponsibilityLevel(level), post, stored.get(level))
        if changed:
            touch(power)
            label = _point_label(point) if point else ""
            record(
                "responsibility.set",
                subject=power,
                institution=power.institution.code,
                label=f"{power} {label}".strip(),
                details=changed,
            )


def _require_own_post(power: Power, field: str, post: Post | None) -> None:
    """Raise ValidationError at the field if the post belongs to another institution."""
    if post is not None and post.unit.institution_id != power.institution_id:
        raise ValidationError({field: _("所选岗位不属于本单位。")})


def _set_level(
    power: Power,
    point: RiskPoint | None,
    level: str,
    post: Post | None,
    row: Responsibility | None,
) -> dict[str, Any]:
    old = row.post.title if row else ""
    if post is None:
        if row:
            row.delete()
        return {level: [old, ""]} if row else {}
    row = row or Responsibility(power=power, risk_point=point, level=level)
    adding = row._state.adding
    if not adding and row.post_id == post.pk:
        return {}
    write(row, {"post": post})
    return {level: [old, post.title]}


def _point_label(point: RiskPoint) -> str:
    return f"{point.full_code} {point.title}"


def _label(measure: Measure) -> str:
    return f"{measure.risk_point.full_code}-{measure.code} {measure.title}"
