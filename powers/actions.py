"""Every write to powers, their bases and their flowcharts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from audit.recording import record
from powers import codes, permissions
from powers.chart_input import STEP_DEFAULTS, ExitRow, StepRow
from powers.models import LegalBasis, Power, PowerCategory, Step, Transition
from powers.stored import chart_values, power_values
from riskreg.decisions import require
from riskreg.guarded import acting, bulk_create, changes, current_operation, write
from riskreg.stale import require_seen


def next_code(unit: Any, category: PowerCategory) -> str:
    """Return the next free code of the default template: unit, category, sequence. Codes are never reused."""
    prefix = codes.prefix(unit.code, category.code, category.external_code)
    taken = Power.objects.filter(institution=unit.institution, code__startswith=prefix)
    return codes.following(prefix, taken.values_list("code", flat=True), digits=3)


def create(
    *, by: Any, now: datetime, unit: Any, values: Mapping[str, Any], bases: Iterable[Mapping[str, Any]] = ()
) -> Power:
    """Add a power to a unit as a draft dossier. An empty code gets the next free one.

    Raises Refused without the right, ValidationError by field.
    """
    with acting(by=by, now=now):
        require(permissions.can_create(by, unit))
        code = values.get("code") or next_code(unit, values["category"])
        power = Power(institution=unit.institution, unit=unit, created_at=now, created_by=by, state_at=now)
        write(power, {**values, "code": code})
        _replace_bases(power, bases)
        current_operation().touched.add(power.pk)
        record("power.created", subject=power, institution=unit.institution.code)
        return power


def edit(
    *,
    power: Power,
    by: Any,
    now: datetime,
    values: Mapping[str, Any],
    bases: Iterable[Mapping[str, Any]] | None = None,
    seen: str | None = None,
) -> Power:
    """Change the catalogue columns, and the bases if given.

    `seen` is the token of the values the person started from; `Stale` if others saved meanwhile,
    None to overwrite. Raises Refused, ValidationError.
    """
    with acting(by=by, now=now):
        power = lock_for_edit(power=power, by=by)
        require_seen(seen, power_values(power))
        unit = values.get("unit", power.unit)
        if unit != power.unit:
            require(permissions.can_move_to(by, power, unit))
        changed = write(power, dict(values))
        if bases is not None and _replace_bases(power, bases):
            changed["bases"] = [None, ""]
        if changed:
            touch(power)
            record("power.edited", subject=power, institution=power.institution.code, details=changed)
        return power


def save_chart(
    *,
    power: Power,
    by: Any,
    now: datetime,
    steps: Iterable[StepRow],
    exits: Iterable[ExitRow],
    seen: str | None = None,
) -> Power:
    """Store the flowchart: rows with an id are kept (their risk points stay on them), others are new.

    Risk points of a removed step go back to being unplaced candidates (R17).
    Raises Refused, Stale, ValidationError.
    """
    with acting(by=by, now=now):
        power = lock_for_edit(power=power, by=by)
        require_seen(seen, chart_values(power))
        before = chart_values(power)
        by_no = _store_steps(power, list(steps))
        _store_exits(power, by_no, list(exits))
        after = chart_values(power)
        if before != after:
            touch(power)
            details = {"steps": [len(before["steps"]), len(after["steps"])]}
            record("power.chart_saved", subject=power, institution=power.institution.code, details=details)
        return power


def lock_for_edit(*, power: Power, by: Any) -> Power:
    """Lock the dossier and return it fresh, if the account may edit it now. Inside `acting` only."""
    locked: Power = Power.objects.select_related("institution", "unit").lock(power.pk)
    require(permissions.can_edit(by, locked))
    return locked


def touch(power: Power) -> None:
    """Count a change of any part of the dossier, without a history row of its own."""
    Power._base_manager.filter(pk=power.pk).update(revision=F("revision") + 1)
    power.refresh_from_db(fields=["revision"])
    current_operation().touched.add(power.pk)


def save_category(
    *, by: Any, now: datetime, values: Mapping[str, Any], category: PowerCategory | None = None
) -> PowerCategory:
    """Add or change a class of power. `by` None is the installation itself (sample data)."""
    with acting(by=by, now=now):
        if by is not None:
            require(permissions.can_manage_categories(by))
        row = PowerCategory.objects.lock(category.pk) if category else PowerCategory()
        adding = row._state.adding
        changed = write(row, dict(values))
        if changed or adding:
            record("category.saved", subject=row, details=changed)
        return row  # type: ignore[no-any-return]


def _replace_bases(power: Power, bases: Iterable[Mapping[str, Any]]) -> bool:
    """Make the stored bases equal the given rows (matched by `id`); say whether anything changed."""
    stored = {basis.pk: basis for basis in power.bases.all()}
    changed = False
    for position, given in enumerate(bases):
        row = stored.pop(given.get("id"), None) or LegalBasis(power=power)
        values = {name: value for name, value in given.items() if name != "id"}
        adding = row._state.adding
        changed = bool(write(row, {**values, "position": position})) or adding or changed
    for gone in stored.values():
        gone.delete()
    return changed or bool(stored)


def _store_steps(power: Power, rows: list[StepRow]) -> dict[int, Step]:
    stored = {step.pk: step for step in power.steps.all()}
    kept = {row.id: stored.pop(row.id) for row in rows if row.id in stored}
    for gone in stored.values():
        _unplace(gone)
        gone.delete()
    moved = [kept[row.id].pk for row in rows if row.id in kept and kept[row.id].no != row.no]
    Step._base_manager.filter(pk__in=moved).update(no=F("no") + 10_000)
    by_no, new = {}, []
    for row in rows:
        step = kept.get(row.id) or Step(power=power)
        values = {**STEP_DEFAULTS, **row.values, "no": row.no, "label": row.label, "kind": row.kind}
        if step._state.adding:
            for name, value in values.items():
                setattr(step, name, value)
            step.full_clean(exclude=["power"], validate_unique=False, validate_constraints=False)
            new.append(step)
        else:
            write(step, values)
        by_no[row.no] = step
    if new:
        bulk_create(new, Step)
        by_no |= {step.no: step for step in power.steps.all()}
    return by_no


def _unplace(step: Step) -> None:
    for point in step.risk_points.all():
        write(point, {"step": None, "status": "candidate"})


def _store_exits(power: Power, by_no: Mapping[int, Step], rows: list[ExitRow]) -> None:
    stored = {(t.source_id, t.target_id): t for t in power.transitions.all()}
    position: dict[int, int] = {}
    new = []
    for row in rows:
        source, target = by_no[row.source], by_no[row.target]
        place = position[row.source] = position.get(row.source, -1) + 1
        values = {"condition": row.condition, "position": place}
        known = stored.pop((source.pk, target.pk), None)
        if known:
            if changes(known, values):
                write(known, values)
            continue
        exit_ = Transition(power=power, source=source, target=target, **values)
        exit_.full_clean(exclude=["power", "source", "target"], validate_unique=False)
        new.append(exit_)
    for gone in stored.values():
        gone.delete()
    if new:
        bulk_create(new, Transition)
