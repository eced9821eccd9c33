"""The dossier on one page, and the steps its clerk takes from there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from dossiers import actions, mending
from dossiers.forms import ReasonForm, SubmitForm
from dossiers.permissions import can_move
from dossiers.policies import findings
from dossiers.sheet import sheet, timeline
from dossiers.views.loading import load, seen_of
from dossiers.workflow import REVIEWS
from powers.enums import ChartLayout
from powers.models import Power
from powers.permissions import can_edit
from riskreg.decisions import Refused

DOWNLOADS = (
    ("registers:power_xlsx", gettext_lazy("Excel")),
    ("registers:power_pdf", gettext_lazy("PDF")),
    ("registers:power_json", gettext_lazy("JSON")),
)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the dossier with what is missing and the steps the account may take."""
    return _page(request, load(request, pk))


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the dossier to the unit head."""
    power = load(request, pk)
    form = SubmitForm(request.POST)
    if not form.is_valid():
        return _page(request, power, status=422, submit_form=form)
    actions.submit(power=power, by=request.user, now=timezone.now(), seen=form.seen())
    messages.success(request, _("已提交，等待科室负责人审核。"))
    return redirect("powers:detail", pk)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a confirmed dossier for editing again."""
    return _with_reason(request, pk, "reopen_form", actions.reopen, _("已重新打开，可以修改。"))


@require_POST
def propose_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to take the power out of the catalogue."""
    done = _("已提出取消，等待纪检审核。")
    return _with_reason(request, pk, "removal_form", actions.propose_removal, done)


def _with_reason(request: HttpRequest, pk: int, name: str, action: Any, done: str) -> HttpResponse:
    power = load(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, power, status=422, **{name: form})
    try:
        action(power=power, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, load(request, pk), status=refusal.status, **{name: form}, refused=refusal)
    messages.success(request, done)
    return redirect("powers:detail", pk)


def _page(request: HttpRequest, power: Power, status: int = 200, **forms: Any) -> HttpResponse:
    found = findings(power)
    offers = _offers(request.user, power)
    layout = ChartLayout.chosen(request.GET.get("layout"))
    context = {
        "power": power,
        "sheet": sheet(power, layout),
        "layout": layout,
        "layouts": ChartLayout.choices,
        "findings": mending.mends(found, linked=bool(offers["edit"])),
        "errors": sum(finding.level == "E" for finding in found),
        "events": timeline(list(power.decisions.all())),
        "downloads": mending.existing(DOWNLOADS, power.pk),
        "offers": offers,
        "outside": power.entries.outside().select_related("edition__institution").defer("content").first(),  # type: ignore[attr-defined]
        "linked": True,
        "submit_form": SubmitForm(initial=seen_of(power)),
        "reopen_form": ReasonForm(auto_id="reopen-%s"),
        "removal_form": ReasonForm(auto_id="removal-%s"),
        **forms,
    }
    return render(request, "dossiers/detail.html", context, status=status)


def _offers(user: Any, power: Power) -> dict[str, bool]:
    """Return which steps to offer: those the account may take now."""
    review = REVIEWS.get(power.state)
    return {
        "edit": bool(can_edit(user, power)),
        "submit": bool(can_move(user, power, "submit")),
        "reopen": bool(can_move(user, power, "reopen")),
        "remove": bool(can_move(user, power, "propose_removal")),
        "review": bool(review and can_move(user, power, review[0])),
    }
