"""From stored steps or a typed table to the drawing and the table beside it."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from organisation.models import Post
from powers import diagrams, printing
from powers.enums import StepKind
from powers.limits import limit_words
from powers.models import Power
from powers.patterns import Pattern
from powers.step_table import MAX_STEPS, StepTable
from riskreg.phrases import listed
from riskreg.rendering import dot
from riskreg.rendering.responses import inline_svg
from riskreg.rendering.svg import clean_svg, standalone


@dataclass(frozen=True)
class Line:
    """A step as people read it: the accessible twin of its shape in the drawing."""

    no: int
    label: str
    kind: str | Promise
    actor: str
    post: str
    limit: str
    onward: tuple[str, ...]
    details: tuple[tuple[str, str], ...]


def posts_of(power: Power, among: Collection[int] | None = None) -> dict[int, Post]:
    """Return the posts a step may name, by id: those of the institution that exist, and those in use.

    `among` asks for these alone: a preview needs no list to choose from.
    """
    posts = (
        Post.objects.filter(
            Q(abolished_on=None) | Q(steps__power=power), unit__institution=power.institution_id
        )
        .select_related("unit")
        .prefetch_related("assignments__person")
        .distinct()
    )
    return {post.pk: post for post in (posts if among is None else posts.filter(pk__in=among))}


def post_options(posts: Iterable[Post]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the posts grouped by unit, as choices."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for post in posts:
        groups.setdefault(post.unit.name, []).append((str(post.pk), str(post)))
    return list(groups.items())


def risk_codes(power: Power) -> dict[int, tuple[str, ...]]:
    """Return the codes of the risk points by step id."""
    found: dict[int, tuple[str, ...]] = {}
    for point in power.risk_points.all():  # type: ignore[attr-defined]
        if point.step_id:
            found[point.step_id] = (*found.get(point.step_id, ()), point.code)
    return found


def limit_text(step: Any) -> str:
    """Return a step's time limit in words."""
    return limit_words(step.time_limit_value, step.time_limit_unit)


def lines(steps: Sequence[Any], exits: Iterable[tuple[int, int, str]]) -> list[Line]:
    """Return the steps as table lines. Steps may be stored or typed; exits are (from no, to no, condition)."""
    labels = {step.no: step.label for step in steps}
    onward: dict[int, list[str]] = {}
    for source, target, condition in exits:
        words = f"{target}. {labels[target]}"
        onward.setdefault(source, []).append(f"{condition} → {words}" if condition else f"→ {words}")
    return [
        Line(
            no=step.no,
            label=step.label,
            kind=StepKind(step.kind).label,
            actor=step.actor,
            post=str(step.post or ""),
            limit=limit_text(step),
            onward=tuple(onward.get(step.no, ())),
            details=tuple((label, text) for label, text in _details(step) if text),
        )
        for step in steps
    ]


def _details(step: Any) -> list[tuple[str, str]]:
    return [
        (_("办理制度"), step.handling_system),
        (_("职责要求"), step.duty_requirement),
        (_("监督制约环节"), step.supervision),
        (_("相对人的权利"), step.counterpart_rights),
    ]


def lines_of(power: Power) -> list[Line]:
    """Return the stored chart as table lines, from what `with_dossier()` prefetches."""
    return lines(list(power.steps.all()), exits_of(power))


def lines_of_table(table: StepTable) -> list[Line]:
    """Return the typed table as lines."""
    return lines(table.judged(), [(way.source, way.target, way.condition) for way in table.exits()])


def exits_of(power: Power) -> list[tuple[int, int, str]]:
    """Return the stored ways as (from no, to no, condition), in their order."""
    number = {step.pk: step.no for step in power.steps.all()}
    ways = sorted(power.transitions.all(), key=lambda way: (number[way.source_id], way.position, way.pk))
    return [(number[way.source_id], number[way.target_id], way.condition) for way in ways]


def chart_of(power: Power, *, internal: bool, link: str = "") -> diagrams.Chart:
    """Return the stored chart as the drawing needs it; only the internal one carries risk badges.

    `link` and the step's number make the address a shape leads to. Reads what `with_dossier()` prefetches.
    """
    grade = _grade(power)
    badges: dict[int, list[diagrams.Badge]] = {}
    for point in power.risk_points.all() if internal else ():  # type: ignore[attr-defined]
        if point.step_id:
            badge = diagrams.Badge(grade, point.code, point.get_line_display())
            badges.setdefault(point.step_id, []).append(badge)
    steps = [
        (step, tuple(badges.get(step.pk, ())), f"{link}{step.no}" if link else None)
        for step in power.steps.all()
    ]
    return _chart(power, steps, exits_of(power))


def svg_of(power: Power, *, internal: bool, layout: str = "flow") -> SafeString:
    """Return the stored chart as inline SVG whose shapes lead to the rows of the table beside it.

    '' while there are no steps; the sentence of `DotError` if nothing can be drawn.
    """
    chart = chart_of(power, internal=internal, link="#row-")
    return _inline(chart, lambda: _laid_out(power, chart, layout, internal=internal)[0])


def layout_of(power: Power, *, layout: str, internal: bool) -> diagrams.Drawing:
    """Return the stored chart as `flow`, `lanes` or `risk` drawing; the public one tells nothing of risks."""
    return _laid_out(power, chart_of(power, internal=internal), layout, internal=internal)[0]


