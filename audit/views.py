"""The audit administrator's pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from audit import chain, presenters, verifiers
from audit.forms import LogFilter
from audit.models import AuditEvent, ChainHead
from audit.paging import BoundedPaginator
from audit.permissions import can_read
from audit.recording import record
from riskreg.decisions import require
from riskreg.guarded import acting
from riskreg.phrases import labelled
from riskreg.rendering.csv_file import csv_response

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
        "export_url": reverse("audit:export"),
    }
    return render(request, "audit/list.html", context)


@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The filtered log as a CSV file, streamed."""
    require(can_read(request.user))
    events = LogFilter(request.GET).apply(AuditEvent.objects.all()).iterator(chunk_size=1000)
    heads = [
        _("序号"),
        _("时间"),
        _("事件"),
        _("操作人"),
        _("来源地址"),
        _("单位"),
        _("对象"),
        _("理由"),
        _("详情"),
        _("校验值"),
    ]
    return csv_response(f"{_('审计日志')}-{timezone.localdate():%Y%m%d}.csv", heads, _lines(events))


def _lines(events: Iterable[AuditEvent]) -> Iterator[list[object]]:
    for event in events:
        details = "\n".join(labelled(detail.label, detail) for detail in presenters.details(event))
        yield [
            event.seq,
            timezone.localtime(event.at).isoformat(timespec="seconds"),
            presenters.words(event.event),
            event.actor_name,
            event.address,
            event.institution_code,
            event.subject_label,
            event.reason,
            details,
            event.hash,
        ]


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
