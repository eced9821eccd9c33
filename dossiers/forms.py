"""The forms of the dossier's steps: is the input well-formed?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.actions import Seen
from dossiers.chart_states import DAY
from dossiers.history_fields import PARTS


class SeenForm(forms.Form):
    """Carries what the person's page showed: round and revision of the dossier."""

    hide_required = True
    round = forms.IntegerField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def seen(self) -> Seen:
        """Return what the page showed."""
        return Seen(self.cleaned_data["round"], self.cleaned_data["revision"])


class SubmitForm(SeenForm):
    """The clerk's statement on handing the dossier in."""

    declared = forms.BooleanField(
        label=_("本人承诺：所填内容真实完整，流程图与实际办理一致，风险点由本科室对照流程查找。"),
        error_messages={"required": _("提交前请先作出承诺。")},
    )


class AgreeForm(SeenForm):
    """Agreement in a review, with a comment if any."""

    comment = forms.CharField(
        label=_("意见（可不填）"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class HeadAgreeForm(AgreeForm):
    """The unit head's agreement, who also signs that the chart is true to practice (R12)."""

    chart_verified = forms.BooleanField(
        label=_("已核对流程图与实际办理一致"),
        error_messages={"required": _("同意前请核对流程图与实际办理是否一致，并勾选。")},
    )


class ReturnForm(SeenForm):
    """A return with its reason."""

    comment = forms.CharField(
        label=_("退回理由"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("请写明哪里需要修改，填报人会看到。"),
        error_messages={"required": _("退回时请写明理由。")},
    )


class ReasonForm(forms.Form):
    """The reason of reopening or of a proposed removal."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明理由。")},
    )


class HistoryFilter(forms.Form):
    """Part of the dossier and person, both optional."""

    part = forms.ChoiceField(label=_("内容"), required=False)
    person = forms.TypedChoiceField(label=_("人员"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = [(part.key, part.label) for part in PARTS]
        self.fields["part"].choices = [("", _("全部")), *parts, ("decisions", _("审核记录"))]  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", _("全部")), *people]  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """A past day."""

    on = forms.DateField(label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("请选择今天或以前的日期。"))
        return day


class ChartCompareForm(forms.Form):
    """Two states of a chart: the working copy, what was confirmed, an edition, or a past day."""

    def __init__(self, *args: Any, sources: list[tuple[str, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for side, label, on in (("old", _("原来"), _("原来的日期")), ("new", _("现在"), _("现在的日期"))):
            self.fields[side] = forms.ChoiceField(label=label, choices=[*sources, (DAY, _("某一天…"))])
            widget = forms.DateInput(attrs={"type": "date", "max": today.isoformat()}, format="%Y-%m-%d")
            self.fields[f"{side}_on"] = forms.DateField(label=on, required=False, widget=widget)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for side in ("old", "new"):
            day, name = values.get(f"{side}_on"), f"{side}_on"
            if values.get(side) == DAY and name not in self.errors and (day is None or day > self.today):
                self.add_error(name, _("请选择今天或以前的日期。"))
        return values

    def chosen(self) -> list[tuple[str, date | None]]:
        """Return both states, the older first: source and, for a past day, the day."""
        values = self.cleaned_data
        return [
            (values[side], values[f"{side}_on"] if values[side] == DAY else None) for side in ("old", "new")
        ]
