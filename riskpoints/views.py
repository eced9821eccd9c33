"""Pages of the riskpoints room."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
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

from powers import permissions as powers
from powers.forms import adopt_errors
from powers.models import Power
from riskpoints import actions, exports, permissions
from riskpoints.filters import RiskPointFilter
from riskpoints.forms import GradeForm, PlaceForm, RiskPointForm
from riskpoints.grading import RULES, suggest
from riskpoints.models import GradeAssessment, RiskPoint
from riskpoints.stored import FACTOR_FIELDS, grade_values, risk_values
from riskreg.conflicts import seen_token, stale_response
from riskreg.decisions import require
from riskreg.guarded import acting
from riskreg.rendering.csv_file import csv_response
from riskreg.stale import Stale, token

PAGE_SIZE = 50
ORDER = ("power__unit__path", "power__code", "code")


def _power(request: HttpRequest, pk: int) -> Power:
    rows = Power.objects.visible_to(request.user).select_related(
        "unit", "institution", "category"
    )
    return get_object_or_404(rows, pk=pk)


def _point(request: HttpRequest, pk: int) -> RiskPoint:
    rows = (
        RiskPoint.objects.visible_to(request.user)
        .with_row_facts()
        .select_related("power__institution")
    )
    return get_object_or_404(rows, pk=pk)


def _filtered(request: HttpRequest) -> RiskPointFilter:
    points = RiskPoint.objects.visible_to(request.user).order_by(*ORDER)
    return RiskPointFilter(request.GET, queryset=points, user=request.user)


@require_safe
def point_list(request: HttpRequest) -> HttpResponse:
    """All risk points the account may see."""
    found = _filtered(request)
    page = Paginator(found.qs.values_list("pk", flat=True), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = (
        RiskPoint.objects.filter(pk__in=list(page.object_list))
        .with_row_facts()
        .order_by(*ORDER)
    )
    context = {
        "form": found.form,
        "page": page,
        "points": rows.annotate(measure_count=Count("measures")),
        "total": page.paginator.count,
        "export_url": reverse("riskpoints:export"),
        "filtered": any(request.GET.get(name) for name in found.filters),
    }
    return render(request, "riskpoints/list.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as a CSV file, streamed."""
    points = _filtered(request).qs.with_row_facts().prefetch_related("measures")
    name = f"{_('风险点')}-{timezone.localdate():%Y%m%d}.csv"
    return csv_response(
        name, exports.headings(), exports.rows(points.iterator(chunk_size=500))
    )


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A risk point with its step, measures and chain."""
    point = _point(request, pk)
    measures = point.measures.select_related("responsible").prefetch_related(
        "responsible__assignments__person"
    )
    links = point.power.responsibilities.select_related("post").prefetch_related(
        "post__assignments__person"
    )
    chain: dict[str, Any] = {}
    for link in sorted(links, key=lambda row: row.risk_point_id is not None):
        if link.risk_point_id in (None, point.pk):
            chain[link.level] = link
    context = {
        "point": point,
        "measures": measures,
        "chain": chain.values(),
        "may_edit": bool(permissions.can_edit(request.user, point)),
    }
    return render(request, "riskpoints/detail.html", context)


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, power_pk: int) -> HttpResponse:
    """Add a risk point to a dossier, and on to the next one if wanted."""
    power = _power(request, power_pk)
    require(powers.can_edit(request.user, power))
    initial = {"step": power.steps.filter(no=request.GET.get("step") or 0).first()}
    form = RiskPointForm(request.POST or None, power=power, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            point = actions.add(
                power=power, by=request.user, now=timezone.now(), values=form.values()
            )
        except ValidationError as error:
            adopt_errors(form, error)
        else:
            messages.success(
                request, _("风险点 %(code)s 已保存。") % {"code": point.code}
            )
            if "another" in request.POST:
                return redirect("riskpoints:create", power.pk)
            return redirect("riskpoints:detail", point.pk)
    context = {"form": form, "power": power}
    return render(
        request, "riskpoints/form.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a risk point."""
    point = _point(request, pk)
    require(permissions.can_edit(request.user, point))
    seen = token(risk_values(point)) if request.method == "GET" else seen_token(request)
    form = RiskPointForm(request.POST or None, power=point.power, instance=point)
    back = reverse("riskpoints:detail", args=[pk])
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            actions.edit(
                point=point, by=request.user, now=now, values=form.values(), seen=seen
            )
        except ValidationError as error:
            adopt_errors(form, error)
        except Stale as stale:
            return stale_response(request, form, stale, back=back)
        else:
            messages.success(
                request, _("风险点 %(code)s 已保存。") % {"code": point.code}
            )
            return redirect(back)
    context = {"form": form, "power": point.power, "point": point, "seen": seen}
    return render(
        request, "riskpoints/form.html", context, status=422 if form.errors else 200
    )


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a risk point with its measures; history keeps them."""
    point = _point(request, pk)
    actions.remove(point=point, by=request.user, now=timezone.now())
    messages.success(
        request, _("风险点 %(code)s 已删除，历史中仍可查看。") % {"code": point.code}
    )
    return redirect("powers:detail", point.power_id)


@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the unplaced candidates of a dossier on steps, with one save."""
    power = _power(request, pk)
    require(powers.can_edit(request.user, power))
    form = PlaceForm(request.POST or None, power=power)
    if request.method == "POST" and form.is_valid():
        now, placed = timezone.now(), form.placed()
        with acting(by=request.user, now=now):
            for point in RiskPoint.objects.filter(
                power=power, pk__in=placed
            ).select_related("power"):
                values = {"step": placed[point.pk]}
                actions.edit(point=point, by=request.user, now=now, values=values)
        messages.success(
            request, _("已落位 %(count)s 个风险点。") % {"count": len(placed)}
        )
        return redirect("powers:detail", pk)
    context = {"form": form, "power": power}
    return render(
        request, "riskpoints/place.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def grade(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose the grade: factors, suggestion with its rules, final grade, reason."""
    power = _power(request, pk)
    require(powers.can_edit(request.user, power))
    assessment = GradeAssessment.objects.filter(power=power).first()
    seen = (
        token(grade_values(assessment))
        if request.method == "GET"
        else seen_token(request)
    )
    form = GradeForm(request.POST or None, instance=assessment)
    back = reverse("powers:detail", args=[pk]) + "#grade"
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            actions.grade(
                power=power, by=request.user, now=now, values=form.values(), seen=seen
            )
        except ValidationError as error:
            adopt_errors(form, error)
        except Stale as stale:
            return stale_response(request, form, stale, back=back)
        else:
            messages.success(request, _("风险等级已保存。"))
            return redirect(back)
    context = {
        "form": form,
        "power": power,
        "seen": seen,
        **_suggestion(power, _factors(request, assessment)),
    }
    return render(
        request, "riskpoints/grade.html", context, status=422 if form.errors else 200
    )


@require_POST
def suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """The suggested grade for the factors as chosen; nothing is stored."""
    power = _power(request, pk)
    return render(
        request,
        "riskpoints/grade.html#suggestion",
        _suggestion(power, request.POST.dict()),
    )


def _factors(
    request: HttpRequest, assessment: GradeAssessment | None
) -> dict[str, Any]:
    return request.POST.dict() if request.method == "POST" else grade_values(assessment)


def _suggestion(power: Power, factors: dict[str, Any]) -> dict[str, Any]:
    chosen = {name: str(factors.get(name) or "") for name in FACTOR_FIELDS[:3]}
    if not all(chosen.values()):
        return {"suggested": None}
    category = power.category
    found = suggest(
        is_approval=category.is_approval,
        is_penalty_or_levy=category.is_penalty_or_levy,
        **chosen,
    )
    return {"suggested": found.grade, "rules": [RULES[code] for code in found.fired]}
