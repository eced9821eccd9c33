"""Forms of the controls room: is the input well-formed?"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from controls.enums import ResponsibilityLevel
from controls.models import Measure
from controls.stored import MEASURE_FIELDS
from organisation.models import Institution, Post
from powers.charting import post_options
from powers.forms import drop_maxlength, plain_newlines


def posts_of(institution: Institution) -> Any:
    """Return the posts of the institution that exist, with their holders."""
    posts = Post.objects.filter(unit__institution=institution, abolished_on=None)
    return posts.select_related("unit").prefetch_related("assignments__person")


class PostChoice(forms.ModelChoiceField):
    """A post, grouped by unit, shown with its holder."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Post.objects.none(), **kwargs)

    def offer(self, posts: Any) -> None:
        """Offer these posts, read once."""
        self.queryset = posts
        self.choices = [("", _("（未指定）")), *post_options(posts)]


class MeasureForm(forms.ModelForm[Measure]):
    """A measure against a risk point."""

    responsible = PostChoice(label=_("责任岗位"), required=False)

    class Meta:
        model = Measure
        fields: ClassVar = list(MEASURE_FIELDS)
        help_texts: ClassVar = {"code": _("留空时自动编号。")}
        widgets: ClassVar = {
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        }

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].offer(posts_of(institution))  # type: ignore[attr-defined]
        self.fields["code"].required = bool(self.instance.pk)
        drop_maxlength(self)

    def values(self) -> dict[str, Any]:
        """Return the cleaned values with stored line ends."""
        return plain_newlines(self.cleaned_data)

    def _post_clean(self) -> None:
        """The action validates against the model; the form must not write into the instance first."""


class ChainForm(forms.Form):
    """A post for each level of the responsibility chain."""

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = posts_of(institution)
        for level in ResponsibilityLevel:
            field = PostChoice(label=level.label, required=False)
            field.offer(posts)
            self.fields[level.value] = field
