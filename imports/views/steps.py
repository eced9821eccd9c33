"""The wizard: which sheet, what its columns mean, and everything it would do before anything is written."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from imports import actions, keeping, loading, permissions, previewing, wizard
from imports.fields import TableKind
from imports.forms import SheetForm
from imports.labels import KEEP, LEAVE, places_of
from imports.models import Import
from riskreg.decisions import require
from riskreg.reading.sheet import Unreadable

ROWS_A_PAGE = 50


def load(request: HttpRequest, pk: int) -> Import:
    """Return the import if the account may see it; 404 otherwise, as if it did not exist."""
    rows = Import.objects.visible_to(request.user).select_related("institution", "uploaded_by", "applied_by")
    found: Import = get_object_or_404(rows.distinct(), pk=pk)
    return found


def problem_page(request: HttpRequest, source: Import, step: str, problem: str) -> HttpResponse:
    """Say why the file cannot be read on, and what to do."""
    context = {"source": source, "problem": problem, "steps": wizard.stepper(step)}
    return render(request, "imports/problem.html", context, status=422)


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the sheet, the kind of table and the rows of its heads."""
    source = load(request, pk)
    require(permissions.can_apply(request.user, source))
    try:
        found = wizard.glimpses(wizard.book_of(source))
    except Unreadable as error:
        return problem_page(request, source, "sheet", str(error))
    form = SheetForm(
        request.POST or None, sheets=[one.name for one in found], initial=_initial(source, found)
    )
    if request.method == "POST" and form.is_valid() and _keep_sheet(request, source, form):
        return redirect("imports:columns", pk)
    context = {"source": source, "form": form, "sheets": found, "steps": wizard.stepper("sheet")}
    return render(request, "imports/sheet.html", context, status=422 if form.errors else 200)


def _initial(source: Import, found: list[wizard.Glimpse]) -> dict[str, Any]:
    if source.sheet:
        first, last = source.header_rows
        return {"sheet": source.sheet, "kind": source.kind, "first": first, "last": last}
    likely = next((one for one in found if not one.problem), found[0])
    return {"sheet": likely.name, "kind": likely.kind, "first": likely.first, "last": likely.last}


def _keep_sheet(request: HttpRequest, source: Import, form: SheetForm) -> bool:
    """Keep what the form says, if heads can be found there."""
    chosen = form.cleaned_data
    source = keeping.choose_sheet(
        source=source,
        by=request.user,
        now=timezone.now(),
        sheet=chosen["sheet"],
        kind=chosen["kind"],
        header=(chosen["first"], chosen["last"]),
    )
    try:
        wizard.chosen_table(source)
    except Unreadable as error:
        form.add_error("first", str(error))
    return not form.errors


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where each column goes."""
    source = load(request, pk)
    require(permissions.can_apply(request.user, source))
    if not source.sheet:
        return redirect("imports:sheet", pk)
    try:
        table = wizard.chosen_table(source)
    except Unreadable as error:
        return problem_page(request, source, "columns", str(error))
    typed = request.POST if request.method == "POST" else None
    lines = wizard.column_lines(source, table, typed)
    problem = _keep_columns(request, source, table.heads, lines) if typed is not None else ""
    if typed is not None and not problem:
        return redirect("imports:preview", pk)
    context = {"source": source, "lines": lines, "places": places_of(TableKind(source.kind)), "table": table}
    context |= {"problem": problem, "keep": KEEP, "leave": LEAVE, "steps": wizard.stepper("columns")}
    return render(request, "imports/columns.html", context, status=422 if problem else 200)


def _keep_columns(
    request: HttpRequest, source: Import, heads: tuple[str, ...], lines: list[wizard.ColumnLine]
) -> str:
    """Keep what the page says; return a sentence where something is missing."""
    if any(line.missing for line in lines):
        return _("还有列没有选定去向：请对应到栏目、作为备注保留，或选“不导入”。")
    mapping = {line.head: line.chosen for line in lines if line.chosen not in (KEEP, LEAVE)}
    first, last = source.header_rows
    choice = loading.Choice(source.sheet, (first, last), TableKind(source.kind), mapping)
    if not loading.has_needed(choice):
        return _("缺少必要的栏目：登记表要有风险点或职权名称，目录要有职权名称，环节表要有职权和环节。")
    kept = [line.head for line in lines if line.chosen == KEEP]
    common: dict[str, Any] = {"by": request.user, "now": timezone.now()}
    keeping.choose_columns(source=source, heads=heads, mapping=mapping, kept=kept, **common)
    return ""


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything the import would do; take corrections and answers."""
    source = load(request, pk)
    require(permissions.can_apply(request.user, source))
    if not source.mapping:
        return redirect(wizard.next_page(source))
    if request.method == "POST":
        cells, chosen = previewing.answers_in(request.POST)
        keeping.answer(source=source, by=request.user, now=timezone.now(), cells=cells, chosen=chosen)
        return redirect(f"{request.path}?{request.GET.urlencode()}")
    try:
        table = wizard.read(source)
    except Unreadable as error:
        return problem_page(request, source, "preview", str(error))
    plan = actions.preview(source, table)
    shown = previewing.shown(plan, request.GET.get("show", ""))
    page = Paginator(previewing.rows(plan, shown), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = previewing.context(source, plan, shown) | {"page": page, "steps": wizard.stepper("preview")}
    return render(request, "imports/preview.html", context)
