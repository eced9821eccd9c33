"""Forms of the wizard."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from imports.enums import Kind
from imports.labels import all_places
from organisation.models import Institution
from riskreg.reading.files import read_book
from riskreg.reading.limits import MAX_BYTES
from riskreg.reading.sheet import Unreadable

ACCEPT = ".xlsx,.xls,.ods,.csv"


class UploadForm(forms.Form):
    """A file for an institution. It is read here, so that a bad one is refused where it was chosen."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("单位"), empty_label=None)
    file = forms.FileField(
        label=_("文件"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("Excel（xlsx、xls）、WPS/LibreOffice（ods）或 CSV，最大 20 MB。先预览，确认以后才写入。"),
    )

    def __init__(self, *args: Any, institutions: list[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Institution.objects.filter(pk__in=[row.pk for row in institutions])
        self.fields["institution"].queryset = chosen  # type: ignore[attr-defined]
        if len(institutions) == 1:
            self.fields["institution"].widget = forms.HiddenInput()
            self.fields["institution"].initial = institutions[0].pk

    def clean_file(self) -> Any:
        """Keep the content beside the form, and refuse a file that cannot be read."""
        file = self.cleaned_data["file"]
        self.content: bytes = file.read(MAX_BYTES + 1)
        try:
            read_book(file.name, self.content)
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        return file


class SheetForm(forms.Form):
    """Whether a sheet is read, what it lists, where its heads stand."""

    take = forms.BooleanField(label=_("读入这张表"), required=False)
    kind = forms.ChoiceField(label=_("这张表是"), choices=Kind.choices)
    first = forms.IntegerField(label=_("表头从第几行"), min_value=1, max_value=200)
    last = forms.IntegerField(label=_("到第几行"), min_value=1, max_value=200)

    def __init__(self, *args: Any, only: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if only:
            del self.fields["take"]

    def clean(self) -> dict[str, Any]:
        """The last row of the heads is not above the first. A sheet that is not read may hold anything.

        The only sheet of a file is read.
        """
        data: dict[str, Any] = super().clean() or {}
        data.setdefault("take", True)
        if not data.get("take"):
            self.errors.clear()
        elif data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("表头的末行不能在首行之前。"))
        return data


class SynonymForm(forms.Form):
    """What a head of the office's own means."""

    head = forms.CharField(label=_("列名"), max_length=120)
    field = forms.ChoiceField(label=_("意思"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = all_places()  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """Return kind, head and field."""
        kind, _colon, name = self.cleaned_data["field"].partition(":")
        return {"kind": kind, "head": self.cleaned_data["head"], "field": name}
