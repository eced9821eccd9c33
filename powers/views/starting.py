"""Starting a flowchart from a pattern, or from a copy of another power's chart."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from powers import charting, permissions
from powers.models import Power
from powers.patterns import PATTERNS, copied
from powers.step_table import from_values
from powers.stored import chart_values
from powers.views.chart import ChartPage
from powers.views.finding import visible_power
from riskreg.decisions import require
from riskreg.stale import token

PAGE = 20


@require_safe
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the patterns, and the powers whose chart may be copied."""
    power = visible_power(request, pk)
    require(permissions.can_edit(request.user, power))
    text = request.GET.get("q", "").strip()
    powers = Power.objects.visible_to(request.user).with_charts().exclude(pk=pk).with_row_facts()
    powers = (powers.matching(text) if text else powers).order_by("-institution", "unit__path", "code")
    context = {
        "power": power,
        "patterns": [(one, charting.drawing_of_pattern(one)) for one in PATTERNS.values()],
        "page": Paginator(powers, PAGE).get_page(request.GET.get("page")),
        "q": text,
        "replaces": power.steps.exists(),
    }
    return render(request, "powers/chart_start.html", context)


@require_safe
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the editor with the pattern or the copy as rows not yet saved."""
    power = visible_power(request, pk)
    require(permissions.can_edit(request.user, power))
    if not {"pattern", "power"} & set(request.GET):
        return redirect("powers:chart_start", pk)
    posts = charting.posts_of(power)
    table = from_values(_begun_from(request, posts), codes={}, posts=posts)
    seen = token(chart_values(power))
    page = ChartPage(power, posts, charting.risk_codes(power), table, seen, unsaved=True)
    return render(request, "powers/chart.html", {**page.context(), "begun": True})


def _begun_from(request: HttpRequest, posts: dict[int, Any]) -> dict[str, Any]:
    """Return the values the address names: `pattern` by its code, or `power` by its id; else 404."""
    pattern, other = PATTERNS.get(request.GET.get("pattern", "")), request.GET.get("power", "")
    if pattern is not None:
        return pattern.values()
    if not other.isdecimal():
        raise Http404
    found = get_object_or_404(Power.objects.visible_to(request.user).with_charts(), pk=int(other))
    return copied(chart_values(found), posts)
