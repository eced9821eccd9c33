"""The list of powers and its export."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from powers import exports
from powers.filters import PowerFilter
from powers.models import Power
from riskreg import access, list_files

PAGE_SIZE = 50


def _filtered(request: HttpRequest) -> PowerFilter:
    powers = Power.objects.visible_to(request.user).with_row_facts()
    return PowerFilter(request.GET, queryset=powers, user=request.user)


@require_safe
def power_list(request: HttpRequest) -> HttpResponse:
    """All powers the account may see."""
    found = _filtered(request)
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "form": found.form,
        "page": page,
        "total": page.paginator.count,
        "export_files": list_files.links("powers:export"),
        "may_create": access.has_anywhere(request.user, "edit_dossier"),
        "filtered": any(request.GET.get(name) for name in found.filters),
    }
    return render(request, "powers/list.html", context)


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The filtered list as a file."""
    powers = _filtered(request).qs.select_related("leader_in_charge")
    powers = powers.prefetch_related("bases", "leader_in_charge__assignments__person")
    rows = list_files.values(exports.COLUMNS, powers.iterator(chunk_size=200))
    return list_files.list_file(extension, _("职权目录"), exports.COLUMNS, rows, timezone.localtime())
