"""The wizard: which sheet, what its columns mean, and everything it would do before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from imports import choosing, column_page, keeping, permissions, previewing, remembered, wizard
from imports.enums import ImportState
from imports.fields import TableKind
from imports.forms import SheetForm
from imports.labels import KEEP, LEAVE
from imports.models import Import
from imports.tables import find_table
from riskreg.decisions import require
from riskreg.reading.sheet import Book, Unreadable

ROWS_A_PAGE = 50


def load(request: HttpRequest, pk: int) -> Import:
    """Return the import if the account may see it; 404 otherwise, as if it did not exist."""
    rows = Import.objects.visible_to(request.user).select_related("institution", "uploaded_by", "applied_by")
    found: Import = get_object_or_404(rows.distinct(), pk=pk)
    return found


def of_open(
    view: Callable[[HttpRequest, Import], HttpResponse],
) -> Callable[[HttpRequest, int], HttpResponse]:
    """Return the view of an import that can still be written; who comes back to one that was sees the result."""

    @wraps(view)
    def shown(request: HttpRequest, pk: int) -> HttpResponse:
        source = load(request, pk)
        if request.method == "GET" and source.state in (ImportState.APPLIED, ImportState.UNDONE):
            return redirect(wizard.next_page(source))
        require(permissions.can_apply(request.user, source))
        return view(request, source)

    return shown


def problem_page(request: HttpRequest, source: Import, step: str, problem: str) -> HttpResponse:
    """Say why the file cannot be read on, and what to do."""
    context = {"source": source, "problem": problem, "steps": wizard.stepper(step)}
    return render(request, "imports/problem.html", context, status=422)


@require_http_methods(["GET", "POST"])
@of_open
def sheet(request: HttpRequest, source: Import) -> HttpResponse:
    """Choose the sheets, what each lists, and the rows of its heads."""
    try:
        book = wizard.book_of(source)
    except Unreadable as error:
        return problem_page(request, source, "sheet", str(error))
    found = wizard.glimpses(book, source)
    forms = [
        SheetForm(request.POST or None, prefix=f"sheet-{at}", only=len(found) == 1, initial=one.initial())
        for at, one in enumerate(found)
    ]
    problem = _keep_sheets(request, source, book, forms) if request.method == "POST" else ""
    wrong = bool(problem) or any(form.errors for form in forms)
    if request.method == "POST" and not wrong:
        return redirect("imports:columns", source.pk)
    context = {"source": source, "sheets": list(zip(found, forms, strict=True)), "problem": problem}
    context |= {
        "steps": wizard.stepper("sheet"),
        "forms_with_errors": [form for form in forms if form.errors],
    }
    return render(request, "imports/sheet.html", context, status=422 if wrong else 200)


def _keep_sheets(request: HttpRequest, source: Import, book: Book, forms: list[SheetForm]) -> str:
    """Keep what the forms say, if heads can be found there; return a sentence where no sheet is chosen."""
    taken = []
    for one, form in zip(book.sheets, forms, strict=True):
        if form.is_valid() and form.cleaned_data["take"]:
            chosen = form.cleaned_data
            header = (chosen["first"], chosen["last"])
            try:
                find_table(one, header)
            except Unreadable as error:
                form.add_error("first", str(error))
            taken.append(choosing.Choice(one.name, header, TableKind(chosen["kind"])))
    if any(form.errors for form in forms):
        return ""
    if not taken:
        return _("还没有选工作表：请至少勾选一张要读入的表。")
    keeping.choose_sheets(source=source, by=request.user, now=timezone.now(), sheets=taken)
    return ""


@require_http_methods(["GET", "POST"])
@of_open
def columns(request: HttpRequest, source: Import) -> HttpResponse:
    """Say where each column goes."""
    if not source.sheets:
        return redirect("imports:sheet", source.pk)
    typed = request.POST if request.method == "POST" else None
    try:
        forms = column_page.forms_of(source, wizard.book_of(source), typed)
    except Unreadable as error:
        return problem_page(request, source, "columns", str(error))
    problem = _keep_columns(request, source, forms) if typed is not None else ""
    if typed is not None and not problem:
        return redirect("imports:preview", source.pk)
    context = {"source": source, "forms": forms, "problem": problem, "keep": KEEP, "leave": LEAVE}
    context |= {
        "undecided": [line for form in forms for line in form.undecided],
        "steps": wizard.stepper("columns"),
    }
    return render(request, "imports/columns.html", context, status=422 if problem else 200)


def _keep_columns(request: HttpRequest, source: Import, forms: list[column_page.Form]) -> str:
    """Keep what the page says; return a sentence where something is missing."""
    if any(form.missing for form in forms):
        return _("还有列没有选定去向：请对应到栏目、作为备注保留，或选“不导入”。")
    decided = {choice.sheet: (choice, heads) for form in forms for choice, heads in form.decided()}
    for choice, _heads in decided.values():
        if not choice.has_needed():
            message = _(
                "“%(sheet)s”缺少必要的栏目：登记表要有风险点或职权名称，目录要有职权名称，环节表要有职权和环节。"
            )
            return message % {"sheet": choice.sheet}
    in_order = [decided[name] for name in source.sheet_names()]
    keeping.choose_columns(source=source, by=request.user, now=timezone.now(), sheets=in_order)
    return ""


@require_http_methods(["GET", "POST"])
@of_open
def preview(request: HttpRequest, source: Import) -> HttpResponse:
    """Show everything the import would do; take corrections and answers."""
    if not wizard.has_columns(source):
        return redirect(wizard.next_page(source))
    if request.method == "POST":
        cells, named = previewing.answers_in(request.POST)
        keeping.answer(source=source, by=request.user, now=timezone.now(), cells=cells, named=named)
        return redirect(request.get_full_path())
    try:
        plan = remembered.plan_of(source)
    except Unreadable as error:
        return problem_page(request, source, "preview", str(error))
    shown = previewing.shown(plan, request.GET.get("show", ""))
    page = Paginator(previewing.rows(plan, shown), ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = previewing.context(source, plan, shown) | {"page": page, "steps": wizard.stepper("preview")}
    return render(request, "imports/preview.html", context)
