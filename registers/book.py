"""The register book: HTML for print, and the PDF made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit.chain import canonical
from registers import charts, sheets, words
from registers.sheets import GRADES, Heading
from riskreg.phrases import parted
from riskreg.rendering import pdf

STYLES = ("print/register.css",)
CATALOGUE = (
    "leader_in_charge",
    "duty_division",
    "duties",
    "conditions",
    "time_limit",
    "service_commitment",
    "work_discipline",
    "accountability",
)
"""Columns of the catalogue; a power that has none of them is listed by its name only."""


def html(heading: Heading, contents: Sequence[Mapping[str, Any]], *, internal: bool) -> str:
    """Return the whole book: cover, contents, summary, then per power its sheet and chart.

    In: full contents for the internal book, `public_content` ones for the public book.
    """
    drawings = charts.svgs_of(contents, internal=internal, mark=_mark(heading))
    chapters = [
        _chapter(number, content, svgs, internal=internal)
        for number, (content, svgs) in enumerate(zip(contents, drawings, strict=True), start=1)
    ]
    context = {
        "heading": heading,
        "title": heading.title(_("廉政风险登记册") if internal else _("职权运行流程与风险等级公开册")),
        "internal": internal,
        "units": _units(chapters),
        "summary": _summary(contents),
        "grades": GRADES,
        "signatures": [
            _("填表人"),
            _("审核人"),
            _("纪检监察负责人"),
            heading.party_group or _("党组（党委）"),
        ],
        "language": get_language(),
        "styles": STYLES,
    }
    return render_to_string("registers/print/book.html", context)


def render(
    heading: Heading,
    contents: Sequence[Mapping[str, Any]],
    *,
    internal: bool,
    source: Mapping[str, Any] | None = None,
) -> bytes:
    """Return the book as tagged PDF/A-3b; `source`, the register as JSON, is attached to it.

    Raises FontMissing, DotError.
    """
    attached = []
    if source is not None:
        words_ = _("登记册数据（JSON）")
        attached = [pdf.Attachment("register.json", canonical(source).encode(), "application/json", words_)]
    page = html(heading, contents, internal=internal)
    return pdf.render(page, created=heading.printed_at, attachments=attached)


def chapter_of(heading: Heading, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return one power of the internal book, for a sheet of its own."""
    (svgs,) = charts.svgs_of([content], internal=True, mark=_mark(heading))
    return _chapter(1, content, svgs, internal=True)


def _mark(heading: Heading) -> charts.Mark | None:
    return charts.Mark(heading.edition, localdate(heading.printed_at)) if heading.edition else None


def _summary(contents: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    held = [{**c, "risk_points": c.get("risk_points") or []} for c in contents]
    units, grades, points = sheets.summary(held)
    rows: list[dict[str, Any]] = []
    for unit in units:
        counts = [grades[unit, grade] for grade in GRADES]
        rows.append({"unit": unit, "counts": counts, "total": sum(counts), "points": points[unit]})
    totals = [sum(row["counts"][index] for row in rows) for index in range(len(GRADES))]
    return {"rows": rows, "totals": totals, "total": len(held), "points": sum(points.values())}


def _units(chapters: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the chapters of the units: those of one unit stand together, in the order of the register."""
    return [
        {"name": name, "anchor": f"unit-{number}", "powers": list(powers)}
        for number, (name, powers) in enumerate(
            groupby(chapters, lambda chapter: chapter["content"]["unit"]), start=1
        )
    ]


def _chapter(number: int, content: Mapping[str, Any], svgs: list[str], *, internal: bool) -> dict[str, Any]:
    steps = [
        {**step, "limit": words.limit(step["time_limit"]), "kind_word": words.word("step_kind", step["kind"])}
        for step in content["steps"]
    ]
    exits: dict[int, list[str]] = {}
    for way in content["transitions"]:
        target = f"{way['condition']} → {way['to']}" if way["condition"] else f"→ {way['to']}"
        exits.setdefault(way["from"], []).append(target)
    for step in steps:
        step["exits"] = parted(exits.get(step["no"], []))
    return {
        "number": number,
        "is_bare": not (steps or content["bases"] or any(content[name] for name in CATALOGUE)),
        "anchor": f"power-{number}",
        "content": content,
        "bases": [words.basis(row) for row in content["bases"]],
        "limit": words.limit(content["time_limit"]),
        "reason": words.grade_reason(content) if internal else "",
        "steps": steps,
        "svgs": svgs,
        "risks": _risks(content) if internal else [],
        "measures": content.get("measures") or [],
    }


def _risks(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for row in sheets.register_rows([content]):
        rows.append({column.key: column.value(row) for column in sheets.F1})
    return rows