def file_of(
    power: Power, *, layout: str, internal: bool, format: Any, dpi: int = 150, link: str = ""
) -> bytes:
    """Return the stored chart as a file: `svg` follows the reader's theme, `pdf` is vectors, `png` has `dpi`.

    The same chart gives the same bytes. A long chart takes several pages of a PDF. `link` and the step's number make the address a shape leads to.
    Raises DotError, FontMissing; Refused for a silly `dpi`.
    """
    chart = chart_of(power, internal=internal, link=link)
    drawing = _laid_out(power, chart, layout, internal=internal)[0]
    if format == "pdf":
        pages = printing.paged(
            lambda limit: _laid_out(power, chart, layout, internal=internal, limit=limit), drawing.size[0]
        )
        return printing.pdf_of(pages, title=chart.title, created=power.state_at)
    if format == "png":
        return printing.png_of(drawing, dpi)
    drawn = dot.render_cached(drawing.source, format=format, engine=drawing.engine)
    return standalone(clean_svg(drawn, title=chart.title, titles=chart.titles()))


def _laid_out(
    power: Power, chart: diagrams.Chart, layout: str, *, internal: bool, limit: float = math.inf
) -> list[diagrams.Drawing]:
    """Return the pages of the chart, whose steps take at most `limit` points of height; one without a limit."""
    if layout == "lanes":
        return diagrams.lanes_pages(chart, limit)
    if layout == "risk":
        return diagrams.risk_pages(chart, _risk_rows(power) if internal else [], limit)
    return diagrams.flow_pages(chart, limit)


def _grade(power: Power) -> str:
    assessment = getattr(power, "assessment", None)
    return str(assessment.grade) if assessment else ""


def _risk_rows(power: Power) -> list[diagrams.RiskRow]:
    """Return what stands beside each step: its risk points, their measures, who is directly responsible.

    A risk point may name somebody else than the power does.
    """
    grade = _grade(power)
    chain = power.responsibilities.all()  # type: ignore[attr-defined]
    direct = {link.risk_point_id: str(link.post) for link in chain if link.level == "direct"}
    rows = []
    for step in power.steps.all():
        points = [point for point in power.risk_points.all() if point.step_id == step.pk]  # type: ignore[attr-defined]
        if points:
            risks = tuple(diagrams.RiskText(grade, point.code, point.title) for point in points)
            measures = tuple(str(measure) for point in points for measure in point.measures.all())
            people = [direct.get(point.pk, direct.get(None, "")) for point in points]
            rows.append(
                diagrams.RiskRow(step.no, risks, measures, listed(dict.fromkeys(filter(None, people))))
            )
    return rows


def drawing_of_table(power: Power, table: StepTable, *, name: str = "preview") -> SafeString:
    """Return the drawing of the typed table as inline SVG: risk points on kept steps, links to the rows."""
    grade = _grade(power)
    steps = [
        (step, tuple(diagrams.Badge(grade, code) for code in row.risk_codes), f"#row-{row.key}")
        for step, row in zip(table.judged(), table.filled, strict=True)
    ][:MAX_STEPS]
    shown = {step.no for step, _badges, _url in steps}
    ways = [(way.source, way.target, way.condition) for way in table.exits()]
    ways = [way for way in ways if way[0] in shown and way[1] in shown]
    chart = _chart(power, steps, ways)
    return _inline(chart, lambda: diagrams.flow_dot(chart), f"{name}-")


def drawing_of_pattern(pattern: Pattern) -> SafeString:
    """Return a small drawing of a pattern, without title."""
    values = pattern.values()
    steps = tuple(
        diagrams.ChartStep(step["no"], step["label"], step["kind"], external=step["is_external"])
        for step in values["steps"]
    )
    edges = tuple(diagrams.ChartEdge(*way) for way in values["exits"])
    chart = diagrams.Chart("", "", steps, edges)
    return _inline(chart, lambda: diagrams.flow_dot(chart), f"{pattern.code}-")


def _chart(power: Power, steps: Sequence[tuple[Any, Any, str | None]], ways: Iterable[Any]) -> diagrams.Chart:
    return diagrams.Chart(
        title=power.name,
        code=power.code,
        steps=tuple(
            diagrams.ChartStep(
                no=step.no,
                label=step.label,
                kind=step.kind,
                actor=step.actor,
                time_limit_text=limit_text(step),
                external=step.is_external,
                badges=badges,
                url=url,
                unit=step.post.unit.name if step.post else "",
            )
            for step, badges, url in steps
        ),
        edges=tuple(diagrams.ChartEdge(*way) for way in ways),
        unit=power.unit.name,
        edition=_("工作稿"),
    )


def _inline(chart: diagrams.Chart, draw: Callable[[], diagrams.Drawing], prefix: str = "") -> SafeString:
    if not chart.steps:
        return SafeString("")
    try:
        drawing = draw()
        drawn = dot.render_cached(drawing.source, format="svg", engine=drawing.engine)
    except dot.DotError as error:
        return format_html('<p role="alert">{}</p>', str(error))
    words = " ".join(f"{step.no}. {step.label}" for step in chart.steps)
    svg = clean_svg(drawn, title=chart.title, description=words, id_prefix=prefix, titles=chart.titles())
    return inline_svg(svg)
