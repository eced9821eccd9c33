"""Forms of the controls room: is the input well-formed?"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from controls import posts
from controls.enums import ResponsibilityLevel
from controls.models import Measure
from controls.stored import MEASURE_FIELDS
from organisation.models import CODE, Post
from powers.charting import post_options
from powers.forms import drop_maxlength, plain_newlines
from powers.models import Power
from riskreg.typed import check_dates


class PostChoice(forms.ModelChoiceField[Post]):
    """A post out of a list, grouped by unit, shown with its holder."""

    def __init__(self, offered: QuerySet[Post], **kwargs: Any) -> None:
        super().__init__(queryset=offered, required=False, **kwargs)
        self.choices = [("", _("（未指定）")), *post_options(offered)]


class PostInput(forms.TextInput):
    """A text input that asks for matches while one types."""

    template_name = "controls/_post_input.html"

    def __init__(self, search_url: str) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.search_url = search_url

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        matches = f"{context['widget']['attrs'].get('id', name)}-matches"
        context["widget"]["attrs"]["list"] = matches
        context["widget"]["matches"] = matches
        context["widget"]["search_url"] = f"{self.search_url}?field={name}"
        return context


class PostSearch(forms.CharField):
    """A post found by typing, where the institution has too many to list. Works without JavaScript too."""

    def __init__(self, offered: QuerySet[Post], search_url: str, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("输入岗位、科室或姓名，从提示中选择；也可直接输入完整的岗位名称。"))
        super().__init__(required=False, widget=PostInput(search_url), **kwargs)
        self.offered = offered

    def prepare_value(self, value: Any) -> Any:
        """Show a stored post by its name and mark, and typed text as it is."""
        if isinstance(value, str) and not value.isdigit():
            return value
        post = self.offered.filter(pk=value).first() if value else None
        return posts.written(post) if post else value

    def clean(self, value: Any) -> Any:
        """Return the post that the text names."""
        text = super().clean(value)
        if not text:
            return None
        post = posts.read(self.offered, text)
        if post is None:
            raise ValidationError(_("没有找到这个岗位，请从提示中选择。"))
        return post


def post_fields(power: Power, labels: dict[str, Any], keep: list[int]) -> dict[str, forms.Field]:
    """Return a field for each name, for posts of the institution: selects while they are few, else searches.

    `keep` are the posts named now, offered even if abolished since.
    """
    offered = posts.available(power.institution, keep=keep)
    if offered.count() <= posts.MANY:
        return {name: PostChoice(offered, label=label) for name, label in labels.items()}
    url = reverse("controls:posts", args=[power.pk])
    return {name: PostSearch(offered, url, label=label) for name, label in labels.items()}


class MeasureForm(forms.ModelForm[Measure]):
    """A measure against a risk point."""

    class Meta:
        model = Measure
        fields: ClassVar = ["title", "kind", "phase", "status", "due_on", "code"]
        help_texts: ClassVar = {"code": _("留空时自动编号。")}
        widgets: ClassVar = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, power: Power, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = self.instance.responsible_id
        self.fields |= post_fields(power, {"responsible": _("责任岗位")}, keep=[current] if current else [])
        self.initial["responsible"] = current
        self.fields["code"].required = False
        self.fields["code"].validators.append(CODE)
        self.order_fields(["title", "kind", "phase", "responsible", "due_on", "status", "code"])
        drop_maxlength(self)
        check_dates(self)

    def values(self) -> dict[str, Any]:
        """Return what to store; an empty code keeps the present one."""
        values = plain_newlines({name: self.cleaned_data[name] for name in MEASURE_FIELDS})
        return {**values, "code": values["code"] or self.instance.code}

    def _post_clean(self) -> None:
        """The action validates against the model; the form must not write into the instance first."""


class ChainForm(forms.Form):
    """A post for each level of the responsibility chain."""

    def __init__(
        self,
        *args: Any,
        power: Power,
        stored: dict[str, int],
        inherited: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {**stored, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        labels = {level.value: level.label for level in ResponsibilityLevel}
        self.fields |= post_fields(power, labels, keep=list(stored.values()))
        for level in labels if inherited is not None else ():
            words = {"post": (inherited or {}).get(level) or _("未指定")}
            self.fields[level].help_text = _("留空沿用：%(post)s") % words
