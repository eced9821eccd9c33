"""The notice of *show*: the powers and the risk points found, from live dossiers or as frozen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from powers.models import Power
from registers.models import Edition
from riskpoints.models import RiskPoint


@dataclass(frozen=True)
class Found:
    """One risk point on the notice."""

    step: str
    title: str
    manifestation: str


@dataclass(frozen=True)
class NoticeRow:
    """One power on the notice."""

    unit: str
    code: str
    name: str
    grade: str
    is_public: bool
    none_found: str
    points: tuple[Found, ...]


def rows(edition: Edition, user: Any) -> list[NoticeRow]:
    """Return the powers the account may read: those in force, or those frozen once the edition is."""
    return list(_frozen(edition, user) if edition.digest else _live(edition, user))


def is_partial(edition: Edition, user: Any) -> bool:
    """Say whether the institution has powers on this notice that the account may not read."""
    if edition.digest:
        return bool(edition.entries.visible_to(user).count() < edition.entries.count())
    powers = edition.institution.powers.in_force()
    return bool(powers.visible_to(user).count() < powers.count())


def _live(edition: Edition, user: Any) -> Iterator[NoticeRow]:
    points = Prefetch("risk_points", RiskPoint.objects.select_related("step"))
    powers: Any = Power.objects.visible_to(user).filter(institution=edition.institution).in_force()
    for power in powers.with_row_facts().prefetch_related(points).order_by("unit__path", "code"):
        assessment = getattr(power, "assessment", None)
        yield NoticeRow(
            unit=power.unit.name,
            code=power.code,
            name=power.name,
            grade=assessment.grade if assessment else "",
            is_public=power.is_public,
            none_found=power.none_found_statement,
            points=tuple(
                Found(str(point.step or ""), point.title, point.manifestation)
                for point in power.risk_points.all()
            ),
        )


def _frozen(edition: Edition, user: Any) -> Iterator[NoticeRow]:
    for entry in edition.entries.visible_to(user).order_by("position"):
        labels = {step["no"]: f"{step['no']}. {step['label']}" for step in entry.content["steps"]}
        yield NoticeRow(
            unit=entry.unit_name,
            code=entry.code,
            name=entry.name,
            grade=entry.grade,
            is_public=entry.is_public,
            none_found=entry.content.get("none_found_statement") or "",
            points=tuple(
                Found(labels.get(point["step"], ""), point["title"], point["manifestation"])
                for point in entry.content["risk_points"]
            ),
        )
