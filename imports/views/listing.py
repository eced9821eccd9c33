"""The imports so far, a new file, and the table of heads."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from imports import actions, exports, keeping, permissions, wizard
from imports.forms import SynonymForm, UploadForm
from imports.labels import label_of
from imports.models import Import, Synonym
from organisation.models import Institution
from powers.forms import adopt_errors
from riskreg import list_files
from riskreg.decisions import require

PAGE = 20
SYNONYMS_A_PAGE = 100


@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """List the imports into the institutions of the account; offer a new one."""
    require(permissions.can_keep_synonyms(request.user))
    return _page(request, UploadForm(institutions=_institutions(request.user)))


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file in and lead to its first question; a bad one leads back with its sentence."""
    require(permissions.can_keep_synonyms(request.user))
    form = UploadForm(request.POST, request.FILES, institutions=_institutions(request.user))
    if not form.is_valid():
        return _page(request, form, status=422)
    source = actions.upload(
        institution=form.cleaned_data["institution"],
        by=request.user,
        now=timezone.now(),
        file_name=form.cleaned_data["file"].name,
        content=form.content,
    )
    return redirect("imports:sheet", source.pk)


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The imports as a file."""
    require(permissions.can_keep_synonyms(request.user))
    rows = list_files.values(exports.COLUMNS, _found(request).iterator(chunk_size=1000))
    return list_files.list_file(extension, _("导入过的文件"), exports.COLUMNS, rows, timezone.localtime())


def _found(request: HttpRequest) -> Any:
    return Import.objects.visible_to(request.user).select_related("institution", "uploaded_by").distinct()


def _institutions(user: Any) -> list[Institution]:
    reached = Institution.objects.reached_by(user, "import_register").distinct()
    return [row for row in reached if permissions.can_import(user, row)]


def _page(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    page = Paginator(_found(request), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, wizard.next_page(row)) for row in page],
        "upload_form": form,
        "export_files": list_files.links("imports:export"),
    }
    return render(request, "imports/list.html", context, status=status)


@require_http_methods(["GET", "POST"])
def synonyms(request: HttpRequest) -> HttpResponse:
    """The heads the office added, and a form for one more."""
    require(permissions.can_keep_synonyms(request.user))
    form = SynonymForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.add_synonym(by=request.user, now=timezone.now(), **form.chosen())
        except ValidationError as error:
            adopt_errors(form, error)
        else:
            messages.success(request, _("已加入列名对照。"))
            return redirect("imports:synonyms")
    page = Paginator(Synonym.objects.all(), SYNONYMS_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": [(row, label_of(row.field)) for row in page]}
    return render(request, "imports/synonyms.html", context, status=422 if form.errors else 200)


@require_POST
def synonym_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget what a head means."""
    row = get_object_or_404(Synonym, pk=pk)
    keeping.remove_synonym(synonym=row, by=request.user, now=timezone.now())
    messages.success(request, _("已删除这条列名对照。"))
    return redirect("imports:synonyms")
