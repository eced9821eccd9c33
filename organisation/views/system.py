"""The system administrator's office: institutions, units, posts, the calendar."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisation import actions, permissions, workdays
from organisation.forms import AssignForm, DayForm, InstitutionForm, MoveForm, NameFilter, PostForm, UnitForm
from organisation.models import CalendarDay, Institution, Post, Unit, User
from organisation.saving import Editing, save_page
from organisation.stored import INSTITUTION_FIELDS, POST_FIELDS, UNIT_FIELDS
from riskreg.decisions import require
from riskreg.typed import EARLIEST, LATEST

UNITS_A_PAGE = 50
INSTITUTIONS_A_PAGE = 50


def institutions_page(request: HttpRequest) -> dict[str, Any]:
    """Return the institutions asked for, a page of them, and the form that asks."""
    form = NameFilter(request.GET or None)
    page = Paginator(form.apply(Institution.objects.all()), INSTITUTIONS_A_PAGE).get_page(
        request.GET.get("page")
    )
    return {"form": form, "page": page, "total": page.paginator.count}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What there is to keep."""
    require(permissions.can_administer(request.user))
    year = timezone.localdate().year
    context = institutions_page(request) | {
        "accounts": User.objects.count(),
        "year": year,
        "has_calendar": workdays.has_calendar(year),
    }
    return render(request, "organisation/home.html", context)


