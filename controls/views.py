"""Pages of the controls room."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from controls import actions, exports, permissions, querysets
from controls.enums import ResponsibilityLevel
from controls.filters import MeasureFilter
from controls.forms import ChainForm, MeasureForm
from controls.models import Measure
from controls.stored import chain_values, measure_values
from controls.suggesting import suggested_chain
from powers import permissions as powers
from powers.forms import adopt_errors
from powers.models import Power
from riskpoints.models import RiskPoint
from riskreg.conflicts import seen_token, stale_response
from riskreg.decisions import require
from riskreg.rendering.csv_file import csv_response
from riskreg.stale import Stale, token

PAGE_SIZE = 50


def _filtered(request: HttpRequest) -> MeasureFilter:
    measures = querysets.visible_to(request.user).order_by(
        "risk_point__power__unit__path", "pk"
    )
    measures = measures.select_related(
        "risk_point__power__unit", "responsible"
    ).prefetch_related("responsible__assignments__person")
    return MeasureFilter(
        request.GET, queryset=measures, user=request.user, today=timezone.localdate()
    )


def _point(request: HttpRequest, pk: int) -> RiskPoint:
    rows = (
        RiskPoint.objects.visible_to(request.user)
        .with_row_facts()
        .select_related("power__institution")
    )
    return get_object_or_404(rows, pk=pk)


def _measure(request: HttpRequest, pk: int) -> Measure:
    rows = querysets.visible_to(request.user).select_related(
        "risk_point__power__institution", "risk_point__power__unit"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
def measure_list(request: HttpRequest) -> HttpResponse:
    """The ledger of measures the account may see."""
    found = _filtered(request)
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": found.form,
        "page": page,
        "total": page.paginator.count,
        "today": timezone.localdate(),
        "export_url": reverse("controls:export"),
        "filtered": any(request.GET.get(name) for name in found.filters),
    }
    return render(request, "controls/list.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The filtered ledger as a CSV file, streamed."""
    rows = exports.rows(_filtered(request).qs.iterator(chunk_size=500))
    return csv_response(
        f"{_('防控措施')}-{timezone.localdate():%Y%m%d}.csv", exports.headings(), rows
    )


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, point_pk: int) -> HttpResponse:
    """Attach a measure to a risk point, and on to the next one if wanted."""
    point = _point(request, point_pk)
    require(powers.can_edit(request.user, point.power))
    form = MeasureForm(request.POST or None, institution=point.power.institution)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_measure(
                point=point, by=request.user, now=timezone.now(), values=form.values()
            )
        except ValidationError as error:
            adopt_errors(form, error)
        else:
            messages.success(request, _("措施已保存。"))
            return redirect(
                "controls:add" if "another" in request.POST else "riskpoints:detail",
                point.pk,
            )
    context = {"form": form, "point": point}
    return render(
        request, "controls/form.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a measure."""
    measure = _measure(request, pk)
    require(permissions.can_edit(request.user, measure))
    point = measure.risk_point
    seen = (
        token(measure_values(measure))
        if request.method == "GET"
        else seen_token(request)
    )
    form = MeasureForm(
        request.POST or None, instance=measure, institution=point.power.institution
    )
    back = reverse("riskpoints:detail", args=[point.pk])
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            actions.edit_measure(
                measure=measure,
                by=request.user,
                now=now,
                values=form.values(),
                seen=seen,
            )
        except ValidationError as error:
            adopt_errors(form, error)
        except Stale as stale:
            return stale_response(request, form, stale, back=back)
        else:
            messages.success(request, _("措施已保存。"))
            return redirect(back)
    context = {"form": form, "point": point, "measure": measure, "seen": seen}
    return render(
        request, "controls/form.html", context, status=422 if form.errors else 200
    )


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a measure; history keeps it."""
    measure = _measure(request, pk)
    actions.remove_measure(measure=measure, by=request.user, now=timezone.now())
    messages.success(request, _("措施已删除，历史中仍可查看。"))
    return redirect("riskpoints:detail", measure.risk_point_id)


@require_http_methods(["GET", "POST"])
def chain(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the responsibility chain of a power."""
    rows = Power.objects.visible_to(request.user).select_related(
        "unit", "institution", "leader_in_charge"
    )
    return _chain(request, get_object_or_404(rows, pk=pk), None)


@require_http_methods(["GET", "POST"])
def override(request: HttpRequest, pk: int) -> HttpResponse:
    """Name other responsible posts for one risk point."""
    point = _point(request, pk)
    return _chain(request, point.power, point)


def _chain(request: HttpRequest, power: Power, point: RiskPoint | None) -> HttpResponse:
    require(powers.can_edit(request.user, power))
    stored = chain_values(power, point)
    seen = token(stored) if request.method == "GET" else seen_token(request)
    suggested = suggested_chain(power) if point is None else {}
    initial = suggested | stored if request.GET.get("suggest") else stored
    form = ChainForm(
        request.POST or None, initial=initial, institution=power.institution
    )
    back = (
        reverse("riskpoints:detail", args=[point.pk])
        if point
        else reverse("powers:detail", args=[power.pk])
    )
    if request.method == "POST" and form.is_valid():
        posts, now = form.cleaned_data, timezone.now()
        try:
            actions.set_chain(
                power=power,
                by=request.user,
                now=now,
                posts=posts,
                point=point,
                seen=seen,
            )
        except Stale as stale:
            return stale_response(request, form, stale, back=back)
        messages.success(request, _("责任链已保存。"))
        return redirect(back + "#chain")
    lacking = any(level not in stored for level in suggested)
    context: dict[str, Any] = {
        "form": form,
        "power": power,
        "point": point,
        "seen": seen,
        "back": back,
    }
    context |= {
        "offer": lacking and not request.GET.get("suggest"),
        "levels": ResponsibilityLevel.labels,
    }
    return render(
        request, "controls/chain.html", context, status=422 if form.errors else 200
    )
