"""Two states of a chart beside each other."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from dossiers import chart_states
from dossiers.forms import ChartCompareForm
from dossiers.marked import marked
from dossiers.past import began_on
from dossiers.views.loading import load


@require_GET
def chart_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what changed in the chart between two states: the marked drawing, the table beside it."""
    power = load(request, pk, dossier=False)
    offered = chart_states.sources(power, request.user)
    asked = {**chart_states.usual(power, offered), **request.GET.dict()}
    form = ChartCompareForm(asked, sources=offered, today=timezone.localdate())
    states = chart_states.read(power, form.chosen(), offered) if form.is_valid() else []
    found = None
    if states and (contents := [state.content for state in states if state.content])[1:]:
        found = marked(*contents, names=(states[0].name, states[1].name), rows=True)
    context = {
        "power": power,
        "form": form,
        "states": states,
        "missing": [state.name for state in states if not state.content],
        "began_on": began_on(power),
        "found": found,
    }
    return render(request, "dossiers/chart_compare.html", context, status=200 if states else 422)
