"""WHEN: is the dossier ready? What is missing, rule by rule, with a place to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from controls.enums import ResponsibilityLevel
from powers import chart_rules
from powers.models import Power
from riskpoints.enums import Grade
from riskreg.decisions import Allowed, Decision, Denied


@dataclass(frozen=True)
class Finding:
    """One thing missing: the rule, E blocks and W warns, the sentence, and where to mend it."""

    rule: str
    level: str
    message: str | Promise
    url_name: str
    pk: int
    anchor: str = ""


# R03: every column of the catalogue. Field name → input of the form.
REQUIRED_COLUMNS = (
    "leader_in_charge",
    "duty_division",
    "duties",
    "conditions",
    "time_limit_unit",
    "service_commitment",
    "work_discipline",
    "accountability",
)


def findings(power: Power) -> list[Finding]:
    """Return everything the rules miss in the dossier, errors first.

    In: a power read by `Power.objects.with_dossier()`; no further query is made.
    """
    found = [
        *_catalogue(power),
        *_publicity(power),
        *_chart(power),
        *_risk_points(power),
        *_grade(power),
        *_chain(power),
    ]
    return sorted(found, key=lambda finding: finding.level != "E")


def ready_to_submit(power: Power) -> Decision:
    """May the dossier be submitted? No E finding may be open."""
    errors = [finding for finding in findings(power) if finding.level == "E"]
    if not errors:
        return Allowed()
    return Denied(
        _("还有%(count)s项必须补齐，例如：%(first)s") % {"count": len(errors), "first": errors[0].message}
    )


def _catalogue(power: Power) -> Iterator[Finding]:
    for name in REQUIRED_COLUMNS:
        if not getattr(power, name):
            label = power._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            label = _("办理时限") if name == "time_limit_unit" else label
            message = _("没有填写“%(column)s”。") % {"column": label}
            yield Finding("R03", "E", message, "powers:edit", power.pk, f"id_{name}")
    if not power.bases.all():
        yield Finding("R04", "E", _("没有行使依据。"), "powers:edit", power.pk, "bases")


def _publicity(power: Power) -> Iterator[Finding]:
    if power.is_public:
        return
    for name in ("nonpublic_permanence", "nonpublic_basis", "nonpublic_reason"):
        if not getattr(power, name):
            label = power._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            message = _("不公开的职权没有填写“%(column)s”。") % {"column": label}
            yield Finding("R09", "E", message, "powers:edit", power.pk, f"id_{name}")


def _chart(power: Power) -> Iterator[Finding]:
    number = {step.pk: step.no for step in power.steps.all()}
    exits = [(number[t.source_id], number[t.target_id], t.condition) for t in power.transitions.all()]
    limit = (power.time_limit_value, power.time_limit_unit)
    for problem in chart_rules.problems(list(power.steps.all()), exits, limit):
        anchor = f"step-{problem.step_no}" if problem.step_no else ""
        yield Finding(problem.rule, problem.level, problem.message, "powers:chart", power.pk, anchor)


def _risk_points(power: Power) -> Iterator[Finding]:
    points = list(power.risk_points.all())
    if not any(point.step_id for point in points) and not power.none_found_statement:
        message = _("没有落到环节的风险点；确实没有的，请在职权资料里写明“未查找出风险点的说明”。")
        yield Finding(
            "R19", "E", message, "riskpoints:place" if points else "powers:detail", power.pk, "risks"
        )
    grade = _grade_of(power)
    for point in points:
        yield from _risk_point(power, point, grade)


def _risk_point(power: Power, point: Any, grade: str) -> Iterator[Finding]:
    name = {"point": f"{point.code} {point.title}"}
    if point.step_id is None:
        message = _("风险点“%(point)s”还没有落到环节，不能确认。") % name
        yield Finding("R17", "W", message, "riskpoints:place", power.pk)
        return
    if not point.manifestation:
        message = _("风险点“%(point)s”没有写表现形式。") % name
        yield Finding("R18", "E", message, "riskpoints:edit", point.pk, "id_manifestation")
    if not point.line:
        message = _("风险点“%(point)s”没有划分三线。") % name
        yield Finding("R38", "E", message, "riskpoints:edit", point.pk, "id_line")
    if not point.indicator:
        message = _("风险点“%(point)s”没有监控指标。") % name
        yield Finding("R33", "W", message, "riskpoints:edit", point.pk, "id_indicator")
    measures = list(point.measures.all())
    if not measures:
        message = _("风险点“%(point)s”没有防控措施。") % name
        level = "E" if grade == Grade.A else "W"
        yield Finding("R51", level, message, "riskpoints:detail", point.pk, "measures")
    if measures and not any(measure.responsible_id for measure in measures):
        message = _("风险点“%(point)s”的措施没有责任岗位。") % name
        yield Finding("R54", "W", message, "riskpoints:detail", point.pk, "measures")


def _grade_of(power: Power) -> str:
    assessment = getattr(power, "assessment", None)
    return assessment.grade if assessment else ""


def _grade(power: Power) -> Iterator[Finding]:
    if not _grade_of(power):
        yield Finding("R23", "E", _("还没有拟定风险等级。"), "riskpoints:grade", power.pk)


def _chain(power: Power) -> Iterator[Finding]:
    named = {row.level for row in power.responsibilities.all() if row.risk_point_id is None}
    for level in ResponsibilityLevel:
        if level not in named:
            message = _("责任链缺“%(level)s”。") % {"level": level.label}
            yield Finding("R40", "W", message, "controls:chain", power.pk, f"id_{level.value}")
