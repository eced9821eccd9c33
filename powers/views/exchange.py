"""The flowchart for other programs: BPMN, Mermaid and DOT out, BPMN in."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from powers import exchange, permissions
from powers.bpmn.parsing import MAX_BYTES, BadFile
from powers.models import Power
from powers.views.chart import ChartPage
from powers.views.finding import visible_power
from riskreg.decisions import require
from riskreg.rendering.responses import attachment
from riskreg.stale import token

TEXT = "text/plain; charset=utf-8"


@require_safe
def bpmn(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The stored chart as BPMN 2.0, laid out, with everything we hold."""
    return _download(request, pk, exchange.bpmn_of, "bpmn", "application/xml")


@require_safe
def mermaid(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The stored chart as Mermaid text."""
    return _download(request, pk, exchange.mermaid_of, "mmd", TEXT)


@require_safe
def dot(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The stored chart as DOT text."""
    return _download(request, pk, exchange.dot_of, "dot", TEXT)


def _download(
    request: HttpRequest, pk: int, made: Callable[[Power], bytes], extension: str, content_type: str
) -> HttpResponseBase:
    power = visible_power(request, pk)
    if not power.steps.exists():
        raise Http404(_("还没有画流程图。"))
    return attachment(made(power), f"{power.code}-{power.name}.{extension}", content_type)


@require_POST
def import_chart(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the editor with the file's steps as rows not yet saved; a bad file leads back with its sentence."""
    power = visible_power(request, pk)
    require(permissions.can_edit(request.user, power))
    upload = request.FILES.get("file")
    try:
        brought = exchange.bring_in(power, upload.read(MAX_BYTES + 1) if upload else b"")
    except BadFile as bad:
        messages.error(request, str(bad))
        return redirect("powers:chart", pk)
    page = ChartPage(power, brought.posts, brought.codes, brought.table, token(brought.stored), unsaved=True)
    return render(request, "powers/chart.html", {**page.context(), "brought": brought})
