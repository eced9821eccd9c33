"""Pages of the riskpoints room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from powers import permissions as powers
from powers.forms import adopt_errors
from powers.models import Power
from powers.views.finding import visible_power
from riskpoints import actions, exports, permissions
from riskpoints.filters import RiskPointFilter
from riskpoints.forms import GradeForm, PlaceForm, RiskPointForm, suggestion_for
from riskpoints.grading import RULES
from riskpoints.models import GradeAssessment, RiskPoint
from riskpoints.people import chain
from riskpoints.stored import grade_values, risk_values
from riskreg import access, list_files
from riskreg.conflicts import seen_token, stale_response
from riskreg.decisions import require
from riskreg.stale import Stale, token
from riskreg.typed import number

PAGE_SIZE = 50
ORDER = ("power__unit__path", "power__code", Length("code"), "code")  # R2 before R10


def _point(request: HttpRequest, pk: int) -> RiskPoint:
    rows = RiskPoint.objects.visible_to(request.user).with_row_facts().select_related("power__institution")
    found: RiskPoint = get_object_or_404(rows, pk=pk)
    return found


def _filtered(request: HttpRequest) -> RiskPointFilter:
    points = RiskPoint.objects.visible_to(request.user).in_force().order_by(*ORDER)
    return RiskPointFilter(request.GET, queryset=points, user=request.user)


def _done(form: forms.BaseForm, act: Callable[[], Any]) -> Any:
    """Return what the action returns; None if it found something wrong, shown at the fields then."""
    try:
        return act()
    except ValidationError as error:
        adopt_errors(form, error)
        return None


def _page(request: HttpRequest, template: str, form: forms.BaseForm, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


@require_safe
def point_list(request: HttpRequest) -> HttpResponse:
    """All risk points the account may see. The page is cut out of the ids, so that deep pages stay fast."""
    found = _filtered(request)
    page = Paginator(found.qs.values_list("pk", flat=True), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = RiskPoint.objects.filter(pk__in=list(page.object_list)).with_row_facts().order_by(*ORDER)
    context = {
        "form": found.form,
        "page": page,
        "points": rows.annotate(measure_count=Count("measures")),
        "headings": {column.key: column.heading for column in exports.COLUMNS},
        "total": page.paginator.count,
        "export_files": list_files.links("riskpoints:export"),
        "filtered": any(request.GET.get(name) for name in found.filters),
        "may_fill": access.has_anywhere(request.user, "edit_dossier"),
    }
    return render(request, "riskpoints/list.html", context)


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The filtered list as a file in the columns of the register (F1)."""
    points = _filtered(request).qs.with_register_facts()
    rows = exports.values(exports.rows_of(points.iterator(chunk_size=200)))
    return list_files.list_file(extension, _("风险点"), exports.COLUMNS, rows, timezone.localtime())


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A risk point with its step, grade, measures and chain."""
    point = get_object_or_404(RiskPoint.objects.visible_to(request.user).with_register_facts(), pk=pk)
    may_edit = permissions.can_edit(request.user, point)
    fills_in = access.has(request.user, "edit_dossier", point.power.unit)
    today = timezone.localdate()
    context = {
        "point": point,
        "assessment": getattr(point.power, "assessment", None),
        "measures": point.measures.all(),
        "chain": chain(point.power, point),
        "may_edit": bool(may_edit),
        "locked": getattr(may_edit, "reason", "") if fills_in else "",
        "overdue": [measure.pk for measure in point.measures.all() if measure.is_overdue(today)],
    }
    return render(request, "riskpoints/detail.html", context)


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, power_pk: int | None = None) -> HttpResponse:
    """Add a risk point to a dossier, and on to the next one if wanted."""
    power = visible_power(request, power_pk or number(request.GET.get("power")))
    require(powers.can_edit(request.user, power))
    step = power.steps.filter(no=number(request.GET.get("step"))).first()
    form = RiskPointForm(request.POST or None, power=power, initial={"step": step})
    if form.is_valid():
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        point = _done(form, lambda: actions.add(power=power, **who, values=form.values()))
        if point:
            messages.success(request, _("风险点“%(title)s”已保存。") % form.cleaned_data)
            another = "another" in request.POST
            return redirect(
                request.get_full_path() if another else reverse("riskpoints:detail", args=[point.pk])
            )
    return _page(request, "riskpoints/form.html", form, power=power, points=_points_of(power))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a risk point; if somebody saved meanwhile, show both versions."""
    point = _point(request, pk)
    require(permissions.can_edit(request.user, point))
    posted = request.method == "POST"
    seen = seen_token(request) if posted else token(risk_values(point))
    form = RiskPointForm(request.POST if posted else None, power=point.power, instance=point)
    back = reverse("riskpoints:detail", args=[pk])
    if form.is_valid():
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        try:
            if _done(form, lambda: actions.edit(point=point, **who, values=form.values(), seen=seen)):
                messages.success(request, _("风险点“%(title)s”已保存。") % form.cleaned_data)
                return redirect(back)
        except Stale as stale:
            return stale_response(request, form, stale, back=back)
    return _page(request, "riskpoints/form.html", form, power=point.power, point=point, seen=seen)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete a risk point with its measures; history keeps them."""
    point = _point(request, pk)
    require(permissions.can_edit(request.user, point))
    if request.method != "POST":
        return render(request, "riskpoints/remove.html", {"point": point, "measures": point.measures.all()})
    actions.remove(point=point, by=request.user, now=timezone.now())
    messages.success(request, _("风险点“%(title)s”已删除，修改记录中仍可查看。") % {"title": point.title})
    return redirect(reverse("powers:detail", args=[point.power_id]) + "#risks")


@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the unplaced candidates of a dossier on steps, with one save."""
    power = visible_power(request, pk)
    require(powers.can_edit(request.user, power))
    form = PlaceForm(request.POST or None, power=power)
    if form.is_valid():
        count = actions.place(power=power, by=request.user, now=timezone.now(), steps=form.placed())
        messages.success(request, _("已落位 %(count)s 个风险点。") % {"count": count})
        return redirect(reverse("powers:detail", args=[pk]) + "#risks")
    return _page(request, "riskpoints/place.html", form, power=power)


