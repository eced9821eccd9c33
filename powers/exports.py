"""The columns of the power catalogue (F3): one definition for the list's CSV, Excel and print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskreg.phrases import bracketed
from riskreg.tables import Column


def _text(name: str) -> Callable[[Any], str]:
    return lambda power: str(getattr(power, name) or "")


def _bases(power: Any) -> str:
    return "\n".join(str(basis) for basis in power.bases.all())


def _publicity(power: Any) -> str:
    if power.is_public:
        return _("公开")
    return (
        _("不公开") + bracketed(power.get_nonpublic_permanence_display())
        if power.nonpublic_permanence
        else _("不公开")
    )


def _grade(power: Any) -> str:
    assessment = getattr(power, "assessment", None)
    return str(assessment.grade) if assessment else ""


COLUMNS: tuple[Column, ...] = (
    Column("code", gettext_lazy("职权编码"), _text("code"), 16),
    Column("name", gettext_lazy("职权名称"), _text("name"), 28),
    Column("category", gettext_lazy("职权类别"), lambda power: str(power.category), 14),
    Column("bases", gettext_lazy("行使依据"), _bases, 40),
    Column("leader_in_charge", gettext_lazy("主管领导"), _text("leader_in_charge"), 16),
    Column("unit", gettext_lazy("内部负责机构"), lambda power: str(power.unit), 16),
    Column("duty_division", gettext_lazy("人员职责分工"), _text("duty_division"), 30),
    Column("duties", gettext_lazy("行使职责"), _text("duties"), 30),
    Column("conditions", gettext_lazy("办理条件"), _text("conditions"), 30),
    Column("time_limit", gettext_lazy("办理时限"), _text("time_limit_text"), 10),
    Column("service_commitment", gettext_lazy("服务承诺"), _text("service_commitment"), 30),
    Column("work_discipline", gettext_lazy("工作纪律"), _text("work_discipline"), 30),
    Column("accountability", gettext_lazy("责任追究"), _text("accountability"), 30),
    Column("public", gettext_lazy("公开"), _publicity, 12),
    Column("grade", gettext_lazy("风险等级"), _grade, 8),
    Column("state", gettext_lazy("状态"), lambda power: str(power.get_state_display()), 12),
    Column("notes", gettext_lazy("备注"), _text("notes"), 20),
)
