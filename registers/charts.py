"""The drawing of a frozen content, public or internal: the same one in ten years."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from powers import diagrams
from registers import words
from registers.models import Edition
from riskreg.phrases import bracketed, labelled, listed
from riskreg.rendering import dot
from riskreg.rendering.svg import clean_svg

PAGE_HIGH = 560.0  # points of steps on a page of the book; title block and signs come on top


@dataclass(frozen=True)
class Mark:
    """Which edition a drawing belongs to, for its title block."""

    edition: str
    day: date | None


PLAIN = Mark("", None)
"""The mark of a drawing on a page that says itself which edition it belongs to."""


def mark_of(edition: Edition) -> Mark | None:
    """Return the mark of a frozen edition, None for one that is still open."""
    return Mark(edition.label, localdate(edition.frozen_at)) if edition.frozen_at else None


def chart_of(
    content: Mapping[str, Any], *, internal: bool, mark: Mark | None = None, link: str = ""
) -> diagrams.Chart:
    """Return the chart of a content; only the internal one carries risk badges.

    `mark` says which edition the content was frozen in, None for a working copy; `link` and the step's
    number make the address a shape leads to.
    """
    badges: dict[int, list[diagrams.Badge]] = {}
    if internal:
        for point in content["risk_points"]:
            if point["step"] is not None:
                badge = diagrams.Badge(
                    grade=content["grade"], code=point["code"], line=words.word("line", point["line"])
                )
                badges.setdefault(point["step"], []).append(badge)
    steps = tuple(_step(step, tuple(badges.get(step["no"], ())), link) for step in content["steps"])
    edges = tuple(
        diagrams.ChartEdge(way["from"], way["to"], way["condition"]) for way in content["transitions"]
    )
    return diagrams.Chart(
        title=content["name"],
        code=content["code"],
        steps=steps,
        edges=edges,
        unit=content["unit"],
        edition=mark.edition if mark else _("工作稿"),
        day=date_format(mark.day) if mark and mark.day else "",
    )


def drawing_of(content: Mapping[str, Any], chart: diagrams.Chart, layout: str) -> diagrams.Drawing:
    """Return the chart in the layout `flow`, `lanes` or `risk`; the last needs a full content."""
    if layout == "lanes":
        return diagrams.lanes_dot(chart)
    if layout == "risk":
        return diagrams.risk_dot(chart, _risk_rows(content))
    return diagrams.flow_dot(chart)


def svg_of(
    content: Mapping[str, Any],
    *,
    internal: bool,
    mark: Mark | None = None,
    layout: str = "flow",
    link: str = "#row-",
) -> str:
    """Return the drawing as inline SVG, '' without steps. Cached by the hash of its source."""
    if not content["steps"]:
        return ""
    chart = chart_of(content, internal=internal, mark=mark, link=link)
    drawing = drawing_of(content, chart, layout)
    drawn = dot.render_cached(drawing.source, format="svg", engine=drawing.engine)
    words = text_of(content)
    return clean_svg(drawn, title=content["name"], description=words, titles=chart.titles())


def svgs_of(
    contents: Sequence[Mapping[str, Any]], *, internal: bool, mark: Mark | None = None
) -> Iterator[list[str]]:
    """Yield the drawings of each content, page by page, [] without steps.

    A few engine processes draw the first while the next are laid out here. A drawing does not depend on
    those before it.
    """
    pages: deque[int] = deque()  # of the contents laid out and not yet yielded

    def sources() -> Iterator[str]:
        for content in contents:
            if content["steps"]:
                chart = chart_of(content, internal=internal, mark=mark)
                drawings = diagrams.flow_pages(chart, PAGE_HIGH)
                pages.append(len(drawings))
                yield from (drawing.source for drawing in drawings)

    drawn = dot.render_stream(sources())
    for content in contents:
        svgs = [next(drawn)] if content["steps"] else []
        if svgs:
            svgs += islice(drawn, pages.popleft() - 1)
        prefix = f"c{hashlib.sha256(content['code'].encode()).hexdigest()[:8]}"
        yield [
            clean_svg(svg, title=content["name"], id_prefix=f"{prefix}-{number}-")
            for number, svg in enumerate(svgs, start=1)
        ]


def text_of(content: Mapping[str, Any]) -> str:
    """Return the flow in one sentence per step, for those who cannot see the drawing."""
    return " ".join(
        f"{step['no']}. {step['label']}{bracketed(words.limit(step['time_limit']))}"
        for step in content["steps"]
    )


def _risk_rows(content: Mapping[str, Any]) -> list[diagrams.RiskRow]:
    """Return what stands beside each step: its risk points, their measures, who is directly responsible."""
    points: dict[int, list[Mapping[str, Any]]] = {}
    for point in content["risk_points"]:
        if point["step"] is not None:
            points.setdefault(point["step"], []).append(point)
    return [
        diagrams.RiskRow(
            step=no,
            risks=tuple(diagrams.RiskText(content["grade"], p["code"], p["title"]) for p in held),
            measures=tuple(f"{m['code']} {m['title']}" for p in held for m in p["measures"]),
            responsible=listed(dict.fromkeys(filter(None, (p["responsible"]["direct"] for p in held)))),
        )
        for no, held in points.items()
    ]


def _step(step: Mapping[str, Any], badges: tuple[diagrams.Badge, ...], link: str) -> diagrams.ChartStep:
    return diagrams.ChartStep(
        no=step["no"],
        label=step["label"],
        kind=step["kind"],
        actor=step["actor"],
        time_limit_text=words.limit(step["time_limit"]),
        external=step["is_external"],
        badges=badges,
        unit=step.get("post_unit") or "",
        url=f"{link}{step['no']}" if link else None,
    )


def table_of(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the steps as table rows in words, with where each one leads: the drawing's equal."""
    label = {step["no"]: step["label"] for step in content["steps"]}
    exits: dict[int, list[str]] = {}
    for way in content["transitions"]:
        target = f"{way['to']}. {label[way['to']]}"
        exits.setdefault(way["from"], []).append(
            labelled(way["condition"], target) if way["condition"] else target
        )
    return [
        {
            **step,
            "kind_word": words.word("step_kind", step["kind"]),
            "limit": words.limit(step["time_limit"]),
            "exits": exits.get(step["no"], []),
        }
        for step in content["steps"]
    ]
