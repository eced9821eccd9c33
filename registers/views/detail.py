"""The page of an edition, the records of its stages, and its moves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registers import actions, changes, freezing, permissions
from registers.carrying import amended
from registers.enums import EditionState as S
from registers.enums import ResolutionOutcome
from registers.forms import ApprovalForm, DisplayForm, FilingForm, MeetingForm, PublicationForm
from registers.models import Edition
from registers.views.comparing import statement_or_wait
from registers.views.loading import attempt, load
from registers.views.page import edition_page, resolved
from registers.workflow import EDITION
from riskreg.conflicts import seen_token, stale_response
from riskreg.decisions import Allowed, Decision, Denied, Refused, require
from riskreg.stale import Stale

FIRST_MOVES = ("show", "ask", "review")


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the edition with its current stage and what is behind it."""
    return edition_page(request, load(request, pk))


@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Move the edition on through find → show → ask → review."""
    if name not in FIRST_MOVES:
        raise Http404
    edition = load(request, pk)
    try:
        actions.advance(edition=edition, name=name, by=request.user, now=timezone.now())
    except Refused:
        if not _done_already(request, edition, name):
            raise
    else:
        label = EDITION.move(name).label
        messages.success(request, _("完成：%(move)s。") % {"move": label})
    return redirect("registers:detail", pk)


@require_POST
def display(request: HttpRequest, pk: int) -> HttpResponse:
    """*Show*: where and when."""
    return _correct(request, pk, "display_form", DisplayForm(request.POST), actions.record_display)


@require_POST
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """*Review*: the meeting."""
    return _correct(request, pk, "meeting_form", MeetingForm(request.POST), actions.record_meeting)


@require_POST
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the filing with its receipt."""
    form = FilingForm(request.POST)
    return _record(request, pk, "filing_form", form, actions.file, name="file", done=_("已登记备案。"))


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the edition public."""
    form = PublicationForm(request.POST)
    done = _("已公开。公开网站现在显示这一册。")
    return _record(request, pk, "publication_form", form, actions.publish, name="publish", done=done)


@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what will be frozen, and freeze it."""
    edition = load(request, pk)
    if request.method != "POST":
        require(_may_look(request.user, edition))
        return _approve_page(request, edition, ApprovalForm())
    if _done_already(request, edition, "approve"):
        return redirect("registers:detail", pk)
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return _approve_page(request, edition, form, 422)
    values = {"values": form.values(), "by": request.user, "now": timezone.now()}
    status = attempt(form, actions.approve, edition=edition, **values)
    if not status:
        messages.success(request, _("已审定并定稿，内容从此不能更改。"))
    elif not _done_already(request, edition, "approve"):
        return _approve_page(request, load(request, pk), form, status)
    return redirect("registers:detail", pk)


def _correct(request: HttpRequest, pk: int, form_name: str, form: Any, action: Any) -> HttpResponse:
    """Write a record that may be corrected; if somebody saved meanwhile, show both versions."""
    seen = seen_token(request)
    edition = load(request, pk)
    kept = {form_name: form, "seen": seen}
    if not form.is_valid():
        return edition_page(request, edition, 422, **kept)
    values = {"values": form.values(), "by": request.user, "now": timezone.now(), "seen": seen}
    try:
        status = attempt(form, action, edition=edition, **values)
    except Stale as stale:
        return stale_response(request, form, stale, back=reverse("registers:detail", args=[pk]))
    if status:
        return edition_page(request, load(request, pk), status, **kept, refused=form)
    messages.success(request, _("已保存。"))
    return redirect("registers:detail", pk)


def _record(
    request: HttpRequest, pk: int, form_name: str, form: Any, action: Any, *, name: str, done: str
) -> HttpResponse:
    """Make a move with its record; if that fails, show the page with what was typed."""
    edition = load(request, pk)
    if _done_already(request, edition, name):
        return redirect("registers:detail", pk)
    if not form.is_valid():
        return edition_page(request, edition, 422, **{form_name: form})
    values = {"values": form.values(), "by": request.user, "now": timezone.now()}
    status = attempt(form, action, edition=edition, **values)
    if status and _done_already(request, edition, name):
        return redirect("registers:detail", pk)
    if status:
        return edition_page(request, load(request, pk), status, **{form_name: form, "refused": form})
    messages.success(request, done)
    return redirect("registers:detail", pk)


def _done_already(request: HttpRequest, edition: Edition, name: str) -> bool:
    """Say whether the move was made before, by a second click or somebody else; tell the person so."""
    step = EDITION.move(name)
    state = Edition.objects.values_list("state", flat=True).get(pk=edition.pk)
    if state != step.target or not permissions.holds(request.user, step.permission, edition.institution):
        return False
    messages.info(request, _("%(move)s：已经办理过了，这次没有改动。") % {"move": step.label})
    return True


def _may_look(user: Any, edition: Edition) -> Decision:
    """May the account see what would be frozen? Who prepares it and who approves it, while it is open."""
    if edition.state == S.REVIEW and permissions.holds(user, "approve_edition", edition.institution):
        return Allowed()
    return permissions.can_record(user, edition, S.REVIEW)


def _approve_page(
    request: HttpRequest, edition: Edition, form: ApprovalForm, status: int = 200
) -> HttpResponse:
    found = statement_or_wait(request, edition)
    if isinstance(found, HttpResponse):
        return found
    before, changed = found
    decision = permissions.can_move(request.user, edition, "approve")
    context = {
        "edition": edition,
        "form": form,
        **freezing.numbers(edition),
        "amended": amended(edition),
        "excluded": edition.resolutions.filter(outcome=ResolutionOutcome.EXCLUDE).select_related("power"),
        "resolved": resolved(edition),
        "before": before,
        "kinds": changes.count_kinds(changed),
        "denied": decision.reason if isinstance(decision, Denied) else "",
    }
    return render(request, "registers/approve.html", context, status=status)
