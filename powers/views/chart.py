"""The flowchart: editing it as a table of steps beside its drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from powers import actions, chart_rules, charting, drafts, permissions
from powers.enums import StepFunction, StepKind, TimeUnit
from powers.models import ChartDraft, Power
from powers.step_moves import rearrange
from powers.step_table import StepTable, blank_row, from_values, parse, posts_named
from powers.stored import chart_values
from powers.views.finding import last_save, visible_power
from riskreg.decisions import require
from riskreg.stale import Stale, token

SAVE = "save"


@dataclass
class ChartPage:
    """What the editor shows: the table as typed, what it started from, and the other version if any."""

    power: Power
    posts: dict[int, Any]
    codes: dict[int, tuple[str, ...]]
    table: StepTable
    seen: str
    theirs: StepTable | None = None
    unsaved: bool = False
    draft: ChartDraft | None = None

    def context(self) -> dict[str, Any]:
        """Return what the templates read."""
        context = {
            "power": self.power,
            "page": self,
            "table": self.table,
            "spare": blank_row(self.table.next_key),
            "blank": blank_row(-1),
            "targets": self.table.filled,
            "kinds": StepKind.choices,
            "units": TimeUnit.choices,
            "functions": StepFunction.choices,
            "posts": charting.post_options(self.posts.values()),
            "actors": dict.fromkeys(
                [row.cells["actor"] for row in self.table.filled] + [self.power.unit.name]
            ),
            "problems": problems_of(self.power, self.table),
            "drawing": charting.drawing_of_table(self.power, self.table),
        }
        if self.theirs:
            versions = (("mine", _("我填写的"), self.table), ("theirs", _("对方已保存的"), self.theirs))
            context["versions"] = [self._version(*version) for version in versions]
            context["saved"] = last_save(self.power, "power.chart_saved")
        return context

    def _version(self, code: str, title: str, table: StepTable) -> dict[str, Any]:
        return {
            "id": f"version-{code}",
            "title": title,
            "lines": charting.lines_of_table(table),
            "drawing": charting.drawing_of_table(self.power, table, name=code),
        }


def problems_of(power: Power, table: StepTable) -> list[dict[str, Any]]:
    """Return what is wrong with the chart, each with a link to its row."""
    key = {row.no: row.key for row in table.filled}
    ways = [(way.source, way.target, way.condition) for way in table.exits()]
    limit = (power.time_limit_value, power.time_limit_unit)
    return [
        {
            "rule": found.rule,
            "level": found.level,
            "message": found.message,
            "url": f"#row-{key[found.step_no]}" if found.step_no in key else "",
        }
        for found in chart_rules.problems(table.judged(), ways, limit)
    ]


def _editor(request: HttpRequest, pk: int, *, drawing_only: bool = False) -> ChartPage:
    power = visible_power(request, pk)
    require(permissions.can_edit(request.user, power))
    posts = charting.posts_of(power, posts_named(request.POST) if drawing_only else None)
    codes = charting.risk_codes(power)
    stored = chart_values(power)
    draft = drafts.of(power, request.user) if request.method != "POST" else None
    if request.method != "POST" and not draft:
        return ChartPage(power, posts, codes, from_values(stored, codes=codes, posts=posts), token(stored))
    known = {step["id"] for step in stored["steps"]}
    typed = dict(draft.fields) if draft else request.POST
    table = parse(typed, posts=posts, known=known)
    for row in table.rows:
        row.risk_codes = codes.get(row.id or 0, ())
    seen = draft.seen if draft else request.POST.get("seen", "")
    return ChartPage(power, posts, codes, table, seen, unsaved=True, draft=draft)


@require_http_methods(["GET", "POST"])
def edit_chart(request: HttpRequest, pk: int) -> HttpResponse:
    """The step table. Every button works without JavaScript by a round trip."""
    page = _editor(request, pk)
    order = request.POST.get("do", "") if request.method == "POST" else ""
    if order == SAVE and page.table.is_valid() and _save(request, page):
        saved = urlencode({"window": request.POST.get("window", ""), "saved": 1})  # it forgets its own copy
        return redirect(f"{reverse('powers:chart', args=[pk])}?{saved}")
    if order and order != SAVE:
        rearrange(page.table, order)
        page.table.renumber()
    status = 409 if page.theirs else 422 if order == SAVE else 200
    return render(request, "powers/chart.html", page.context(), status=status)


def _save(request: HttpRequest, page: ChartPage) -> bool:
    table = page.table
    try:
        actions.save_chart(
            power=page.power,
            by=request.user,
            now=timezone.now(),
            steps=table.steps(),
            exits=table.exits(),
            seen=page.seen,
        )
    except ValidationError as error:
        table.errors += error.messages
    except Stale as stale:
        page.theirs, page.seen = (
            from_values(stale.theirs, codes=page.codes, posts=page.posts),
            token(stale.theirs),
        )
    else:
        drafts.drop(power=page.power, by=request.user, windows=drafts.windows_of(request.POST.dict()))
        messages.success(request, _("流程图已保存。"))
        return True
    return False


@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The drawing and the problems of the table as typed; nothing is stored."""
    return render(request, "powers/chart.html#preview", _editor(request, pk, drawing_only=True).context())
