"""The columns of the ledger of measures (措施台账): one definition for the screen and files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.enums import ControlPhase, MeasureKind, MeasureStatus
from riskreg.tables import Column


@dataclass(frozen=True)
class Row:
    """One measure, and the day on which the ledger is read."""

    measure: Any
    today: date

    @property
    def point(self) -> Any:
        """Return the risk point the measure is against."""
        return self.measure.risk_point

    @property
    def overdue(self) -> bool:
        """Say whether the measure is late."""
        return bool(self.measure.is_overdue(self.today))


COLUMNS: tuple[Column, ...] = (
    Column("unit", gettext_lazy("单位/科室"), lambda row: row.point.power.unit.name),
    Column("power", gettext_lazy("职权"), lambda row: f"{row.point.power.code} {row.point.power.name}"),
    Column("point", gettext_lazy("风险点"), lambda row: f"{row.point.code} {row.point.title}"),
    Column("measure", gettext_lazy("防控措施"), lambda row: f"{row.measure.code} {row.measure.title}", 34),
    Column("kind", gettext_lazy("类别"), lambda row: str(MeasureKind(row.measure.kind).label)),
    Column("phase", gettext_lazy("阶段"), lambda row: str(ControlPhase(row.measure.phase).label)),
    Column("responsible", gettext_lazy("责任岗位"), lambda row: str(row.measure.responsible or "")),
    Column("due_on", gettext_lazy("完成期限"), lambda row: row.measure.due_on, 12, "date"),
    Column("status", gettext_lazy("落实情况"), lambda row: str(MeasureStatus(row.measure.status).label)),
    Column("overdue", gettext_lazy("是否逾期"), lambda row: _("已逾期") if row.overdue else ""),
)


def rows_of(measures: Iterable[Any], today: date) -> Iterator[Row]:
    """Yield the rows of measures read by `Measure.objects.with_row_facts()`."""
    for measure in measures:
        yield Row(measure, today)
