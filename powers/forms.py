"""The catalogue form: is the input well-formed? What a draft lacks is said at submission, not here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organisation.enums import PostLevel
from organisation.forms import indented
from organisation.models import Post, Unit
from powers.models import LegalBasis, Power, PowerCategory

YES_NO = (("yes", _("公开")), ("no", _("不公开")))


class UnitChoice(forms.ModelChoiceField[Unit]):
    """Units, indented by their place in the tree."""

    def label_from_instance(self, obj: Unit) -> str:
        return indented(obj)


class CategoryChoice(forms.ModelChoiceField[PowerCategory]):
    """Categories by their names in the reader's language."""

    def label_from_instance(self, obj: PowerCategory) -> str:
        return obj.shown


def drop_maxlength(form: forms.BaseForm) -> None:
    """Let browsers send over-long text: cutting pasted text off silently would lose it."""
    for field in form.fields.values():
        field.widget.attrs.pop("maxlength", None)


def plain_newlines(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with the line ends browsers send made the stored ones."""
    return {
        name: value.replace("\r\n", "\n") if isinstance(value, str) else value
        for name, value in values.items()
    }


def adopt_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Show what an action refused next to the fields it is about."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, messages in error.error_dict.items():
        form.add_error(name if name in form.fields else None, messages)


class PowerForm(forms.ModelForm[Power]):
    """All columns of the catalogue (R03); only name, category and unit are needed for a draft."""

    unit = UnitChoice(Unit.objects.none(), label=_("承办机构"), empty_label=_("请选择"))
    category = CategoryChoice(PowerCategory.objects.none(), label=_("职权类别"), empty_label=_("请选择"))
    is_public = forms.TypedChoiceField(
        label=_("是否公开"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        initial="yes",
        help_text=_("不公开的职权另列目录，须写明类型、依据和理由，并报备案。"),
    )
    fieldsets: ClassVar = (
        (
            "basic",
            _("基本信息"),
            ("name", "category", "unit", "leader_in_charge", "code", "mandated_by_law"),
        ),
        (
            "handling",
            _("职责与办理"),
            ("duty_division", "duties", "conditions", "time_limit_value", "time_limit_unit"),
        ),
        ("service", _("服务与责任"), ("service_commitment", "work_discipline", "accountability")),
        (
            "publicity",
            pgettext_lazy("section", "公开"),
            ("is_public", "nonpublic_permanence", "nonpublic_basis", "nonpublic_reason"),
        ),
        ("remarks", _("说明"), ("entry_reason", "none_found_statement", "notes")),
    )

    class Meta:
        model = Power
        fields: ClassVar = [
            "name",
            "category",
            "unit",
            "leader_in_charge",
            "code",
            "mandated_by_law",
            "duty_division",
            "duties",
            "conditions",
            "time_limit_value",
            "time_limit_unit",
            "service_commitment",
            "work_discipline",
            "accountability",
            "is_public",
            "nonpublic_permanence",
            "nonpublic_basis",
            "nonpublic_reason",
            "entry_reason",
            "none_found_statement",
            "notes",
        ]
        help_texts: ClassVar = {
            "code": _("留空时按“科室-类别-序号”自动编号；用过的编码不再重复使用。"),
            "leader_in_charge": _("只列出本单位的主要领导和副职岗位。"),
            "time_limit_value": _("整个职权的办理时限；“即时”不填数值。"),
            "entry_reason": _("新增、修改职权项目须说明理由。"),
            "none_found_statement": _("确实没有查找出风险点时填写，须经审核。"),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        adding = self.instance.pk is None
        units = Unit.objects.reached_by(user, "edit_dossier")
        if adding:
            units = units.filter(abolished_on=None)
        else:
            units = units.filter(institution=self.instance.institution_id)
            units = units.filter(Q(abolished_on=None) | Q(pk=self.instance.unit_id))
            self.initial["is_public"] = "yes" if self.instance.is_public else "no"
        fields: dict[str, Any] = self.fields
        fields["unit"].queryset = units
        fields["code"].required = False
        fields["category"].queryset = PowerCategory.objects.filter(
            Q(historical=False) | Q(pk=self.instance.category_id)
        )
        fields["leader_in_charge"].queryset = (
            Post.objects.filter(
                Q(abolished_on=None) | Q(pk=self.instance.leader_in_charge_id),
                unit__institution__in=units.order_by().values("institution"),
                level__in=[PostLevel.PRINCIPAL, PostLevel.DEPUTY],
            )
            .select_related("unit")
            .prefetch_related("assignments__person")
        )
        drop_maxlength(self)

    def clean(self) -> dict[str, Any]:
        """Check what several fields say together. Constraints of the model are the action's affair."""
        values = plain_newlines(self.cleaned_data)
        self._check_time_limit(values)
        if values.get("is_public") is False:
            for name in ("nonpublic_permanence", "nonpublic_basis", "nonpublic_reason"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("不公开的职权须填写这一项。"))
        leader, unit = values.get("leader_in_charge"), values.get("unit")
        if leader and unit and leader.unit.institution_id != unit.institution_id:
            self.add_error("leader_in_charge", _("主管领导不在承办机构所属的单位。"))
        return values

    def _check_time_limit(self, values: dict[str, Any]) -> None:
        if "time_limit_value" in self.errors or "time_limit_unit" in self.errors:
            return
        value, unit = values.get("time_limit_value"), values.get("time_limit_unit")
        if unit == "immediate" and value is not None:
            self.add_error("time_limit_value", _("“即时”不填数值。"))
        elif unit and unit != "immediate" and value is None:
            self.add_error("time_limit_value", _("请填写数值。"))
        elif value is not None and not unit:
            self.add_error("time_limit_unit", _("请选择单位。"))

    def values(self) -> dict[str, Any]:
        """Return what to store; an empty code keeps the present one."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        values["code"] = values["code"] or self.initial.get("code", "")
        return values

    def sections(self) -> list[dict[str, Any]]:
        """Return the groups of fields in the order of the page."""
        return [
            {"id": code, "title": title, "fields": [self[name] for name in names]}
            for code, title, names in self.fieldsets
        ]


class BasisForm(forms.ModelForm[LegalBasis]):
    """One legal basis of the power."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = LegalBasis
        fields: ClassVar = ["level", "title", "document_no", "article", "text"]
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drop_maxlength(self)

    def clean(self) -> dict[str, Any]:
        return plain_newlines(self.cleaned_data)


class _BasisRows(forms.BaseFormSet[BasisForm]):
    """The rows of legal bases; empty extra rows do not count."""

    def values(self) -> list[dict[str, Any]]:
        """Return what to store, in the order of the page."""
        names = ("id", *BasisForm.Meta.fields)
        return [
            {name: form.cleaned_data.get(name) for name in names}
            for form in self.forms
            if form.cleaned_data.get("title") and not form.cleaned_data.get("DELETE")
        ]


BasisRows = forms.formset_factory(
    BasisForm, formset=_BasisRows, extra=2, can_delete=True, max_num=60, absolute_max=80, validate_max=True
)


def basis_rows(data: Any = None, bases: Iterable[LegalBasis] = ()) -> Any:
    """Return the rows, filled from the request or from the stored bases."""
    names = ("id", *BasisForm.Meta.fields)
    return BasisRows(
        data, prefix="bases", initial=[{name: getattr(basis, name) for name in names} for basis in bases]
    )


class CategoryForm(forms.ModelForm[PowerCategory]):
    """A class of power."""

    class Meta:
        model = PowerCategory
        fields: ClassVar = [
            "name",
            "name_en",
            "code",
            "external_code",
            "is_approval",
            "is_penalty_or_levy",
            "historical",
            "position",
        ]
        help_texts: ClassVar = {
            "code": _("英文小写代码，登记册导出时使用。"),
            "external_code": _("权责清单的两位代码，如 XK、CF，用于职权编码。"),
            "is_approval": _("勾选后，这一类职权建议定为 A 级。"),
            "is_penalty_or_levy": _("勾选后，自由裁量幅度大的建议定为 A 级。"),
            "historical": _("停用后新职权不能再选，已选的保留。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drop_maxlength(self)

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data
