"""A frozen content laid out for a page: everything in words, nothing read from the live dossier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from controls.enums import ResponsibilityLevel
from dossiers.compare import FIELDS, GRADING, NONPUBLIC
from registers import charts, sheets, words
from riskreg.rendering.dot import DotError
from riskreg.rendering.responses import inline_svg

Fact = tuple[str, str]

GROUPS = (
    ("code", "category", "unit", "leader_in_charge", "mandated_by_law"),
    ("duty_division", "duties", "conditions", "time_limit"),
    ("service_commitment", "work_discipline", "accountability"),
    ("is_public", "entry_reason", "none_found_statement"),
)


@dataclass(frozen=True)
class FrozenSheet:
    """The parts of a frozen dossier in reading order."""

    content: Mapping[str, Any]
    groups: list[tuple[str, list[Fact]]]
    bases: list[str]
    svg: str
    problem: str
    steps: list[dict[str, Any]]
    risks: list[dict[str, Any]]
    chain: list[Fact]
    factors: list[Fact]
    reason: str


def frozen_sheet(content: Mapping[str, Any], mark: charts.Mark | None, layout: str = "flow") -> FrozenSheet:
    """Lay a content of an edition out, with its chart as `flow`, `lanes` or `risk`."""
    titles = (_("归属"), _("内容"), _("承诺与责任"), _("公开与说明"))
    groups = [(title, _facts(FIELDS, content, names)) for title, names in zip(titles, GROUPS, strict=True)]
    groups[3][1].extend(_facts(NONPUBLIC, content.get("nonpublic") or {}, NONPUBLIC))
    svg, problem = _drawing(content, mark, layout)
    return FrozenSheet(
        content=content,
        groups=groups,
        bases=[words.basis(row) for row in content["bases"]],
        svg=svg,
        problem=problem,
        steps=_steps(content),
        risks=_risks(content),
        chain=_chain(content),
        factors=_facts(GRADING, content.get("grading") or {}, GRADING),
        reason=words.grade_reason(content),
    )


def _facts(fields: Any, values: Mapping[str, Any], names: Any) -> list[Fact]:
    found = []
    for name in names:
        label, shown = fields[name]
        value = values.get(name)
        text = shown(value) if shown else str(value or "")
        if text or name not in ("entry_reason", "none_found_statement"):
            found.append((str(label), text))
    return found if values else []


def _chain(content: Mapping[str, Any]) -> list[Fact]:
    posts = content["responsible"]
    return [(str(level.label), posts.get(level.value, "")) for level in ResponsibilityLevel]


def _drawing(content: Mapping[str, Any], mark: charts.Mark | None, layout: str) -> tuple[str, str]:
    try:
        svg = charts.svg_of(content, internal=True, mark=mark, layout=layout)
        return inline_svg(svg), ""
    except DotError as error:
        return "", str(error)


def _steps(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    labels = {step["no"]: step["label"] for step in content["steps"]}
    onward: dict[int, list[str]] = {}
    for way in content["transitions"]:
        target = f"→ {way['to']}. {labels[way['to']]}"
        onward.setdefault(way["from"], []).append(f"{way['condition']} {target}".strip())
    return [
        {
            **step,
            "kind_word": words.word("step_kind", step["kind"]),
            "limit": words.limit(step["time_limit"]),
            "onward": onward.get(step["no"], []),
        }
        for step in content["steps"]
    ]


def _risks(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            **row.point,
            "step_text": f"{row.step['no']}. {row.step['label']}" if row.step else "",
            "kind_word": words.word("kind", row.point["kind"]),
            "measures": [_measure(measure) for measure in row.point["measures"]],
        }
        for row in sheets.risk_rows([content])
    ]


def _measure(measure: Mapping[str, Any]) -> dict[str, Any]:
    more = [
        words.word("measure_kind", measure["kind"]),
        words.word("measure_status", measure["status"]),
        measure["responsible"],
        measure["due_on"] or "",
    ]
    title = f"{measure['code']} {measure['title']}"
    return {"title": title, "more": " · ".join(part for part in more if part)}
