"""The filters of the list of powers, kept in the URL."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organisation.models import Unit
from powers.enums import DossierState
from powers.forms import CategoryChoice, UnitChoice
from powers.models import PowerCategory

GRADES = (("A", _("A 高")), ("B", _("B 中")), ("C", _("C 低")), ("none", _("未定级")))
PUBLICITY = (("yes", _("公开")), ("no", _("不公开")))


class UnitFilter(df.ModelChoiceFilter):
    """A unit with everything below it."""

    field_class = UnitChoice


class CategoryFilter(df.ModelChoiceFilter):
    """A category, named in the reader's language."""

    field_class = CategoryChoice


class PowerFilter(df.FilterSet):
    """Search, unit with its subtree, category, state, grade, publicity."""

    q = df.CharFilter(
        label=_("搜索"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("名称、编码或科室")}),
    )
    unit = UnitFilter(label=_("科室"), queryset=Unit.objects.none(), method="in_unit", empty_label=_("全部"))
    category = CategoryFilter(label=_("类别"), queryset=PowerCategory.objects.all(), empty_label=_("全部"))
    state = df.ChoiceFilter(label=_("状态"), choices=DossierState, empty_label=_("全部"))
    grade = df.ChoiceFilter(label=_("等级"), choices=GRADES, method="graded", empty_label=_("全部"))
    public = df.ChoiceFilter(
        label=_("是否公开"), choices=PUBLICITY, method="publicity", empty_label=_("全部")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["unit"].queryset = Unit.objects.reached_by(user, "view_dossier")

    def search(self, powers: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        return powers.matching(text.strip())  # type: ignore[attr-defined,no-any-return]

    def in_unit(self, powers: QuerySet[Any], _name: str, unit: Unit) -> QuerySet[Any]:
        return powers.filter(unit__path__startswith=unit.path)

    def graded(self, powers: QuerySet[Any], _name: str, letter: str) -> QuerySet[Any]:
        return powers.filter(assessment=None) if letter == "none" else powers.filter(assessment__grade=letter)

    def publicity(self, powers: QuerySet[Any], _name: str, answer: str) -> QuerySet[Any]:
        return powers.filter(is_public=answer == "yes")
