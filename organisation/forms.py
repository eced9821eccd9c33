"""Forms of the three administrators: is the input well-formed?"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisation.enums import SystemRole
from organisation.models import CalendarDay, Institution, Post, Unit, User
from organisation.stored import ACCOUNT_FIELDS, INSTITUTION_FIELDS, POST_FIELDS, UNIT_FIELDS
from riskreg import access
from riskreg.typed import check_dates, plausible

INDENT = "\u2003"  # wide in every language


def indented(unit: Unit) -> str:
    """Return the unit's name as a choice, moved in by its depth."""
    return f"{INDENT * (unit.depth - 1)}{unit.name}"


class SignInForm(AuthenticationForm):
    """One sentence for a wrong password and an unknown account."""

    hide_summary = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("账号名")
        self.error_messages = {**self.error_messages, "invalid_login": _("账号名或密码不对，请重新输入。")}


class PlainForm(forms.ModelForm[Any]):
    """A model form that leaves writing into the instance to the action."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)
        check_dates(self)

    def _post_clean(self) -> None:
        """The action validates against the model; the instance stays as it was read."""


class InstitutionForm(PlainForm):
    class Meta:
        model = Institution
        fields: ClassVar = list(INSTITUTION_FIELDS)
        help_texts: ClassVar = {
            "issuing_office": _(
                "印在公文末页的版记里，一般是本单位的办公室，例如：清河镇党政综合办公室。留空的印单位名称。"
            )
        }


class UnitForm(PlainForm):
    class Meta:
        model = Unit
        fields: ClassVar = list(UNIT_FIELDS)


class MoveForm(forms.Form):
    """Where a unit goes: any unit in force of its institution that is not below it."""

    parent = forms.ModelChoiceField(Unit.objects.none(), label=_("上级科室"))

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Unit.objects.of(unit.institution).filter(abolished_on=None)
        field: Any = self.fields["parent"]
        field.queryset = places.exclude(path__startswith=unit.path)
        field.label_from_instance = indented


class PostForm(PlainForm):
    class Meta:
        model = Post
        fields: ClassVar = list(POST_FIELDS)
        widgets: ClassVar = {"duties": forms.Textarea(attrs={"rows": 3})}


class AccountForm(PlainForm):
    class Meta:
        model = User
        fields: ClassVar = list(ACCOUNT_FIELDS)


class NewAccountForm(AccountForm):
    class Meta(AccountForm.Meta):
        fields: ClassVar = ["username", *ACCOUNT_FIELDS]


class DayForm(PlainForm):
    class Meta:
        model = CalendarDay
        fields: ClassVar = ["day", "is_workday", "name"]
        widgets: ClassVar = {"day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts: ClassVar = {"is_workday": _("勾选：调休上班；不勾：放假。")}


class PersonField(forms.CharField):
    """A person, typed by account name: no list of everybody is ever sent to the browser."""

    default_error_messages: ClassVar = {"unknown": _("没有这个账号，请核对账号名。")}

    def clean(self, value: Any) -> User | None:
        name = super().clean(value)
        if not name:
            return None
        person = User.objects.filter(username=name.strip()).first()
        if person is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return person


class AssignForm(forms.Form):
    person = PersonField(label=_("任职人员账号"), required=False, help_text=_("留空表示岗位空缺。"))
    started_on = forms.DateField(
        label=_("任职日期"), widget=forms.DateInput(attrs={"type": "date"}), validators=[plausible]
    )


class AccountFilter(forms.Form):
    q = forms.CharField(
        label=_("搜索"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("姓名或账号")}),
    )
    institution = forms.ModelChoiceField(
        Institution.objects.all(), label=_("单位"), required=False, empty_label=_("全部")
    )
    active = forms.ChoiceField(
        label=_("状态"), required=False, choices=(("", _("全部")), ("yes", _("在用")), ("no", _("已停用")))
    )

    def apply(self, accounts: Any) -> Any:
        """Return the accounts that match."""
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("q"):
            text = chosen["q"].strip()
            accounts = accounts.filter(Q(name__icontains=text) | Q(username__icontains=text))
        if chosen.get("institution"):
            accounts = accounts.filter(institution=chosen["institution"])
        if chosen.get("active"):
            accounts = accounts.filter(is_active=chosen["active"] == "yes")
        return accounts


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=300)


class GrantForm(ReasonForm):
    """A role for a person on a unit of one institution."""

    user = PersonField(label=_("账号"))
    role = forms.ChoiceField(label=_("角色"), choices=[(r.code, r.label) for r in access.ROLES.values()])
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("科室（含下级）"))
    field_order = ("user", "role", "unit", "reason")

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.of(institution).filter(abolished_on=None)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class NameFilter(forms.Form):
    """Which rows of a short list: by a part of the name or the code."""

    q = forms.CharField(
        label=_("搜索"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("名称或编码")}),
    )

    def apply(self, rows: Any) -> Any:
        """Narrow institutions, or units together with the posts in them."""
        text = self.cleaned_data.get("q", "").strip() if self.is_valid() else ""
        found = Q(name__icontains=text) | Q(code__icontains=text)
        if rows.model is Unit:
            found |= Q(posts__title__icontains=text) | Q(posts__assignments__person__name__icontains=text)
        return rows.filter(found).distinct() if text else rows


class GrantFilter(forms.Form):
    """Which grants of one institution: by person, role, unit."""

    q = forms.CharField(
        label=_("搜索"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("姓名或账号")}),
    )
    role = forms.ChoiceField(
        label=_("角色"),
        required=False,
        choices=[("", _("全部")), *((r.code, r.label) for r in access.ROLES.values())],
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("科室"), required=False, empty_label=_("全部"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def apply(self, held: list[tuple[Any, Any, access.Role]]) -> list[tuple[Any, Any, access.Role]]:
        """Return the grants that match; a filter that is not well-formed is left out."""
        self.is_valid()
        text, role, unit = (self.cleaned_data.get(name) for name in ("q", "role", "unit"))
        return [
            (account, where, what)
            for account, where, what in held
            if (not text or text.lower() in f"{account.name} {account.username}".lower())
            and (not role or what.code == role)
            and (not unit or where.pk == unit.pk)
        ]


class SystemRoleForm(ReasonForm):
    """One of the three administrators, or none."""

    user = PersonField(label=_("账号"))
    role = forms.ChoiceField(
        label=_("管理员角色"), required=False, choices=[("", _("（无）")), *SystemRole.choices]
    )
    field_order = ("user", "role", "reason")
