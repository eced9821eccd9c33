"""A dossier laid out for reading: plain labels and values, the same for today and for a past day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from controls.enums import ResponsibilityLevel
from dossiers.models import Decision
from powers.charting import Line, lines_of, svg_of
from powers.enums import ChartLayout
from powers.models import Power
from riskpoints.grading import RULES

Fact = tuple[str | Promise, str]
TONES = {"agreed": "good", "returned": "warn", "proposed": "warn"}


@dataclass(frozen=True)
class Sheet:
    """Everything a page shows of a dossier."""

    power: Power
    groups: list[tuple[str, list[Fact]]]
    lines: list[Line]
    drawing: SafeString
    chain: list[Fact]
    overrides: list[tuple[str, str, str]]
    rules: list[str]
    assessment: Any
    factors: list[Fact]


def sheet(power: Power, layout: str = ChartLayout.FLOW) -> Sheet:
    """Lay the dossier out, with its chart in one of the layouts.

    In: a power read by `with_dossier()`; no further query is made.
    """
    assessment = getattr(power, "assessment", None)
    fired = assessment.fired_rules if assessment else []
    return Sheet(
        power=power,
        groups=[
            (_("归属"), _belonging(power)),
            (_("内容"), _text_columns(power, "duty_division", "duties", "conditions", "time_limit")),
            (
                _("承诺与责任"),
                _text_columns(power, "service_commitment", "work_discipline", "accountability"),
            ),
            (_("公开与说明"), _publicity(power)),
        ],
        lines=lines_of(power),
        drawing=svg_of(power, internal=True, layout=layout),
        chain=_chain(power),
        overrides=_overrides(power),
        rules=[str(RULES.get(rule, rule)) for rule in fired],
        assessment=assessment,
        factors=_factors(assessment),
    )


def _label(row: Any, name: str) -> str | Promise:
    label: str | Promise = row._meta.get_field(name).verbose_name
    return label


def _belonging(power: Power) -> list[Fact]:
    return [
        (_("职权类别"), power.category.shown),
        (_("承办机构"), str(power.unit)),
        (_("主管领导"), str(power.leader_in_charge or "")),
        (_label(power, "mandated_by_law"), _("是") if power.mandated_by_law else _("否")),
    ]


def _text_columns(power: Power, *names: str) -> list[Fact]:
    found: list[Fact] = []
    for name in names:
        if name == "time_limit":
            found.append((_("办理时限"), power.time_limit_text))
        else:
            found.append((_label(power, name), getattr(power, name)))
    return found


def _publicity(power: Power) -> list[Fact]:
    facts: list[Fact] = [(_("是否公开"), _("公开") if power.is_public else _("不公开"))]
    if not power.is_public:
        facts.append((_label(power, "nonpublic_permanence"), power.get_nonpublic_permanence_display()))
        facts += _text_columns(power, "nonpublic_basis", "nonpublic_reason")
    optional = ("entry_reason", "removal_reason", "none_found_statement", "notes")
    return facts + [fact for fact in _text_columns(power, *optional) if fact[1]]


def _chain(power: Power) -> list[Fact]:
    posts = {row.level: str(row.post) for row in power.responsibilities.all() if row.risk_point_id is None}
    return [(level.label, posts.get(level.value, "")) for level in ResponsibilityLevel]


def _overrides(power: Power) -> list[tuple[str, str, str]]:
    points = {point.pk: str(point) for point in power.risk_points.all()}
    rows = [row for row in power.responsibilities.all() if row.risk_point_id in points]
    return [(points[row.risk_point_id], row.get_level_display(), str(row.post)) for row in rows]


def _factors(assessment: Any) -> list[Fact]:
    names = ("discretion", "public_concern", "handled_by", "exercise_frequency", "importance")
    if assessment is None:
        return []
    return [(_label(assessment, name), getattr(assessment, f"get_{name}_display")()) for name in names]


def timeline(decisions: list[Decision]) -> list[dict[str, Any]]:
    """Return the decisions for the timeline component, newest first."""
    events = []
    for decision in reversed(decisions):
        text = f"{decision.get_stage_display()} · {decision.get_outcome_display()}"
        if decision.round > 1:
            text = _("第%(round)s轮　%(text)s") % {"round": decision.round, "text": text}
        if decision.chart_verified:
            text = _("%(text)s（已核对流程图）") % {"text": text}
        events.append(
            {
                "text": text,
                "who": str(decision.decided_by),
                "at": decision.decided_at,
                "reason": decision.comment,
                "tone": TONES.get(decision.outcome, ""),
            }
        )
    return events