@require_http_methods(["GET", "POST"])
def institution_form(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add an institution, or change one."""
    require(permissions.can_administer(request.user))
    row = get_object_or_404(Institution, pk=pk) if pk else None
    back = reverse("organisation:institution", args=[pk]) if pk else reverse("organisation:home")
    form = InstitutionForm(request.POST or None, instance=row)

    def save(values: dict[str, Any], seen: str | None) -> None:
        common: dict[str, Any] = {"by": request.user, "now": timezone.now(), "values": values}
        if row:
            actions.edit_institution(institution=row, seen=seen, **common)
        else:
            actions.create_institution(**common)

    editing = Editing(form, row, INSTITUTION_FIELDS, back, _("修改单位") if row else _("新建单位"))
    return save_page(request, editing, save)


@require_safe
def institution(request: HttpRequest, pk: int) -> HttpResponse:
    """One institution: its unit tree with posts and holders."""
    require(permissions.can_administer(request.user))
    row = get_object_or_404(Institution, pk=pk)
    form = NameFilter(request.GET or None)
    units = form.apply(Unit.objects.of(row)).prefetch_related("posts__assignments__person")
    page = Paginator(units, UNITS_A_PAGE).get_page(request.GET.get("page"))
    above = {unit.path[: -Unit.steplen] for unit in page if unit.depth > 2}
    names = dict(Unit.objects.filter(path__in=above).values_list("path", "name"))
    for unit in page:
        unit.above = names.get(unit.path[: -Unit.steplen], "")
    context = {"institution": row, "form": form, "page": page, "total": page.paginator.count}
    return render(request, "organisation/institution.html", context)


def _place(unit: Unit) -> str:
    """Return the address of the unit on the page of its institution."""
    before = Unit.objects.of(unit.institution).filter(path__lt=unit.path).count()
    address = reverse("organisation:institution", args=[unit.institution_id])
    return f"{address}?page={before // UNITS_A_PAGE + 1}#unit-{unit.pk}"


@require_http_methods(["GET", "POST"])
def unit_add(request: HttpRequest, parent_pk: int) -> HttpResponse:
    """Add a unit below another."""
    require(permissions.can_administer(request.user))
    parent = get_object_or_404(Unit, pk=parent_pk)

    def save(values: dict[str, Any], seen: str | None) -> None:
        actions.add_unit(parent=parent, by=request.user, now=timezone.now(), values=values)

    back = _place(parent)
    title = _("在“%(unit)s”下新建科室") % {"unit": parent}
    return save_page(request, Editing(UnitForm(request.POST or None), None, UNIT_FIELDS, back, title), save)


@require_http_methods(["GET", "POST"])
def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a unit or change its kind."""
    require(permissions.can_administer(request.user))
    row = get_object_or_404(Unit, pk=pk)

    def save(values: dict[str, Any], seen: str | None) -> None:
        actions.edit_unit(unit=row, by=request.user, now=timezone.now(), values=values, seen=seen)

    back = _place(row)
    form = UnitForm(request.POST or None, instance=row)
    return save_page(request, Editing(form, row, UNIT_FIELDS, back, _("修改科室")), save)


@require_http_methods(["GET", "POST"])
def unit_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a unit below another one."""
    require(permissions.can_administer(request.user))
    row = get_object_or_404(Unit.objects.select_related("institution"), pk=pk)

    def save(values: dict[str, Any], seen: str | None) -> None:
        actions.move_unit(unit=row, by=request.user, now=timezone.now(), **values)

    back = _place(row)
    form = MoveForm(request.POST or None, unit=row, initial={"parent": Unit.objects.get_parent(row)})
    return save_page(request, Editing(form, None, (), back, _("移动“%(unit)s”") % {"unit": row}), save)


@require_POST
def unit_abolish(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a unit."""
    row = get_object_or_404(Unit, pk=pk)
    actions.abolish_unit(unit=row, by=request.user, now=timezone.now(), on=timezone.localdate())
    messages.success(request, _("“%(unit)s”已撤销。") % {"unit": row})
    return redirect(_place(row))


@require_http_methods(["GET", "POST"])
def post_add(request: HttpRequest, unit_pk: int) -> HttpResponse:
    """Add a post to a unit."""
    require(permissions.can_administer(request.user))
    unit = get_object_or_404(Unit, pk=unit_pk)

    def save(values: dict[str, Any], seen: str | None) -> None:
        actions.add_post(unit=unit, by=request.user, now=timezone.now(), values=values)

    back = _place(unit)
    title = _("在“%(unit)s”新建岗位") % {"unit": unit}
    return save_page(request, Editing(PostForm(request.POST or None), None, POST_FIELDS, back, title), save)


@require_http_methods(["GET", "POST"])
def post_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a post."""
    require(permissions.can_administer(request.user))
    row = get_object_or_404(Post.objects.select_related("unit"), pk=pk)

    def save(values: dict[str, Any], seen: str | None) -> None:
        actions.edit_post(post=row, by=request.user, now=timezone.now(), values=values, seen=seen)

    back = _place(row.unit)
    form = PostForm(request.POST or None, instance=row)
    return save_page(request, Editing(form, row, POST_FIELDS, back, _("修改岗位")), save)


@require_POST
def post_abolish(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a post."""
    row = get_object_or_404(Post.objects.select_related("unit"), pk=pk)
    actions.abolish_post(post=row, by=request.user, now=timezone.now(), on=timezone.localdate())
    messages.success(request, _("岗位“%(post)s”已撤销。") % {"post": row.title})
    return redirect(_place(row.unit))


@require_http_methods(["GET", "POST"])
def post_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a person into a post, or leave it vacant."""
    require(permissions.can_administer(request.user))
    row = get_object_or_404(Post.objects.select_related("unit"), pk=pk)

    def save(values: dict[str, Any], seen: str | None) -> None:
        actions.assign_post(post=row, by=request.user, now=timezone.now(), **values)

    back = _place(row.unit)
    form = AssignForm(request.POST or None, initial={"started_on": timezone.localdate()})
    title = _("岗位任职：%(post)s") % {"post": row}
    return save_page(request, Editing(form, None, (), back, title), save)


@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest, year: int) -> HttpResponse:
    """The days of a year that differ from the plain week."""
    require(permissions.can_administer(request.user))
    if not EARLIEST.year <= year <= LATEST.year:
        raise Http404
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_calendar_days(by=request.user, now=timezone.now(), days=[form.cleaned_data])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("工作日历已保存。"))
            return redirect("organisation:calendar", form.cleaned_data["day"].year)
    days = CalendarDay.objects.filter(day__year=year)
    context = {"form": form, "days": days, "year": year}
    context |= {"before": max(year - 1, EARLIEST.year), "after": min(year + 1, LATEST.year)}
    return render(request, "organisation/calendar.html", context, status=422 if form.errors else 200)


@require_POST
def calendar_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the plain week hold again on a day."""
    row = get_object_or_404(CalendarDay, pk=pk)
    year = row.day.year
    actions.remove_calendar_day(day=row, by=request.user, now=timezone.now())
    return redirect("organisation:calendar", year)
