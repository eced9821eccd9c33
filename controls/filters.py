"""The filters of the ledger of measures, kept in the URL."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters as df
from django import forms
from django.utils.translation import gettext_lazy as _

from controls.enums import ControlPhase, MeasureKind, MeasureStatus
from organisation.models import Unit
from powers.filters import UnitFilter

DUE = (("overdue", _("已逾期")), ("none", _("没有期限")))


class MeasureFilter(df.FilterSet):
    """Search, unit with its subtree, kind, phase, state, overdue on `today`."""

    q = df.CharFilter(
        label=_("搜索"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("措施、风险点或职权")}),
    )
    unit = UnitFilter(label=_("科室"), queryset=Unit.objects.none(), method="in_unit", empty_label=_("全部"))
    kind = df.ChoiceFilter(label=_("类别"), choices=MeasureKind, empty_label=_("全部"))
    phase = df.ChoiceFilter(label=_("阶段"), choices=ControlPhase, empty_label=_("全部"))
    status = df.ChoiceFilter(label=_("落实情况"), choices=MeasureStatus, empty_label=_("全部"))
    due = df.ChoiceFilter(label=_("期限"), choices=DUE, method="is_due", empty_label=_("全部"))

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.filters["unit"].queryset = Unit.objects.reached_by(user, "view_dossier")

    def search(self, measures: Any, _name: str, text: str) -> Any:
        return measures.matching(text.strip())

    def in_unit(self, measures: Any, _name: str, unit: Unit) -> Any:
        return measures.filter(risk_point__power__unit__path__startswith=unit.path)

    def is_due(self, measures: Any, _name: str, answer: str) -> Any:
        return measures.overdue(self.today) if answer == "overdue" else measures.filter(due_on=None)
