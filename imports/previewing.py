"""The preview: counts, rows by outcome, questions and corrections, from a plan to values for the template."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from imports import tasks, wizard
from imports.keeping import AGAIN
from imports.models import Import
from imports.plans.entries import Outcome, PlannedRow
from imports.plans.plan import Plan
from imports.rows import Rejected
from organisation.models import Institution, Post, Unit
from powers.models import Power
from riskreg.spool import Mapped

CELL, BACK, ANSWER, NEW = "cell:", "back:", "answer:", "new"
"""How the fields of the page begin, and the answer for "none of these"."""
WARNINGS_SHOWN = 50
QUESTIONS_SHOWN = 50
DECIDED_SHOWN = 100
OUTCOMES: tuple[tuple[Outcome, str | Promise, str], ...] = (
    (Outcome.REJECTED, _("不能导入"), "bad"),
    (Outcome.CHANGED, pgettext_lazy("rows", "有变化"), "warn"),
    (Outcome.NEW, pgettext_lazy("rows", "新增"), "good"),
    (Outcome.UNCHANGED, pgettext_lazy("rows", "没有变化"), ""),
)
KINDS: Mapping[str, Callable[[Institution], QuerySet[Any]]] = {
    "units": Unit.objects.of,
    "posts": lambda ours: Post.objects.filter(unit__institution=ours),
    "powers": lambda ours: Power.objects.filter(institution=ours),
}
"""What names are asked about, and the records of an institution that may be meant."""


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


@dataclass(frozen=True)
class Answered:
    """What a person answered: the field of the page, the name in the file, the record meant, '' for a new one."""

    field: str
    text: str
    words: str


@dataclass(frozen=True)
class Corrected:
    """A cell that a person corrected: where the page keeps it, its sheet if there are several, row, head and text."""

    place: str
    sheet: str
    row: str
    head: str
    text: str


def answered(source: Import) -> list[Answered]:
    """Return what was answered so far; what names no record of the institution is asked again."""
    found = []
    for kind, ours in KINDS.items():
        given = source.answers.get(kind, {})
        stored = ours(source.institution).in_bulk([key for key in given.values() if key is not None])
        found += [
            Answered(f"{ANSWER}{kind}:{text}", text, str(stored[key]) if key is not None else "")
            for text, key in given.items()
            if key is None or key in stored
        ]
    return found


def corrected(source: Import, plan: Plan) -> list[Corrected]:
    """Return the cells that were corrected so far, without those that are still refused: they wait among the rows."""
    several = len(source.sheets) > 1
    refused = {(cell.place, f"{cell.row}:{cell.column}") for cell in plan.rejected}
    return [
        Corrected(f"{place}:{cell}", one["sheet"] if several else "", row, head, text)
        for place, one in enumerate(source.sheets)
        for cell, text in one["cells"].items()
        for row, _colon, head in [cell.partition(":")]
        if (place, cell) not in refused
    ]


def context(source: Import, plan: Plan, outcome: Outcome) -> dict[str, Any]:
    """Return what the page shows besides its rows."""
    names = _names(plan)
    answers, corrections = answered(source), corrected(source, plan)
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
        "answered": answers[:DECIDED_SHOWN],
        "corrected": corrections[:DECIDED_SHOWN],
        "decided": len(answers) + len(corrections),
        "writes": bool(plan.size()),
        "running": tasks.progress(source),
    }


def answers_in(
    posted: Mapping[str, str],
) -> tuple[dict[int, dict[str, str | None]], dict[str, dict[str, int | str | None]]]:
    """Return what was sent: corrections (place of the sheet → "row:head" → text), answers (kind → name → key or None).

    A correction of None takes back the text of the file; the answer AGAIN asks again.
    """
    cells: dict[int, dict[str, str | None]] = {}
    for beginning in (CELL, BACK):
        for name, text in posted.items():
            place, _colon, cell = name.removeprefix(beginning).partition(":")
            if name.startswith(beginning) and place.isdecimal():
                cells.setdefault(int(place), {})[cell] = (
                    text.replace("\r\n", "\n") if beginning == CELL else None
                )
    chosen: dict[str, dict[str, int | str | None]] = {}
    for name, text in posted.items():
        kind, _colon, asked = name.removeprefix(ANSWER).partition(":")
        if name.startswith(ANSWER) and kind in KINDS and (text in (NEW, AGAIN) or _is_key(text)):
            meant: int | str | None = None if text == NEW else text if text == AGAIN else int(text)
            chosen.setdefault(kind, {})[asked] = meant
    return cells, chosen


def _is_key(text: str) -> bool:
    """Say whether it can be the key of a record: a number that a database takes."""
    return text.isdecimal() and len(text) < 19
