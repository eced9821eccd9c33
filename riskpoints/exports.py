"""The columns of the list of risk points: one definition for the screen's CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from riskreg.tables import Column


def _grade(point: Any) -> str:
    assessment = getattr(point.power, "assessment", None)
    return str(assessment.grade) if assessment else ""


def _measures(point: Any) -> str:
    return "\n".join(measure.title for measure in point.measures.all())


COLUMNS: tuple[Column, ...] = (
    Column("unit", lazy("单位/科室"), lambda p: p.power.unit.name),
    Column("power", lazy("职权名称"), lambda p: p.power.name),
    Column("power_code", lazy("职权编码"), lambda p: p.power.code),
    Column(
        "step", lazy("流程环节"), lambda p: str(p.step) if p.step else _("（待落位）")
    ),
    Column("title", lazy("风险点"), lambda p: f"{p.code} {p.title}"),
    Column("manifestation", lazy("表现形式"), lambda p: p.manifestation),
    Column("cause", lazy("风险类别"), lambda p: str(p.get_cause_display())),
    Column("line", lazy("三线"), lambda p: str(p.get_line_display())),
    Column("grade", lazy("风险等级"), _grade),
    Column("measures", lazy("防控措施"), _measures),
    Column("indicator", lazy("监控指标"), lambda p: p.indicator),
    Column("status", lazy("状态"), lambda p: str(p.get_status_display())),
)


def headings() -> list[str]:
    """Return the headings in the reader's language."""
    return [str(column.heading) for column in COLUMNS]


def rows(points: Iterable[Any]) -> Iterator[list[str]]:
    """Yield one list of texts per risk point, in the order of `COLUMNS`."""
    for point in points:
        yield [column.value(point) for column in COLUMNS]
