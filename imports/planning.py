"""What an import would do: a table and what the institution has make a plan. Nothing is written."""

from __future__ import annotations

from typing import Any

from imports.fields import TableKind
from imports.plans.catalogue import Catalogue
from imports.plans.drafting import Drafting
from imports.plans.entries import Answers, Plan
from imports.plans.people import People
from imports.plans.register import Register
from imports.plans.steps import StepTable
from imports.rows import ReadTable
from imports.snapshot import Snapshot

PLANNERS: dict[TableKind, Any] = {
    TableKind.REGISTER: Register,
    TableKind.POWERS: Catalogue,
    TableKind.STEPS: StepTable,
    TableKind.PEOPLE: People,
}


def plan(table: ReadTable, stored: Snapshot, answers: Answers | None = None) -> Plan:
    """Return what importing the table would create, change, leave and refuse."""
    draft = Drafting(table, stored, answers or Answers())
    PLANNERS[table.kind](draft).stage()
    return draft.plan()