@require_http_methods(["GET", "POST"])
def grade(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose the grade: factors, suggestion with its rules, final grade, reason."""
    power = visible_power(request, pk)
    require(powers.can_edit(request.user, power))
    assessment, posted = GradeAssessment.objects.filter(power=power).first(), request.method == "POST"
    seen = seen_token(request) if posted else token(grade_values(assessment))
    if "suggest" in request.POST:
        form = GradeForm(power=power, initial=request.POST.dict())
    else:
        form = GradeForm(request.POST if posted else None, power=power, instance=assessment)
    back = reverse("powers:detail", args=[pk]) + "#grade"
    if form.is_valid():
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        try:
            if _done(form, lambda: actions.grade(power=power, **who, values=form.cleaned_data, seen=seen)):
                messages.success(request, _("风险等级已保存。"))
                return redirect(back)
        except Stale as stale:
            return stale_response(request, form, stale, back=back)
    factors = request.POST.dict() if posted else grade_values(assessment)
    context = {"power": power, "seen": seen, "points": _points_of(power), **_suggestion(power, factors)}
    return _page(request, "riskpoints/grade.html", form, **context)


@require_POST
def suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """The suggested grade for the factors as chosen; nothing is stored."""
    context = _suggestion(visible_power(request, pk), request.POST.dict())
    return render(request, "riskpoints/grade.html#suggestion", context)


def _suggestion(power: Power, factors: dict[str, Any]) -> dict[str, Any]:
    found = suggestion_for(power, factors)
    if found is None:
        return {"suggested": ""}
    return {"suggested": found.grade, "rules": [RULES[code] for code in found.fired]}


def _points_of(power: Power) -> Any:
    """Return the risk points of the power with what `riskpoints/_table.html` shows."""
    points = RiskPoint.objects.filter(power=power).select_related("step")
    return points.prefetch_related("measures__responsible__assignments__person")
