"""The page that shows every component in every state."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from riskreg.list_files import FORMATS
from riskreg.templatetags.ui import EDITION_STAGES, GRADES, ICONS, LINES, STATES

_MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=8)))


class SampleForm(forms.Form):
    """One field of every kind."""

    title = forms.CharField(label=_("职权名称"), max_length=60, help_text=_("与权力清单上的名称一致"))
    unit = forms.ChoiceField(
        label=_("责任科室"),
        choices=[("", _("请选择")), ("1", _("民政办")), ("2", _("财政所"))],
    )
    manifestation = forms.CharField(label=_("表现形式"), widget=forms.Textarea, required=False)
    due = forms.DateField(
        label=_("完成时限"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    kind = forms.ChoiceField(
        label=_("风险类别"),
        widget=forms.RadioSelect,
        choices=[("integrity", _("廉政风险")), ("regulatory", _("监管风险"))],
    )
    measures = forms.MultipleChoiceField(
        label=_("防控措施"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[
            ("education", _("教育")),
            ("rule", _("制度")),
            ("supervision", _("监督")),
            ("publicity", pgettext_lazy("measure", "公开")),
        ],
    )
    document = forms.FileField(label=_("附件"), required=False)
    is_public = forms.BooleanField(label=_("对外公开"), required=False, help_text=_("公开前须经保密审查"))


class SampleFilter(forms.Form):
    """What a list's filter looks like."""

    q = forms.CharField(
        label=_("搜索"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    grade = forms.ChoiceField(
        label=_("等级"),
        required=False,
        choices=[("", _("全部")), ("A", "A"), ("B", "B"), ("C", "C")],
    )
    mine = forms.BooleanField(label=_("只看我负责的"), required=False)


def _samples() -> dict[str, object]:
    return {
        "findings": [
            {
                "level": "E",
                "message": _("A级风险点“审批环节”没有防控措施"),
                "url": "#findings",
            },
            {"level": "E", "message": _("第 3 步没有直接责任人"), "url": "#findings"},
            {"level": "W", "message": _("第 5 步没有办理时限"), "url": ""},
        ],
        "events": [
            {"text": _("提交审核"), "who": _("王小明"), "at": _MOMENT},
            {
                "text": _("退回修改"),
                "who": _("李科长"),
                "at": _MOMENT,
                "reason": _("第 3 步缺责任人"),
                "tone": "warn",
            },
            {
                "text": _("纪检确认"),
                "who": _("赵纪检"),
                "at": _MOMENT,
                "tone": "good",
                "url": "#timeline",
            },
        ],
        "changes": [
            {"label": _("办理时限"), "old": _("20个工作日"), "new": _("15个工作日")},
            {"label": _("责任科室"), "old": "", "new": _("民政办")},
            {"label": _("收费依据"), "old": _("按镇政府通知执行"), "new": ""},
        ],
        "columns": ["A", "B", "C"],
        "rows": [
            {
                "label": _("民政办"),
                "cells": [
                    {"count": 9, "url": "#matrix"},
                    {"count": 4, "url": "#matrix"},
                    {"count": 1, "url": "#matrix"},
                ],
            },
            {
                "label": _("财政所"),
                "cells": [
                    {"count": 3, "url": "#matrix"},
                    {"count": 6, "url": "#matrix"},
                    {"count": 0, "url": ""},
                ],
            },
        ],
        "notes": {"find": "01-15", "show": "02-20", "ask": _("截止 03-31")},
    }


@login_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the components."""
    context = {
        **_samples(),
        "states": list(STATES),
        "grades": list(GRADES),
        "lines": list(LINES),
        "icons": sorted(ICONS),
        "stages": [code for code, _word in EDITION_STAGES],
        "tones": ["info", "good", "wait", "warn", "bad"],
        "blank_form": SampleForm(prefix="blank"),
        "wrong_form": SampleForm({"wrong-manifestation": _("已经填写的内容还在")}, prefix="wrong"),
        "filter_form": SampleFilter(request.GET),
        "export_files": [(format, request.path) for format in FORMATS.values()],
        "page": Paginator(range(230), 10).get_page(request.GET.get("page", 7)),
    }
    return render(request, "styleguide.html", context)
