"""The forms of the edition's stages: is the input well-formed? They never write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organisation.models import Institution
from powers.forms import UnitChoice, drop_maxlength, plain_newlines
from powers.models import Power
from registers import coverage, rules
from registers.enums import Carrier, Disposition, ResolutionOutcome
from registers.models import (
    Approval,
    Consultation,
    Display,
    Filing,
    Opinion,
    Publication,
    ReviewMeeting,
)
from riskreg.conflicts import both_versions
from riskreg.phrases import listed, sentences
from riskreg.stale import token
from riskreg.typed import check_dates

GAP_CHOICES = (
    ("", _("全部")),
    (coverage.GAPS, _("有缺项的")),
    (coverage.ERROR, _("有必须补齐的")),
    (coverage.WARN, _("只有建议补充的")),
    (coverage.OK, _("各项齐全的")),
)
OFFERED = 200  # names offered under the power's field; any other can be typed


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Facts(forms.ModelForm[Any]):
    """A stage's record. It is never bound to the stored row, which the action alone may change."""

    def __init__(self, *args: Any, stored: Any = None, **kwargs: Any) -> None:
        if stored is not None:
            kwargs["initial"] = {**forms.model_to_dict(stored), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        drop_maxlength(self)
        check_dates(self)

    def values(self) -> dict[str, Any]:
        """Return what was typed."""
        return plain_newlines(self.cleaned_data)


class OpenForm(forms.Form):
    """Opening the year's edition."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("单位"), empty_label=None)
    year = forms.IntegerField(
        label=_("年度"),
        min_value=2000,
        max_value=2100,
        help_text=_("当年已有登记册时，新开的一册是增补册；会审没有作出结论的职权，沿用上一册审定的内容。"),
    )
    preparation_note = forms.CharField(
        label=_("编制说明（可不填）"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, institutions: list[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Institution.objects.filter(pk__in=[row.pk for row in institutions])
        self.fields["institution"].queryset = chosen  # type: ignore[attr-defined]
        if len(institutions) == 1:
            self.fields["institution"].widget = forms.HiddenInput()
            self.fields["institution"].initial = institutions[0].pk

    def clean_preparation_note(self) -> str:
        return str(self.cleaned_data["preparation_note"]).replace("\r\n", "\n")


class DisplayForm(Facts):
    """*Show*."""

    class Meta:
        model = Display
        fields: ClassVar = ["place", "starts_on", "ends_on", "contact"]
        widgets: ClassVar = {"starts_on": DateInput, "ends_on": DateInput}


class CopiesForm(forms.Form):
    """Who gets copies of a letter; its one field is called after the field of the edition."""

    def __init__(self, *args: Any, name: str, stored: str, offered: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={name: stored or offered}, **kwargs)
        self.name = name
        help_text = _(
            "印在末页的版记里。同级机关之间用顿号，不同级的用逗号或另起一行，末尾的句号自动加上；不抄送的留空。"
            "例如：县人民政府办公室，县审计局、县财政局"
        )
        taken_over = _("现在填好的是上一次的抄送，保存以后才会印出。") if offered and not stored else ""
        self.fields[name] = forms.CharField(
            label=_("抄送"),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=sentences((taken_over, help_text)),
        )
        drop_maxlength(self)

    def copies(self) -> str:
        """Return what was typed."""
        return str(plain_newlines(self.cleaned_data)[self.name])


class ConsultationForm(Facts):
    """*Ask*: one round."""

    class Meta:
        model = Consultation
        fields: ClassVar = ["method", "held_on", "audience", "sent", "returned", "valid"]
        widgets: ClassVar = {"held_on": DateInput}
        help_texts: ClassVar = {"valid": _("填写无效、空白的除外；没有区分的可以不填。")}


class PowerCodeField(forms.CharField):
    """A power named by its code or its name, so that no list of all powers is sent to the browser."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.powers: Any = Power.objects.none()

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            found = self.powers.filter(pk=value).first()
            return str(found) if found else ""
        return value

    def clean(self, value: Any) -> Power | None:  # type: ignore[override]
        text = super().clean(value)
        if not text:
            return None
        code = text.split(" ", 1)[0]
        exact = list(self.powers.filter(code=code)[:1]) or list(self.powers.filter(name=text)[:2])
        found = exact or list(self.powers.matching(text).order_by("code")[:6])
        if len(found) == 1:
            return found[0]  # type: ignore[no-any-return]
        if not found:
            raise ValidationError(_("没有找到这项职权，请填写职权编码，或从提示中选择。"))
        names = listed(found[:5])
        raise ValidationError(_("有多项职权符合，请写明编码，例如：%(names)s"), params={"names": names})


class OpinionForm(Facts):
    """*Ask*: one opinion."""

    power = PowerCodeField(
        label=_("涉及职权（可不填）"), help_text=_("填写职权编码或名称；不针对某一项的留空。")
    )

    class Meta:
        model = Opinion
        fields: ClassVar = ["source", "method", "received_on", "power", "text", "topic"]
        widgets: ClassVar = {"received_on": DateInput, "text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, powers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["power"].powers = powers  # type: ignore[attr-defined]
        self.fields["power"].widget.attrs.update({"list": "powers-offered", "autocomplete": "off"})


class RowForm(forms.Form):
    """A row of a table that is saved at once. It carries the token of what the row showed.

    `both` is how the typed row differs from what somebody else saved meanwhile; ticking `theirs` gives way.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    theirs = forms.BooleanField(label=_("采用对方的"), required=False)

    def __init__(self, *args: Any, stored: Mapping[str, Any], **kwargs: Any) -> None:
        kwargs["initial"] = {**stored, **(kwargs.get("initial") or {}), "seen": token(stored)}
        super().__init__(*args, **kwargs)
        self.both: list[dict[str, Any]] = []
        drop_maxlength(self)

    def show_both(self, theirs: Mapping[str, Any]) -> None:
        """Show what is stored now beside what was typed; the next save has seen it."""
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data[self.add_prefix("seen")] = token(theirs)
        self.both = both_versions(self, theirs)


class DispositionForm(RowForm):
    """What is done about an opinion (F9)."""

    disposition = forms.ChoiceField(label=_("采纳情况"), choices=Disposition)
    reason = forms.CharField(
        label=_("处理说明"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_reason(self) -> str:
        """Line ends as they are stored."""
        return str(self.cleaned_data["reason"]).replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        needs = (Disposition.PARTLY, Disposition.REJECTED)
        if values.get("theirs"):
            return values
        if values.get("disposition") in needs and not values.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("部分采纳或不采纳时请写明理由。"))
        return values


class MeetingForm(Facts):
    """*Review*: the meeting."""

    class Meta:
        model = ReviewMeeting
        fields: ClassVar = ["held_on", "chair", "attendees", "minutes"]
        widgets: ClassVar = {
            "held_on": DateInput,
            "attendees": forms.Textarea(attrs={"rows": 2}),
            "minutes": forms.Textarea(attrs={"rows": 4}),
        }


class ResolutionForm(RowForm):
    """The resolution on one power: a line of the table. No outcome means: not reviewed yet."""

    hide_summary = True
    outcome = forms.ChoiceField(
        label=_("会审结论"),
        choices=[("", _("未会审")), *ResolutionOutcome.choices],
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )
    note = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
    )

    def offer_carrying(self) -> None:
        """Say that no outcome means: as in the edition that is amended."""
        field: Any = self.fields["outcome"]
        field.choices = [("", _("沿用上一册")), *ResolutionOutcome.choices]

    def clean_note(self) -> str:
        """The note is one line of the statement."""
        return " ".join(self.cleaned_data["note"].split())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        excluded = values.get("outcome") == ResolutionOutcome.EXCLUDE and not values.get("theirs")
        if excluded and not values.get("note") and "note" not in self.errors:
            self.add_error("note", _("暂不列入时请写明说明。"))
        return values


class ApprovalForm(Facts):
    """The party group's approval."""

    class Meta:
        model = Approval
        fields: ClassVar = ["meeting", "document_no", "approved_on"]
        widgets: ClassVar = {"approved_on": DateInput}


class FilingForm(Facts):
    """The deposit and its receipt."""

    class Meta:
        model = Filing
        fields: ClassVar = ["recipient", "sent_on", "receipt_no", "received_on"]
        widgets: ClassVar = {"sent_on": DateInput, "received_on": DateInput}


class PublicationForm(Facts):
    """How the edition is made public, and its secrecy review."""

    carriers = forms.MultipleChoiceField(
        label=_("公开载体"), choices=Carrier, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Publication
        fields: ClassVar = [
            "scope",
            "time_rule",
            "carriers",
            "include_measures",
            "secrecy_reviewer",
            "secrecy_reviewed_on",
            "secrecy_cleared",
        ]
        widgets: ClassVar = {"secrecy_reviewed_on": DateInput}
        help_texts: ClassVar = {
            "scope": _("只有公开范围为“全社会”的登记册，才会出现在公开网站上。"),
            "include_measures": _("勾选后，公开的内容包括防控措施的名称；风险点本身始终不公开。"),
        }


class CoverageFilter(forms.Form):
    """The filters of the coverage matrix, kept in the URL."""

    q = forms.CharField(
        label=_("搜索"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("名称、编码或科室")}),
    )
    unit = UnitChoice(None, label=_("科室"), required=False, empty_label=_("全部"))
    state = forms.ChoiceField(label=_("状态"), required=False)
    gaps = forms.ChoiceField(label=_("缺项"), required=False, choices=GAP_CHOICES)
    rule = forms.ChoiceField(label=_("规定"), required=False)

    def __init__(
        self, *args: Any, units: Any, states: Iterable[tuple[str, str | Promise]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["state"].choices = [("", _("全部")), *states]  # type: ignore[attr-defined]
        asked = [(rule, f"{rule} {words}") for rule, words in rules.ASKED.items()]
        self.fields["rule"].choices = [("", _("全部")), *asked]  # type: ignore[attr-defined]

    def narrowed(self, powers: Any) -> Any:
        """Return the powers that meet the filters; filters that make no sense are passed over."""
        self.full_clean()
        values: Mapping[str, Any] = self.cleaned_data
        if values.get("q"):
            powers = powers.matching(values["q"].strip())
        if values.get("unit"):
            powers = powers.filter(unit__path__startswith=values["unit"].path)
        if values.get("state"):
            powers = powers.filter(state=values["state"])
        if values.get("rule"):
            powers = powers.filter(pk__in=rules.missing(powers.in_force(), values["rule"]))
        return powers

    @property
    def asked_gaps(self) -> str:
        """Return which levels are asked for, '' for all. In: after `narrowed`."""
        return str(self.cleaned_data.get("gaps") or "")
