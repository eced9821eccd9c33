"""Lists of the registers room as tables: editions, opinions (F9)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from riskreg.tables import Column


def _day(name: str) -> Any:
    def local(edition: Any) -> Any:
        at = getattr(edition, name)
        return timezone.localdate(at) if at else None

    return local


# rows: editions with `frozen` and `working`, how many powers each holds
EDITIONS: tuple[Column, ...] = (
    Column("institution", gettext_lazy("单位"), lambda edition: edition.institution.name, 30),
    Column("label", gettext_lazy("册号"), lambda edition: edition.label, 12),
    Column("state", gettext_lazy("阶段"), lambda edition: edition.get_state_display(), 14),
    Column(
        "powers",
        gettext_lazy("职权"),
        lambda edition: edition.frozen if edition.digest else edition.working,
        8,
        "number",
    ),
    Column("frozen", gettext_lazy("审定定稿"), _day("frozen_at"), 12, "date"),
    Column("published", pgettext_lazy("date", "公开"), _day("published_at"), 12, "date"),
)

# F9 征求意见汇总表; rows: opinions with `outcome`, what the meeting said of their power
OPINIONS: tuple[Column, ...] = (
    Column("method", gettext_lazy("征求方式"), lambda o: o.get_method_display(), 12),
    Column("source", gettext_lazy("对象"), lambda o: o.get_source_display(), 12),
    Column("day", gettext_lazy("时间"), lambda o: o.received_on, 12, "date"),
    Column("power", gettext_lazy("涉及职权"), lambda o: str(o.power or ""), 24),
    Column("text", gettext_lazy("意见建议"), lambda o: o.text, 44),
    Column("disposition", gettext_lazy("采纳情况"), lambda o: o.get_disposition_display(), 12),
    Column("reason", gettext_lazy("处理说明"), lambda o: o.reason, 30),
    Column("outcome", gettext_lazy("会审结论"), lambda o: o.outcome, 14),
)


def with_outcomes(edition: Any, opinions: Any) -> Any:
    """Yield the opinions (a queryset with their powers) with what the meeting said of each power, '' for nothing."""
    outcomes = {row.power_id: row.get_outcome_display() for row in edition.resolutions.all()}
    for opinion in opinions:
        opinion.outcome = outcomes.get(opinion.power_id, "")
        yield opinion
