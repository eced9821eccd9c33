"""The filters of the log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from audit import querysets
from audit.models import AuditEvent
from audit.presenters import EVENTS
from riskreg.typed import check_dates


class LogFilter(forms.Form):
    """Event, text, institution, days."""

    q = forms.CharField(
        label=_("搜索"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("操作人、对象或理由")}),
    )
    event = forms.ChoiceField(label=_("事件"), required=False)
    actor = forms.CharField(label=_("操作人"), required=False, max_length=60)
    institution = forms.CharField(label=_("单位编码"), required=False, max_length=32)
    first = forms.DateField(label=_("自"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("至"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        check_dates(self)
        self.fields["event"].choices = [("", _("全部")), *EVENTS.items()]  # type: ignore[attr-defined]

    def apply(self, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        """Return the events that match; a filter that is not well-formed is left out."""
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("q"):
            events = events.filter(querysets.matching(chosen["q"].strip()))
        if chosen.get("event"):
            events = events.filter(event=chosen["event"])
        if chosen.get("actor"):
            events = events.filter(actor_name__icontains=chosen["actor"].strip())
        if chosen.get("institution"):
            events = events.filter(institution_code=chosen["institution"].strip())
        return querysets.between(events, chosen.get("first"), chosen.get("last"))
