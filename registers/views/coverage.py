"""The coverage matrix on screen and as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dossiers import mending
from dossiers.standing import judged
from organisation.models import Institution, Unit
from powers.enums import DossierState
from powers.permissions import can_edit
from registers import coverage as matrix
from registers import rules
from registers.forms import CoverageFilter
from riskreg import list_files

PAGE = 50


@require_safe
def coverage(request: HttpRequest, institution_pk: int) -> HttpResponse:
    """Show how complete every power is, thing by thing."""
    institution = _institution(request, institution_pk)
    form = _form(request, institution)
    last = matrix.last_entries(institution)
    summary = matrix.summary_of(institution, request.user, last)
    powers = _chosen(request, institution, form, lambda: summary)
    page = Paginator(powers, PAGE).get_page(request.GET.get("page"))
    context = {
        "institution": institution,
        "form": form,
        "page": page,
        "total": page.paginator.count,
        "columns": matrix.CELLS,
        "rows": [_line(request.user, matrix.row_of(power, last.get(power.pk))) for power in judged(page)],
        "summary": summary,
        "sums": summary.totals(),
        "export_files": list_files.links("registers:coverage_file", institution.pk),
    }
    return render(request, "registers/coverage.html", context)


@require_safe
def coverage_rules(request: HttpRequest, institution_pk: int) -> HttpResponse:
    """Show rule by rule how many powers miss it, each with the way to them."""
    institution = _institution(request, institution_pk)
    lines = rules.counted(institution.powers.visible_to(request.user).in_force())
    context = {"institution": institution, "lines": lines}
    return render(request, "registers/coverage_rules.html", context)


@require_safe
def coverage_file(request: HttpRequest, institution_pk: int, extension: str) -> HttpResponseBase:
    """All rows of the filtered matrix as a file."""
    institution = _institution(request, institution_pk)
    form = _form(request, institution)
    last = matrix.last_entries(institution)
    powers = _chosen(request, institution, form, lambda: matrix.summary_of(institution, request.user, last))
    rows = list_files.values(matrix.COLUMNS, matrix.rows_of(powers, last))
    title = _("覆盖情况表")
    name = f"{institution.short_name}-{title}"
    return list_files.list_file(extension, name, matrix.COLUMNS, rows, timezone.localtime())


def _institution(request: HttpRequest, pk: int) -> Institution:
    reached = Institution.objects.reached_by(request.user, "view_dossier")
    found: Institution = get_object_or_404(reached, pk=pk)
    return found


def _form(request: HttpRequest, institution: Institution) -> CoverageFilter:
    units = Unit.objects.reached_by(request.user, "view_dossier").filter(institution=institution)
    states = [(state.value, state.label) for state in DossierState if state != DossierState.REMOVED]
    return CoverageFilter(request.GET, units=units, states=states)


def _chosen(
    request: HttpRequest,
    institution: Institution,
    form: CoverageFilter,
    summary: Callable[[], matrix.Summary],
) -> Any:
    """Return the powers that the filters leave. In: what makes the summary, which only one of them needs."""
    powers = form.narrowed(institution.powers.visible_to(request.user))
    if form.asked_gaps:
        powers = powers.filter(pk__in=summary().at(form.asked_gaps))
    return matrix.powers_for(powers)


def _line(user: Any, row: matrix.Row) -> dict[str, Any]:
    """Return the row for the page; cells lead to where they are mended, or to the dossier."""
    dossier = reverse("powers:detail", args=[row.power.pk])
    editable = bool(can_edit(user, row.power))
    cells = []
    for column in matrix.CELLS:
        cell = row.cells[column.key]
        url = dossier if cell.level in (matrix.WARN, matrix.ERROR) else ""
        if url and editable and cell.finding:
            url = mending.address(cell.finding) or dossier
        cells.append({"heading": column.heading, "cell": cell, "url": url})
    return {"row": row, "cells": cells, "url": dossier}
