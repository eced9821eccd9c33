"""The preview: counts, rows by outcome, questions and corrections, from a plan to values for the template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from imports import tasks, wizard
from imports.models import Import
from imports.plans.entries import Outcome, Plan, PlannedRow
from imports.rows import Rejected

CELL, ANSWER, NEW = "cell:", "answer:", "new"
"""How the fields of the page begin, and the answer for "none of these"."""
WARNINGS_SHOWN = 50
QUESTIONS_SHOWN = 50
OUTCOMES: tuple[tuple[Outcome, str | Promise, str], ...] = (
    (Outcome.REJECTED, _("不能导入"), "bad"),
    (Outcome.CHANGED, pgettext_lazy("rows", "有变化"), "warn"),
    (Outcome.NEW, pgettext_lazy("rows", "新增"), "good"),
    (Outcome.UNCHANGED, pgettext_lazy("rows", "没有变化"), ""),
)
KINDS = ("units", "posts", "powers")


def shown(plan: Plan, asked: str) -> Outcome:
    """Return which rows are listed: those asked for, else the first kind there are any of."""
    if asked in set(Outcome):
        return Outcome(asked)
    return next((outcome for outcome, _label, _tone in OUTCOMES if plan.count(outcome)), Outcome.NEW)


def rows(plan: Plan, outcome: Outcome) -> list[tuple[PlannedRow, list[Rejected]]]:
    """Return the rows that end so, each with its refused cells."""
    refused: dict[int, list[Rejected]] = {}
    for cell in plan.rejected:
        refused.setdefault(cell.row, []).append(cell)
    return [(row, refused.get(row.number, [])) for row in plan.rows if row.outcome == outcome]


def context(source: Import, plan: Plan, outcome: Outcome) -> dict[str, Any]:
    """Return what the page shows besides its rows."""
    heads = [*plan.table.columns, *plan.table.unmapped]
    return {
        "source": source,
        "plan": plan,
        "token": plan.token(),
        "shown": outcome,
        "tabs": [(one, label, tone, plan.count(one)) for one, label, tone in OUTCOMES],
        "correctable": set(heads),
        "mapped": wizard.mapped(source, heads),
        "left_out": wizard.left_out(source, heads),
        "warnings": wizard.findings(plan.warnings[:WARNINGS_SHOWN]),
        "more_warnings": max(0, len(plan.warnings) - WARNINGS_SHOWN),
        "questions": plan.questions[:QUESTIONS_SHOWN],
        "more_questions": max(0, len(plan.questions) - QUESTIONS_SHOWN),
        "writes": bool(plan.entries),
        "running": tasks.progress(source),
    }


def answers_in(posted: Mapping[str, str]) -> tuple[dict[str, str], dict[str, dict[str, int | None]]]:
    """Return the corrections ("row:head" → text) and the answers (kind → name → key or None) on the page sent."""
    cells = {
        name.removeprefix(CELL): text.replace("\r\n", "\n")
        for name, text in posted.items()
        if name.startswith(CELL)
    }
    chosen: dict[str, dict[str, int | None]] = {}
    for name, text in posted.items():
        kind, _colon, asked = name.removeprefix(ANSWER).partition(":")
        if name.startswith(ANSWER) and kind in KINDS and (text == NEW or text.isdecimal()):
            chosen.setdefault(kind, {})[asked] = None if text == NEW else int(text)
    return cells, chosen
