"""The list of editions as a table; the columns of opinions are in `sheets`."""

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
