"""The columns of the ledger of measures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from riskreg.tables import Column

COLUMNS: tuple[Column, ...] = (
    Column("unit", lazy("单位/科室"), lambda m: m.risk_point.power.unit.name),
    Column("power", lazy("职权名称"), lambda m: m.risk_point.power.name),
    Column(
        "point",
        lazy("风险点"),
        lambda m: f"{m.risk_point.full_code} {m.risk_point.title}",
    ),
    Column("title", lazy("防控措施"), lambda m: f"{m.code} {m.title}"),
    Column("kind", lazy("类别"), lambda m: str(m.get_kind_display())),
    Column("phase", lazy("阶段"), lambda m: str(m.get_phase_display())),
    Column("responsible", lazy("责任岗位"), lambda m: str(m.responsible or "")),
    Column(
        "due_on", lazy("完成期限"), lambda m: m.due_on.isoformat() if m.due_on else ""
    ),
    Column("status", lazy("落实情况"), lambda m: str(m.get_status_display())),
)


def headings() -> list[str]:
    """Return the headings in the reader's language."""
    return [str(column.heading) for column in COLUMNS]


def rows(measures: Iterable[Any]) -> Iterator[list[str]]:
    """Yield one list of texts per measure, in the order of `COLUMNS`."""
    for measure in measures:
        yield [column.value(measure) for column in COLUMNS]
