"""The dossier as plain data, in the form of the JSON contract: for digests, comparing, freezing, export.

The contract's keys are fixed (docs: "The register as JSON"); the others are additions of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from audit.chain import canonical, digest
from powers.models import Power

Overrides = dict[int, dict[str, str]]
CHAIN_LEVELS = ("first", "in_charge", "direct", "staff")


def content_of(power: Power) -> dict[str, Any]:
    """Return everything needed to print the power again in ten years: names as they are today.

    In: a power read by `Power.objects.with_dossier()`; no further query is made.
    """
    assessment = getattr(power, "assessment", None)
    steps = list(power.steps.all())
    chain, overrides = _chains(power)
    return {
        "code": power.code,
        "name": power.name,
        "category": power.category.name,
        "category_code": power.category.code,
        "unit": power.unit.name,
        "unit_code": power.unit.code,
        "leader_in_charge": _post(power.leader_in_charge),
        "duty_division": power.duty_division,
        "duties": power.duties,
        "grade": assessment.grade if assessment else "",
        "grade_reason": assessment.reason if assessment else "",
        "grading": _grading(assessment),
        "is_public": power.is_public,
        "nonpublic": _nonpublic(power),
        "mandated_by_law": power.mandated_by_law,
        "entry_reason": power.entry_reason,
        "none_found_statement": power.none_found_statement,
        "bases": [_basis(basis) for basis in power.bases.all()],
        "conditions": power.conditions,
        "time_limit": _limit(power),
        "service_commitment": power.service_commitment,
        "work_discipline": power.work_discipline,
        "accountability": power.accountability,
        "steps": [_step(step) for step in steps],
        "transitions": _transitions(power, steps),
        "responsible": chain,
        "risk_points": _risk_points(power, assessment, chain, overrides),
        "is_sample": power.is_sample,
    }


def chart_content(power: Power) -> dict[str, Any]:
    """Return the part of `content_of` that the chart is drawn from."""
    steps = list(power.steps.all())
    return {
        "code": power.code,
        "name": power.name,
        "steps": [_step(step) for step in steps],
        "transitions": _transitions(power, steps),
    }


def content_digest(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical content."""
    return digest(canonical(content))


def _post(post: Any) -> str:
    """Return the post and its holder as every language freezes them: the text goes into digests."""
    if not post:
        return ""
    holder = post.holder_name()
    return f"{post.title}（{holder}）" if holder else post.title


def _limit(row: Any) -> dict[str, Any] | None:
    if not row.time_limit_unit:
        return None
    return {"value": row.time_limit_value, "unit": row.time_limit_unit}


def _basis(basis: Any) -> dict[str, str]:
    return {
        "level": basis.level,
        "title": basis.title,
        "document_no": basis.document_no,
        "article": basis.article,
        "text": basis.text,
    }


def _nonpublic(power: Power) -> dict[str, str] | None:
    if power.is_public:
        return None
    return {
        "permanence": power.nonpublic_permanence,
        "basis": power.nonpublic_basis,
        "reason": power.nonpublic_reason,
    }


def _grading(assessment: Any) -> dict[str, Any] | None:
    if assessment is None:
        return None
    return {
        "discretion": assessment.discretion,
        "public_concern": assessment.public_concern,
        "handled_by": assessment.handled_by,
        "exercise_frequency": assessment.exercise_frequency,
        "importance": assessment.importance,
        "suggested": assessment.suggested,
        "fired_rules": assessment.fired_rules,
    }


def _step(step: Any) -> dict[str, Any]:
    return {
        "no": step.no,
        "key": step.pk,
        "label": step.label,
        "kind": step.kind,
        "actor": step.actor or (step.post.title if step.post else ""),
        "post": _post(step.post),
        "post_unit": step.post.unit.name if step.post else "",
        "is_external": step.is_external,
        "function": step.function,
        "time_limit": _limit(step),
        "handling_system": step.handling_system,
        "duty_requirement": step.duty_requirement,
        "supervision": step.supervision,
        "counterpart_rights": step.counterpart_rights,
    }


def _transitions(power: Power, steps: Iterable[Any]) -> list[dict[str, Any]]:
    number = {step.pk: step.no for step in steps}
    return [
        {"from": number[row.source_id], "to": number[row.target_id], "condition": row.condition}
        for row in power.transitions.all()
    ]


def _chains(power: Power) -> tuple[dict[str, str], Overrides]:
    """Return level → post and holder of the power, and by risk point the levels where it says otherwise."""
    chain = dict.fromkeys(CHAIN_LEVELS, "")
    overrides: Overrides = {}
    for row in power.responsibilities.all():
        point = row.risk_point_id
        (chain if point is None else overrides.setdefault(point, {}))[row.level] = _post(row.post)
    return chain, overrides


def _risk_points(power: Power, assessment: Any, chain: dict[str, str], overrides: Overrides) -> list[Any]:
    return [
        _risk_point(point, assessment, {**chain, **overrides.get(point.pk, {})})
        for point in power.risk_points.all()
    ]


def _risk_point(point: Any, assessment: Any, responsible: dict[str, str]) -> dict[str, Any]:
    return {
        "code": point.code,
        "step": point.step.no if point.step else None,
        "title": point.title,
        "manifestation": point.manifestation,
        "kind": point.kind,
        "line": point.line,
        "grade": assessment.grade if assessment else "",
        "status": point.status,
        "cause": point.cause,
        "precedent": point.precedent,
        "found_how": point.found_how,
        "indicator": point.indicator,
        "measures": [_measure(measure) for measure in point.measures.all()],
        "responsible": responsible,
    }


def _measure(measure: Any) -> dict[str, Any]:
    return {
        "code": measure.code,
        "title": measure.title,
        "kind": measure.kind,
        "phase": measure.phase,
        "status": measure.status,
        "responsible": _post(measure.responsible),
        "due_on": measure.due_on.isoformat() if measure.due_on else None,
    }
