"""The audit administrator's pages."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from audit import chain, exports, presenters, verifiers
from audit.forms import LogFilter
from audit.models import AuditEvent, ChainHead
from audit.paging import BoundedPaginator
from audit.permissions import can_read
from audit.recording import record
from riskreg import list_files
from riskreg.decisions import require
from riskreg.guarded import acting

PAGE_SIZE = 100


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """The log, newest first."""
    require(can_read(request.user))
    form = LogFilter(request.GET)
    page = BoundedPaginator(form.apply(AuditEvent.objects.all()), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(event, presenters.words(event.event), presenters.details(event)) for event in page]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "total": page.paginator.count,
        "export_files": list_files.links("audit:export"),
    }
    return render(request, "audit/list.html", context)


@require_safe
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The filtered log as a file."""
    require(can_read(request.user))
    events = LogFilter(request.GET).apply(AuditEvent.objects.all()).iterator(chunk_size=1000)
    rows = list_files.values(exports.COLUMNS, events)
    return list_files.list_file(extension, _("审计日志"), exports.COLUMNS, rows, timezone.localtime())


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the chain and the editions' digests, and say how far they hold. Recorded too."""
    require(can_read(request.user))
    found = chain.verify()
    problems = [] if found.damage else list(verifiers.problems())
    _note(request, found, problems)
    problem = presenters.problem(found.damage) if found.damage else ""
    context = {"found": found, "problem": problem, "problems": problems}
    return render(request, "audit/verified.html", context)


def _note(request: HttpRequest, found: chain.Verification, problems: list[str]) -> None:
    """Record the verification; a chain whose end is damaged takes no further event."""
    details = {
        "events": found.events,
        "damage": found.damage and found.damage.seq,
        "problems": next(iter(problems), None),
    }
    try:
        with acting(by=request.user, now=timezone.now()):
            record("audit.verified", subject=ChainHead(pk=1), label=_("审计链"), details=details)
    except DatabaseError:
        return
