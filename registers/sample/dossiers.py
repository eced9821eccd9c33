"""Sample dossiers: each power entered by the clerk of its unit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from controls import actions as controls
from powers import actions as powers
from powers.chart_input import STEP_FIELDS, ExitRow, StepRow
from powers.models import Power, PowerCategory
from registers.sample.structure import Sample
from riskpoints import actions as riskpoints
from riskpoints.stored import FACTOR_FIELDS

COLUMNS = (
    "duty_division",
    "duties",
    "conditions",
    "service_commitment",
    "work_discipline",
    "accountability",
    "notes",
)


def load_power(sample: Sample, row: dict[str, Any], now: datetime) -> Power:
    """Enter one power with its chart, risk points, measures, grade and chain."""
    clerk = sample.clerk_of[row["unit"]]
    power = powers.create(
        by=clerk,
        now=now,
        unit=sample.units[row["unit"]],
        values=_catalogue(sample, row),
        bases=row.get("bases") or [],
    )
    if row.get("steps"):
        steps = [_step(sample, step) for step in row["steps"]]
        exits = [ExitRow(way["from"], way["to"], way["condition"] or "") for way in row["transitions"]]
        powers.save_chart(power=power, by=clerk, now=now, steps=steps, exits=exits)
    by_no = {step.no: step for step in power.steps.all()}
    for point in row.get("risk_points") or []:
        _risk_point(sample, power, point, by_no, clerk, now)
    if row.get("grading"):
        values = {name: row["grading"][name] for name in (*FACTOR_FIELDS, "grade")}
        values["reason"] = row["grading"].get("reason") or ""
        riskpoints.grade(power=power, by=clerk, now=now, values=values)
    if row.get("chain"):
        posts = {level: sample.posts[code] for level, code in row["chain"].items() if code}
        controls.set_chain(power=power, by=clerk, now=now, posts=posts)
    return power


def _catalogue(sample: Sample, row: dict[str, Any]) -> dict[str, Any]:
    limit = row.get("time_limit") or {}
    hidden = row.get("nonpublic") or {}
    leader = row.get("leader_in_charge")
    return {name: row.get(name) or "" for name in COLUMNS} | {
        "code": row["code"],
        "name": row["name"],
        "category": PowerCategory.objects.get(code=row["category"]),
        "leader_in_charge": sample.posts[leader] if leader else None,
        "time_limit_value": limit.get("value"),
        "time_limit_unit": limit.get("unit") or "",
        "is_public": row.get("is_public", True),
        "nonpublic_permanence": hidden.get("permanence", ""),
        "nonpublic_basis": hidden.get("basis", ""),
        "nonpublic_reason": hidden.get("reason", ""),
        "entry_reason": "示例数据",
        "is_sample": True,
    }


def _step(sample: Sample, row: dict[str, Any]) -> StepRow:
    limit = row.get("time_limit") or {}
    values = {name: row[name] for name in STEP_FIELDS if row.get(name) and name != "post"}
    values |= {
        "is_external": bool(row.get("external")),
        "post": sample.posts[row["post"]] if row.get("post") else None,
        "time_limit_value": limit.get("value"),
        "time_limit_unit": limit.get("unit") or "",
    }
    return StepRow(no=row["no"], label=row["label"], kind=row["kind"], values=values)


def _risk_point(
    sample: Sample, power: Power, row: dict[str, Any], by_no: dict[int, Any], clerk: Any, now: datetime
) -> None:
    values = {
        name: row.get(name) or ""
        for name in ("code", "title", "manifestation", "kind", "line", "cause", "precedent", "found_how")
    }
    values["step"] = by_no.get(row["step"]) if row.get("step") else None
    values["indicator"] = row.get("indicator") or ""
    point = riskpoints.add(power=power, by=clerk, now=now, values=values)
    for measure in row.get("measures") or []:
        details = {name: measure[name] for name in ("code", "title", "kind", "phase", "status")}
        responsible = measure.get("responsible")
        details["responsible"] = sample.posts[responsible] if responsible else None
        details["due_on"] = measure.get("due_on")
        controls.add_measure(point=point, by=clerk, now=now, values=details)
