"""Pages of the controls room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from controls import actions, exports, permissions, posts
from controls.filters import MeasureFilter
from controls.forms import ChainForm, MeasureForm
from controls.models import Measure
from controls.stored import chain_values, measure_values
from controls.suggesting import suggested_chain
from powers import permissions as powers
from powers.forms import adopt_errors
from powers.models import Power
from powers.views.finding import visible_power
from riskpoints.models import RiskPoint
from riskpoints.people import chain as links
from riskreg import list_files
from riskreg.conflicts import seen_token, stale_response
from riskreg.decisions import require
from riskreg.stale import Stale, token

PAGE_SIZE = 50
ORDER = (
    "risk_point__power__unit__path",
    "risk_point__power__code",
    Length("risk_point__code"),
    "risk_point__code",
    Length("code"),
    "code",
)  # R2 before R10


def _filtered(request: HttpRequest) -> MeasureFilter:
    measures = Measure.objects.visible_to(request.user).in_force().order_by(*ORDER)
    return MeasureFilter(request.GET, queryset=measures, user=request.user, today=timezone.localdate())


def _point(request: HttpRequest, pk: int) -> RiskPoint:
    rows = RiskPoint.objects.visible_to(request.user).with_row_facts()
    rows = rows.select_related("power__institution", "power__leader_in_charge", "step__post")
    found: RiskPoint = get_object_or_404(rows, pk=pk)
    return found


def _measure(request: HttpRequest, pk: int) -> Measure:
    rows = Measure.objects.visible_to(request.user).select_related(
        "risk_point__power__institution", "risk_point__power__unit"
    )
    found: Measure = get_object_or_404(rows, pk=pk)
    return found


def _page(request: HttpRequest, template: str, form: forms.BaseForm, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


@require_safe
def measure_list(request: HttpRequest) -> HttpResponse:
    """The ledger of measures the account may see. The page is cut out of the ids, as for risk points."""
    found = _filtered(request)
    page = Paginator(found.qs.values_list("pk", flat=True), PAGE_SIZE).get_page(request.GET.get("page"))
    measures = Measure.objects.filter(pk__in=list(page.object_list)).with_row_facts().order_by(*ORDER)
    context = {
        "form": found.form,
        "page": page,
        "rows": list(exports.rows_of(measures, found.today)),
        "headings": {column.key: column.heading for column in exports.COLUMNS},
        "total": page.paginator.count,
        "export_files": list_files.links("controls:export"),
        "filtered": any(request.GET.get(name) for name in found.filters),
    }
    return render(request, "controls/list.html", context)


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The filtered ledger as a file."""
    found = _filtered(request)
    rows = exports.rows_of(found.qs.with_row_facts().iterator(chunk_size=500), found.today)
    lines = list_files.values(exports.COLUMNS, rows)
    return list_files.list_file(extension, _("防控措施"), exports.COLUMNS, lines, timezone.localtime())


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, point_pk: int) -> HttpResponse:
    """Attach a measure to a risk point, and on to the next one if wanted."""
    point = _point(request, point_pk)
    require(powers.can_edit(request.user, point.power))
    form = MeasureForm(request.POST or None, power=point.power)
    if form.is_valid():
        try:
            actions.add_measure(point=point, by=request.user, now=timezone.now(), values=form.values())
        except ValidationError as error:
            adopt_errors(form, error)
        else:
            messages.success(request, _("措施“%(title)s”已保存。") % form.cleaned_data)
            return redirect("controls:add" if "another" in request.POST else "riskpoints:detail", point.pk)
    return _page(request, "controls/form.html", form, point=point, measures=point.measures.all())


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a measure; if somebody saved meanwhile, show both versions."""
    measure = _measure(request, pk)
    require(permissions.can_edit(request.user, measure))
    point, posted = measure.risk_point, request.method == "POST"
    seen = seen_token(request) if posted else token(measure_values(measure))
    form = MeasureForm(request.POST if posted else None, instance=measure, power=point.power)
    back = reverse("riskpoints:detail", args=[point.pk])
    if form.is_valid():
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        try:
            actions.edit_measure(measure=measure, **who, values=form.values(), seen=seen)
            messages.success(request, _("措施“%(title)s”已保存。") % form.cleaned_data)
            return redirect(back)
        except ValidationError as error:
            adopt_errors(form, error)
        except Stale as stale:
            return stale_response(request, form, stale, back=back)
    return _page(request, "controls/form.html", form, point=point, measure=measure, seen=seen)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete a measure; history keeps it."""
    measure = _measure(request, pk)
    require(permissions.can_edit(request.user, measure))
    if request.method != "POST":
        return render(request, "controls/remove.html", {"measure": measure, "point": measure.risk_point})
    actions.remove_measure(measure=measure, by=request.user, now=timezone.now())
    messages.success(request, _("措施“%(title)s”已删除，修改记录中仍可查看。") % {"title": measure.title})
    return redirect("riskpoints:detail", measure.risk_point_id)


@require_http_methods(["GET", "POST"])
def chain(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the responsibility chain of a power."""
    power = visible_power(request, pk)
    return _chain(request, power, None, reverse("powers:detail", args=[pk]) + "#chain")


@require_http_methods(["GET", "POST"])
def override(request: HttpRequest, pk: int) -> HttpResponse:
    """Name other responsible posts for one risk point."""
    point = _point(request, pk)
    prefetch_related_objects([point.power], "responsibilities__post__assignments__person")
    return _chain(request, point.power, point, reverse("riskpoints:detail", args=[pk]) + "#chain")


def _chain(request: HttpRequest, power: Power, point: RiskPoint | None, back: str) -> HttpResponse:
    require(powers.can_edit(request.user, power))
    stored, posted = chain_values(power, point), request.method == "POST"
    seen = seen_token(request) if posted else token(stored)
    inherited = {link.level: str(link.post or "") for link in links(power)} if point else None
    if "suggest" in request.POST:
        typed = {level: text for level, text in request.POST.items() if text}
        data, initial = None, suggested_chain(power, point) | typed
    else:
        data, initial = request.POST or None, {}
    form = ChainForm(data, power=power, stored=stored, inherited=inherited, initial=initial)
    if form.is_valid():
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        try:
            actions.set_chain(power=power, point=point, **who, posts=form.cleaned_data, seen=seen)
            messages.success(request, _("责任链已保存。"))
            return redirect(back)
        except ValidationError as error:
            adopt_errors(form, error)
        except Stale as stale:
            return stale_response(request, form, stale, back=back)
    context = {"power": power, "point": point, "seen": seen, "back": back, "suggested": bool(initial)}
    return _page(request, "controls/chain.html", form, **context)


@require_safe
def post_matches(request: HttpRequest, pk: int) -> HttpResponse:
    """Posts of the power's institution that match what is being typed: at most 20, for those who may edit."""
    power = visible_power(request, pk)
    require(powers.can_edit(request.user, power))
    text = request.GET.get(request.GET.get("field", ""), "").strip()
    found = posts.matching(power.institution, text) if text else []
    return render(request, "controls/_matches.html", {"matches": [posts.written(post) for post in found]})
