"""The review queue, and the one page on which a dossier is read, compared and decided."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dossiers import actions, exports, mending
from dossiers.compare import compare
from dossiers.content import content_of
from dossiers.forms import AgreeForm, HeadAgreeForm, ReturnForm
from dossiers.marked import Marked, marked_change
from dossiers.models import ConfirmedContent
from dossiers.permissions import can_move
from dossiers.policies import findings
from dossiers.sheet import sheet, timeline
from dossiers.views.loading import load, seen_of
from dossiers.waiting import waits
from dossiers.workflow import DOSSIER, REVIEWS
from powers.models import Power
from riskreg import list_files
from riskreg.decisions import Decision, Denied, Refused

PAGE = 20


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """List the dossiers that wait for a review of this account, the longest waiting first."""
    rows = Power.objects.awaiting(request.user).with_row_facts()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    waiting = waits(page.object_list, now=timezone.now())
    files = list_files.links("powers:queue_export")
    context = {"page": page, "waiting": waiting, "export_files": files}
    return render(request, "dossiers/queue.html", context)


@require_GET
def queue_export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The whole queue of this account as a file."""
    waiting = waits(Power.objects.awaiting(request.user).with_row_facts(), now=timezone.now())
    rows = list_files.values(exports.QUEUE, waiting.rows)
    return list_files.list_file(extension, _("待审核"), exports.QUEUE, rows, timezone.localtime())


@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything a reviewer needs to decide."""
    return _page(request, load(request, pk))


@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree in the review the dossier waits for."""
    power = load(request, pk)
    form = _agree_form(power, request.POST)
    if form.is_valid():
        chart_verified = form.cleaned_data.get("chart_verified", False)
        values = {"comment": form.cleaned_data["comment"], "chart_verified": chart_verified}
        return _act(request, power, form, "agree_form", actions.agree, values, _("已同意。"))
    return _page(request, power, status=422, agree_form=form)


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the dossier with a reason."""
    power = load(request, pk)
    form = ReturnForm(request.POST, auto_id="return-%s")
    if form.is_valid():
        values = {"comment": form.cleaned_data["comment"]}
        return _act(request, power, form, "return_form", actions.send_back, values, _("已退回填报人。"))
    return _page(request, power, status=422, return_form=form)


def _act(
    request: HttpRequest, power: Power, form: Any, name: str, action: Any, values: dict[str, Any], done: str
) -> HttpResponse:
    """Take the step; if it is refused, show the page as it is now with what was typed."""
    try:
        action(power=power, by=request.user, now=timezone.now(), seen=form.seen(), **values)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        context = {name: form, "refused": refusal, "typed": values["comment"]}
        return _page(request, load(request, power.pk), status=refusal.status, **context)
    messages.success(request, done)
    return redirect("powers:queue")


def _page(request: HttpRequest, power: Power, status: int = 200, **more: Any) -> HttpResponse:
    kept = ConfirmedContent.objects.filter(power=power).first()
    allowed = _allowed(request.user, power)
    content = content_of(power)
    context = {
        "power": power,
        "sheet": sheet(power),
        "kept": kept,
        "changes": compare(kept.content, content) if kept else [],
        "chart": _chart(kept, content) if kept else None,
        "findings": mending.mends(findings(power), linked=False),
        "events": timeline(list(power.decisions.all())),
        "waiting": waits([power] if power.state in REVIEWS else [], now=timezone.now()),
        "may": bool(allowed),
        "denied": allowed.reason if isinstance(allowed, Denied) else "",
        "words": _words(power),
        "agree_form": _agree_form(power),
        "return_form": ReturnForm(initial=seen_of(power), auto_id="return-%s"),
        **more,
    }
    return render(request, "dossiers/review.html", context, status=status)


def _chart(kept: ConfirmedContent, content: dict[str, Any]) -> Marked | None:
    """Return the chart with what changed since the last confirmation marked."""
    on = timezone.localdate(kept.confirmed_at).isoformat()
    names = (_("%(on)s 确认的内容") % {"on": on}, _("工作稿"))
    return marked_change(kept.content, content, names=names)


def _allowed(user: Any, power: Power) -> Decision:
    if power.state not in REVIEWS:
        state = {"state": power.get_state_display()}
        return Denied(_("档案目前“%(state)s”，没有等待办理的审核。") % state)
    return can_move(user, power, REVIEWS[power.state][0])


def _agree_form(power: Power, data: Any = None) -> AgreeForm:
    form = HeadAgreeForm if power.state == "submitted" else AgreeForm
    return form(data, initial=seen_of(power), auto_id="agree-%s")


def _words(power: Power) -> dict[str, Any]:
    """Return the labels of agreeing and returning in this review."""
    if power.state not in REVIEWS:
        return {}
    agreeing, returning = (DOSSIER.move(name).label for name in REVIEWS[power.state])
    return {"agree": agreeing, "send_back": returning}
