"""Forms of the riskpoints room: is the input well-formed?"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from powers.forms import drop_maxlength, plain_newlines
from powers.models import Power, Step
from riskpoints.enums import RiskLine
from riskpoints.models import GradeAssessment, RiskPoint
from riskpoints.stored import GRADE_FIELDS, RISK_FIELDS

LINES = (
    ("", _("未划分")),
    (RiskLine.HIGH_VOLTAGE.value, _("高压线：涉及法律法规，不能触碰")),
    (RiskLine.WARNING.value, _("警戒线：涉及自由裁量，不能逾越")),
    (RiskLine.ZEBRA.value, _("斑马线：涉及日常管理规范，共同遵守")),
)


class RiskPointForm(forms.ModelForm[RiskPoint]):
    """A risk point; without a step it waits as a candidate."""

    line = forms.ChoiceField(label=_("三线"), choices=LINES, required=False)

    class Meta:
        model = RiskPoint
        fields: ClassVar = list(RISK_FIELDS)
        help_texts: ClassVar = {
            "step": _("暂时不能确定环节的，可以先留空，作为待落位的候选。"),
            "code": _("留空时自动编号。"),
            "manifestation": _("写明在这个环节可能出现的不廉洁行为。"),
        }
        widgets: ClassVar = {
            "manifestation": forms.Textarea(attrs={"rows": 3}),
            "precedent": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, power: Power, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].queryset = Step.objects.filter(power=power)  # type: ignore[attr-defined]
        self.fields["step"].empty_label = _("（暂不落位）")  # type: ignore[attr-defined]
        self.fields["code"].required = bool(self.instance.pk)
        drop_maxlength(self)

    def values(self) -> dict[str, Any]:
        """Return the cleaned values with stored line ends."""
        return plain_newlines(self.cleaned_data)

    def _post_clean(self) -> None:
        """The action validates against the model; the form must not write into the instance first."""


class GradeForm(forms.ModelForm[GradeAssessment]):
    """The five factors, the grade and the reason."""

    class Meta:
        model = GradeAssessment
        fields: ClassVar = list(GRADE_FIELDS)
        widgets: ClassVar = dict.fromkeys((*GRADE_FIELDS[:5], "grade"), forms.RadioSelect) | {"reason": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar = {"reason": _("拟定等级与建议等级不同时必须写明理由。")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*GRADE_FIELDS[:5], "grade"):
            field = self.fields[name]
            field.choices = [choice for choice in field.choices if choice[0] != ""]  # type: ignore[attr-defined]
        drop_maxlength(self)

    def values(self) -> dict[str, Any]:
        """Return the cleaned values with stored line ends."""
        return plain_newlines(self.cleaned_data)

    def _post_clean(self) -> None:
        """The action validates against the model; the form must not write into the instance first."""


class PlaceForm(forms.Form):
    """A step for each unplaced candidate of one power."""

    def __init__(self, *args: Any, power: Power, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = Step.objects.filter(power=power)
        for point in RiskPoint.objects.filter(power=power, step=None):
            self.fields[f"point-{point.pk}"] = forms.ModelChoiceField(
                queryset=steps,
                required=False,
                label=str(point),
                empty_label=_("（暂不落位）"),
            )

    def placed(self) -> dict[int, Step]:
        """Return the chosen steps by risk point id."""
        return {
            int(name.removeprefix("point-")): step
            for name, step in self.cleaned_data.items()
            if step
        }
