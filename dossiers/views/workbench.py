"""Where everybody lands after signing in: what waits for them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from dossiers import mending
from dossiers.models import Outcome
from dossiers.standing import findings_of, judged
from dossiers.waiting import waits
from organisation.enums import SystemRole
from organisation.models import Institution
from powers.enums import DossierState as S
from powers.models import Power
from riskreg import access

PAGE = 20
TOP = 5
SHOWN = 3
HOMES = {
    SystemRole.SYSTEM: "organisation:home",
    SystemRole.SECURITY: "organisation:grants",
    SystemRole.AUDIT: "audit:list",
}
# What an edition under way waits for, by its state.
UNDER_WAY = {
    "find": gettext_lazy("各科室查找风险点，档案逐级审核。"),
    "show": gettext_lazy("登记内部公示的地点和起止日期。"),
    "ask": gettext_lazy("征求意见，登记收到的意见。"),
    "review": gettext_lazy("领导小组逐项会审，再由党组审定。"),
    "approved": gettext_lazy("已审定，等待报上级备案。"),
    "filed": gettext_lazy("已备案，等待保密审查和公开。"),
}
OPEN = (S.RETURNED, S.DRAFT)
WAITING = (S.SUBMITTED, S.REVIEWED, S.REMOVAL_PROPOSED)


@require_GET
def workbench(request: HttpRequest) -> HttpResponse:
    """Show the account's own dossiers, its review queue, and the way to the open edition."""
    user: Any = request.user
    if user.system_role in HOMES and (home := _address(HOMES[user.system_role])):
        return redirect(home)
    context: dict[str, Any] = {"roles": _roles(user)}
    if context["roles"]["clerk"]:
        context |= _own(request)
    if context["roles"]["reviewer"]:
        context |= _to_review(user)
    if context["roles"]["edition"]:
        context["under_way"] = _under_way(user)
    return render(request, "dossiers/workbench.html", context)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _roles(user: Any) -> dict[str, bool]:
    def any_of(*names: str) -> bool:
        return any(access.has_anywhere(user, name) for name in names)

    return {
        "clerk": any_of("edit_dossier"),
        "reviewer": any_of("review_as_head", "review_as_discipline"),
        "edition": any_of("manage_edition", "export_register", "approve_edition"),
        "any": any_of("view_dossier"),
        "system": bool(user.system_role),
    }


def _under_way(user: Any) -> list[dict[str, Any]]:
    """Return the editions under way in the institutions the account reads, and what each waits for."""
    names = ("short_name", "editions__pk", "editions__year", "editions__number", "editions__state")
    reached = Institution.objects.reached_by(user, "view_dossier").filter(editions__state__in=UNDER_WAY)
    rows = reached.order_by("code", "-editions__year", "-editions__number").values_list(*names)[:PAGE]
    return [
        {"pk": pk, "name": f"{name} {year}-{number}", "state": state, "waits": UNDER_WAY[state]}
        for name, pk, year, number, state in rows
    ]


def _own(request: HttpRequest) -> dict[str, Any]:
    """Return the clerk's dossiers by what they need, each group on pages of its own."""
    mine = Power.objects.editable_by(request.user)
    counts = dict(mine.order_by().values_list("state").annotate(Count("pk")))
    todo = (
        mine.filter(state__in=OPEN)
        .with_standing()
        .prefetch_related("decisions")
        .order_by("-state", "-state_at", "pk")
    )
    waiting = mine.filter(state__in=WAITING).with_row_facts().order_by("state_at", "pk")
    done = mine.filter(state=S.CONFIRMED).with_row_facts().order_by("-state_at", "pk")
    todo_page = _page(request, todo, counts, OPEN, "todo")
    open_ = list(judged(todo_page))
    waiting_page = _page(request, waiting, counts, WAITING, "waiting")
    return {
        "counts": {state: counts.get(state, 0) for state in S.values},
        "returned": [_todo(power) for power in open_ if power.state == S.RETURNED],
        "drafts": [_todo(power) for power in open_ if power.state == S.DRAFT],
        "todo_page": todo_page,
        "waiting_page": waiting_page,
        "waiting": waits(waiting_page, now=timezone.now(), with_names=True),
        "done_page": _page(request, done, counts, (S.CONFIRMED,), "done"),
    }


class _Counted(Paginator[Any]):
    """A paginator that was told how many rows there are."""

    def __init__(self, rows: Any, known: int) -> None:
        super().__init__(rows, PAGE)
        self.count = known  # type: ignore[misc]


def _page(request: HttpRequest, rows: Any, counts: Any, states: Any, name: str) -> Page[Any]:
    known = sum(counts.get(state, 0) for state in states)
    page = _Counted(rows, known).get_page(request.GET.get(name))
    page.object_list = list(page.object_list) if known else []
    page.before, page.after = (_turned(request, page, name, by) for by in (-1, 1))  # type: ignore[attr-defined]
    return page


def _turned(request: HttpRequest, page: Page[Any], name: str, by: int) -> str:
    """Return the query string of the neighbouring page of this group, '' if there is none."""
    if not 1 <= page.number + by <= page.paginator.num_pages:
        return ""
    query = request.GET.copy()
    query[name] = str(page.number + by)
    return f"?{query.urlencode()}#{name}"


def _todo(power: Power) -> dict[str, Any]:
    """Return a dossier being filled in, with how much is missing and the first places to mend."""
    found = findings_of(power)
    errors = sum(finding.level == "E" for finding in found)
    return {
        "power": power,
        "errors": errors,
        "warnings": len(found) - errors,
        "first": mending.mends(found[:SHOWN], linked=True),
        "more": max(len(found) - SHOWN, 0),
        "reason": _return_reason(power),
    }


def _return_reason(power: Power) -> str:
    if power.state != S.RETURNED:
        return ""
    returns = [row.comment for row in power.decisions.all() if row.outcome == Outcome.RETURNED]
    return returns[-1] if returns else ""


def _to_review(user: Any) -> dict[str, Any]:
    queue = Power.objects.awaiting(user).with_row_facts()
    return {"review_count": queue.count(), "reviews": waits(queue[:TOP], now=timezone.now())}
