"""The filters of the list of risk points, kept in the URL."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django import forms
from django.utils.translation import gettext_lazy as _

from organisation.models import Unit
from powers.filters import GRADES, UnitFilter
from riskpoints.enums import Cause, RiskKind, RiskLine, RiskStatus

LINES = (*RiskLine.choices, ("none", _("未划分")))
GAPS = (("unplaced", _("未落到环节")), ("unmeasured", _("没有措施")))


class RiskPointFilter(df.FilterSet):
    """Search, unit with its subtree, grade of the power, line, kind, cause, status, gaps."""

    q = df.CharFilter(
        label=_("搜索"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("风险点、表现形式或职权")}),
    )
    unit = UnitFilter(label=_("科室"), queryset=Unit.objects.none(), method="in_unit", empty_label=_("全部"))
    grade = df.ChoiceFilter(label=_("等级"), choices=GRADES, method="graded", empty_label=_("全部"))
    line = df.ChoiceFilter(label=_("三线"), choices=LINES, method="on_line", empty_label=_("全部"))
    kind = df.ChoiceFilter(label=_("风险类型"), choices=RiskKind, empty_label=_("全部"))
    cause = df.ChoiceFilter(label=_("风险成因"), choices=Cause, empty_label=_("全部"))
    status = df.ChoiceFilter(label=_("状态"), choices=RiskStatus, empty_label=_("全部"))
    gap = df.ChoiceFilter(label=_("缺项"), choices=GAPS, method="lacking", empty_label=_("全部"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["unit"].queryset = Unit.objects.reached_by(user, "view_dossier")

    def search(self, points: Any, _name: str, text: str) -> Any:
        return points.matching(text.strip())

    def in_unit(self, points: Any, _name: str, unit: Unit) -> Any:
        return points.filter(power__unit__path__startswith=unit.path)

    def graded(self, points: Any, _name: str, letter: str) -> Any:
        if letter == "none":
            return points.filter(power__assessment=None)
        return points.filter(power__assessment__grade=letter)

    def on_line(self, points: Any, _name: str, line: str) -> Any:
        return points.filter(line="" if line == "none" else line)

    def lacking(self, points: Any, _name: str, gap: str) -> Any:
        return points.filter(step=None) if gap == "unplaced" else points.filter(measures=None)
