"""What was: the history of a dossier operation by operation, and its state on a past day."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dossiers import exports
from dossiers import history as past
from dossiers.compare import compare
from dossiers.content import content_of
from dossiers.forms import DayForm, HistoryFilter
from dossiers.marked import marked_change
from dossiers.past import began_on, states_of
from dossiers.sheet import sheet
from dossiers.views.loading import load
from powers.models import Power
from riskreg import list_files

PAGE = 20


@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who changed what, newest first."""
    power = load(request, pk, dossier=False)
    form, found = _found(request, power)
    context = {
        "power": power,
        "form": form,
        "export_files": list_files.links("powers:history_export", power.pk),
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "day_form": DayForm(today=timezone.localdate()),
    }
    return render(request, "dossiers/history.html", context)


@require_GET
def export(request: HttpRequest, pk: int, extension: str) -> HttpResponseBase:
    """Download the history, filtered as on the page."""
    power = load(request, pk, dossier=False)
    _form, found = _found(request, power)
    name = _("%(code)s 修改记录") % {"code": power.code}
    rows = list_files.values(exports.HISTORY, exports.acts(found))
    return list_files.list_file(extension, name, exports.HISTORY, rows, timezone.localtime())


def _found(request: HttpRequest, power: Power) -> tuple[HistoryFilter, list[past.Operation]]:
    """Return the filter and the operations it leaves."""
    found = past.operations(past.read(power))
    form = HistoryFilter(request.GET or None, people=past.people_in(found))
    wanted = form.cleaned_data if form.is_valid() else {}
    return form, past.chosen(found, part=wanted.get("part", ""), person=wanted.get("person"))


@require_GET
def as_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the dossier as it stood when the day given by `on` ended, and what changed since."""
    power = load(request, pk, dossier=False)
    today = timezone.localdate()
    form = DayForm(request.GET if "on" in request.GET else {"on": today.isoformat()}, today=today)
    day = form.cleaned_data["on"] if form.is_valid() else None
    then, now = states_of(power, [day, today]) if day else (None, None)
    old, new = (content_of(then), content_of(now)) if then and now else ({}, {})
    context = {
        "power": power,
        "form": form,
        "export_files": list_files.links("powers:history_export", power.pk),
        "day": day,
        "began_on": began_on(power),
        "sheet": sheet(then) if then else None,
        "changes": compare(old, new),
        "chart": marked_change(old, new, names=(str(day), _("工作稿"))),
        "compare_query": f"?old=day&old_on={day}&new=working",
    }
    return render(request, "dossiers/as_of.html", context, status=200 if day else 422)
