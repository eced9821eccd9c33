"""Files that people take away: at once while they are short, else ordered, waited for and fetched."""

from __future__ import annotations

import io
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from registers import orders, takeaways
from registers.enums import OrderStatus
from registers.models import FileOrder
from registers.tasks import order_file
from riskreg import background
from riskreg.rendering import responses

PAGE = 20


def deliver(request: HttpRequest, kind: str, **options: Any) -> HttpResponseBase:
    """Answer with the file, or lead to its order if it takes long. Raises Http404, Refused."""
    now = timezone.localtime()
    takeaway = takeaways.find(kind, request.user, now, **options)
    if takeaway.is_long:
        order = order_file(kind=kind, options=options, by=request.user, now=now)
        return redirect("registers:order", order.pk)
    file = io.BytesIO()
    printed = takeaway.write(file, lambda done, total: None)
    orders.note(kind, takeaway, orders.told(takeaway, printed), by=request.user, now=now)
    return responses.attachment(file.getvalue(), takeaway.name, takeaway.content_type)


@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    """List the files the account ordered, newest first."""
    page = Paginator(FileOrder.objects.filter(by=request.user.pk), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [(order, _state(order)) for order in page]}
    return render(request, "registers/orders.html", context)


@require_safe
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far the file is; once it is there, how to fetch it. A reload is enough, htmx reloads by itself."""
    row = _own(request, pk)
    context = {"order": row, "state": _state(row), **_progress(row)}
    part = "registers/_order.html" if request.headers.get("HX-Request") else "registers/order.html"
    return render(request, part, context)


@require_GET
def order_fetch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The finished file, for who ordered it and may still have it."""
    row, now = _own(request, pk), timezone.now()
    if not orders.is_there(row, now):
        return redirect("registers:order", pk)
    try:
        file = orders.path_of(row).open("rb")
    except OSError:
        raise Http404(_("这份文件已经不在了，请重新生成。")) from None
    try:
        orders.fetched(row, by=request.user, now=now)
    except BaseException:
        file.close()
        raise
    return responses.attachment(file, row.name, row.content_type)  # type: ignore[arg-type]


@require_POST
def order_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Order the file anew, as things stand now."""
    row = _own(request, pk)
    order_file(kind=row.kind, options=row.options, by=request.user, now=timezone.now(), anew=True)
    return redirect("registers:order", pk)


def _own(request: HttpRequest, pk: int) -> FileOrder:
    """Return the order if it is the account's own; to everybody else there is none."""
    row: FileOrder = get_object_or_404(
        FileOrder.objects.select_related("institution"), pk=pk, by=request.user.pk
    )
    return row


def _state(row: FileOrder) -> str:
    """Return how the order stands now: its status, `stopped` for a worker that was killed, `expired`."""
    if row.status == OrderStatus.RUNNING and not orders.is_underway(row):
        return "stopped"
    if row.status == OrderStatus.DONE and not orders.is_there(row, timezone.now()):
        return OrderStatus.EXPIRED
    return row.status


def _progress(row: FileOrder) -> dict[str, int]:
    done, total = background.progress(orders.work_key(row.pk, row.attempt)) or (0, 0)
    return {"done": done, "total": total if done < total else 0}
