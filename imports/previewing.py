"""The preview: counts, rows by outcome, questions and corrections, from a plan to values for the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from imports import tasks, wizard
from imports.models import Import
from imports.plans.entries import Outcome, PlannedRow
from imports.plans.plan import Plan
from imports.rows import Rejected
from riskreg.spool import Mapped

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


@dataclass(frozen=True)
class Shown:
    """A row on the page: the sheet it stands in, if there are several, and its refused cells."""

    sheet: str
    row: PlannedRow
    refused: list[tuple[Rejected, bool]]
    """Each with whether the cell can be corrected: its column is in the file."""


def rows(plan: Plan, outcome: Outcome) -> Sequence[Shown]:
    """Return the rows that end so."""
    refused: dict[tuple[int, int], list[tuple[Rejected, bool]]] = {}
    heads = [{*table.columns, *table.unmapped} for table in plan.tables]
    for cell in plan.rejected:
        correctable = cell.column in heads[cell.place]
        refused.setdefault((cell.place, cell.row), []).append((cell, correctable))
    names = _names(plan) or [""]

    def shown(row: PlannedRow) -> Shown:
        return Shown(names[row.place], row, refused.get((row.place, row.number), []))

    return Mapped(shown, plan.rows.of(outcome))


def _names(plan: Plan) -> list[str]:
    """Return the names of the sheets; nothing if there is only one."""
    return [table.sheet for table in plan.tables] if len(plan.tables) > 1 else []


def context(source: Import, plan: Plan, outcome: Outcome) -> dict[str, Any]:
    """Return what the page shows besides its rows."""
    names = _names(plan)
    return {
        "source": source,
        "plan": plan,
        "token": plan.token(),
        "shown": outcome,
        "tabs": [(one, label, tone, plan.count(one)) for one, label, tone in OUTCOMES],
        "several": bool(names),
        "goings": wizard.goings(source, plan.tables),
        "warnings": wizard.findings(plan.warnings[:WARNINGS_SHOWN], names),
        "more_warnings": max(0, len(plan.warnings) - WARNINGS_SHOWN),
        "questions": [(one, names[one.place] if names else "") for one in plan.questions[:QUESTIONS_SHOWN]],
        "asked": len(plan.questions),
        "more_questions": max(0, len(plan.questions) - QUESTIONS_SHOWN),
        "writes": bool(plan.size()),
        "running": tasks.progress(source),
    }


def answers_in(
    posted: Mapping[str, str],
) -> tuple[dict[int, dict[str, str]], dict[str, dict[str, int | None]]]:
    """Return what was sent: corrections (place of the sheet → "row:head" → text), answers (kind → name → key or None)."""
    cells: dict[int, dict[str, str]] = {}
    for name, text in posted.items():
        place, _colon, cell = name.removeprefix(CELL).partition(":")
        if name.startswith(CELL) and place.isdecimal():
            cells.setdefault(int(place), {})[cell] = text.replace("\r\n", "\n")
    chosen: dict[str, dict[str, int | None]] = {}
    for name, text in posted.items():
        kind, _colon, asked = name.removeprefix(ANSWER).partition(":")
        if name.startswith(ANSWER) and kind in KINDS and (text == NEW or text.isdecimal()):
            chosen.setdefault(kind, {})[asked] = None if text == NEW else int(text)
    return cells, chosen
