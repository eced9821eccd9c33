"""Writing an import, waiting for it, what came of it, and taking it back."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from imports import actions, permissions, results, tasks, wizard
from imports.enums import ImportState
from imports.views.steps import load
from riskreg.decisions import Refused, require
from riskreg.rendering.responses import attachment

WRITTEN = (ImportState.APPLIED, ImportState.UNDONE)


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Have everything on the preview written."""
    source = load(request, pk)
    require(permissions.can_apply(request.user, source))
    tasks.ask(source, request.user, request.POST.get("seen", ""))
    return redirect("imports:detail", pk)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of the import; while it is written, how far it is."""
    source = load(request, pk)
    running = tasks.progress(source)
    if request.headers.get("HX-Request"):
        if running is None:
            return HttpResponseClientRedirect(request.path)
        return render(request, "imports/_progress.html", {"source": source, "running": running})
    if source.state in WRITTEN:
        return render(request, "imports/detail.html", results.context(source, request.user))
    if running is None and source.state != ImportState.FAILED:
        return redirect(wizard.next_page(source))
    context = {"source": source, "running": running, "steps": wizard.stepper("detail")}
    return render(request, "imports/waiting.html", context)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the import back; if something was changed since, say what."""
    source = load(request, pk)
    try:
        actions.undo(source=source, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已撤销这次导入，资料回到导入以前。"))
    return redirect("imports:detail", pk)


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The report as JSON."""
    source = load(request, pk)
    if not source.report:
        raise Http404
    text = json.dumps(source.report, ensure_ascii=False, indent=2, sort_keys=True)
    return attachment(text.encode(), f"import-{source.pk}.json", "application/json")
