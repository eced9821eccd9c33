"""Forms of the riskpoints room: is the input well-formed?"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from organisation.models import CODE
from powers.forms import drop_maxlength, plain_newlines
from powers.models import Power, Step
from powers.step_names import step_meant
from riskpoints.enums import Cause, RiskLine
from riskpoints.grading import Suggestion, suggest
from riskpoints.models import GradeAssessment, RiskPoint
from riskpoints.stored import FACTOR_FIELDS, GRADE_FIELDS, RISK_FIELDS

LINES = (
    (RiskLine.HIGH_VOLTAGE.value, _("高压线：涉及法律法规，不能触碰")),
    (RiskLine.WARNING.value, _("警戒线：涉及自由裁量，不能逾越")),
    (RiskLine.ZEBRA.value, _("斑马线：涉及日常管理规范，共同遵守")),
    ("", _("暂不划分")),
)


class LineSelect(forms.RadioSelect):
    """The three lines, each with its sign."""

    option_template_name = "riskpoints/_line_option.html"

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": "choices-column", **(attrs or {})}, choices)


class GradeSelect(forms.RadioSelect):
    """The grades by shape, letter and word."""

    option_template_name = "riskpoints/_grade_option.html"


class RiskPointForm(forms.ModelForm[RiskPoint]):
    """A risk point; without a step it waits as a candidate."""

    line = forms.ChoiceField(label=_("三线"), choices=LINES, required=False, widget=LineSelect)

    class Meta:
        model = RiskPoint
        fields: ClassVar = list(RISK_FIELDS)
        help_texts: ClassVar = {
            "step": _("暂时不能确定环节的可以留空，作为待落位的候选；候选不能确认。"),
            "code": _("留空时自动编号，用过的编号不再使用。"),
            "manifestation": _("写明在这个环节可能出现的不廉洁行为。"),
            "precedent": _("同类单位、同类岗位曾经发生过的案例；不写姓名。"),
            "found_how": _("如：对照流程图、座谈、问卷、案例剖析。"),
        }
        widgets: ClassVar = {
            "manifestation": forms.Textarea(attrs={"rows": 3}),
            "precedent": forms.Textarea(attrs={"rows": 2}),
            "kind": forms.RadioSelect,
        }

    def __init__(self, *args: Any, power: Power, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].queryset = Step.objects.filter(power=power)  # type: ignore[attr-defined]
        self.fields["step"].empty_label = _("（待落位的候选）")  # type: ignore[attr-defined]
        self.fields["cause"].choices = [("", _("（未分类）")), *Cause.choices]  # type: ignore[attr-defined]
        self.fields["code"].required = False
        self.fields["code"].validators.append(CODE)
        self.order_fields(["step", "title", "manifestation", "line", "kind", "cause"])
        drop_maxlength(self)

    def values(self) -> dict[str, Any]:
        """Return what to store; an empty code keeps the present one."""
        values = plain_newlines(self.cleaned_data)
        return {**values, "code": values["code"] or self.instance.code}

    def _post_clean(self) -> None:
        """The action validates against the model; the form must not write into the instance first."""


def suggestion_for(power: Power, factors: dict[str, Any]) -> Suggestion | None:
    """Return the suggested grade, None while one of the three deciding factors is missing or unknown."""
    named = {name: str(factors.get(name) or "") for name in FACTOR_FIELDS[:3]}
    for name, value in named.items():
        if value not in dict(GradeAssessment._meta.get_field(name).flatchoices):  # type: ignore[union-attr]
            return None
    category = power.category
    return suggest(is_approval=category.is_approval, is_penalty_or_levy=category.is_penalty_or_levy, **named)


class GradeForm(forms.ModelForm[GradeAssessment]):
    """The five factors, the grade and the reason."""

    class Meta:
        model = GradeAssessment
        fields: ClassVar = list(GRADE_FIELDS)
        widgets: ClassVar = {
            **dict.fromkeys(FACTOR_FIELDS, forms.RadioSelect),
            "grade": GradeSelect,
            "reason": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts: ClassVar = {"reason": _("拟定等级与建议等级不同时必须写明理由。")}

    def __init__(self, *args: Any, power: Power, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.power = power
        if not self.instance.pk:
            self.initial["grade"] = self.initial.get("grade") or power.imported_grade
        for name in (*FACTOR_FIELDS, "grade"):
            field = self.fields[name]
            field.choices = [choice for choice in field.choices if choice[0] != ""]  # type: ignore[attr-defined]
        drop_maxlength(self)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason at its field; the rule itself is a constraint of the database."""
        values = plain_newlines(self.cleaned_data)
        found, grade = suggestion_for(self.power, values), values.get("grade")
        if found and grade and grade != found.grade and not values.get("reason") and not self.errors:
            words = {"suggested": found.grade}
            self.add_error("reason", _("拟定等级与建议的%(suggested)s级不同，请写明理由。") % words)
        return values

    def factors(self) -> list[forms.BoundField]:
        """Return the fields of the five factors."""
        return [self[name] for name in FACTOR_FIELDS]

    def _post_clean(self) -> None:
        """The action validates against the model; the form must not write into the instance first."""


class PlaceForm(forms.Form):
    """A step for each unplaced candidate of one power; the one that its file named is proposed."""

    def __init__(self, *args: Any, power: Power, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = {
            f"point-{point.pk}": point for point in RiskPoint.objects.filter(power=power, step=None)
        }
        self.steps = {str(step.pk): step for step in Step.objects.filter(power=power)}
        choices = [("", _("（暂不落位）")), *((pk, str(step)) for pk, step in self.steps.items())]
        names = [(step.no, step.label) for step in self.steps.values()]
        for name, point in self.points.items():
            place = step_meant(point.imported_step, names)
            meant = "" if place is None else list(self.steps)[place]
            self.fields[name] = forms.ChoiceField(
                label=str(point), choices=choices, required=False, initial=meant
            )

    def rows(self) -> list[tuple[RiskPoint, forms.BoundField]]:
        """Return each candidate with its field."""
        return [(point, self[name]) for name, point in self.points.items()]

    def placed(self) -> dict[int, Step]:
        """Return the chosen steps by risk point id."""
        return {self.points[name].pk: self.steps[pk] for name, pk in self.cleaned_data.items() if pk}
