"""What an import would do: tables and what the institution has make a plan. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imports.fields import TableKind
from imports.plans.catalogue import Catalogue
from imports.plans.drafting import Drafting
from imports.plans.entries import Answers
from imports.plans.people import People
from imports.plans.places import Places
from imports.plans.plan import Plan
from imports.plans.powers import Powers
from imports.plans.register import Register
from imports.plans.steps import StepTable
from imports.rows import ReadTable
from imports.snapshot import Snapshot

PLANNERS: dict[TableKind, Any] = {
    TableKind.PEOPLE: People,
    TableKind.POWERS: Catalogue,
    TableKind.STEPS: StepTable,
    TableKind.REGISTER: Register,
}
"""In the order of planning: what a later sheet names, an earlier one may bring."""


def plan(tables: Sequence[ReadTable], stored: Snapshot, answers: Answers | None = None) -> Plan:
    """Return what importing the tables together would create, change, leave and refuse."""
    draft = Drafting(tables, stored, answers or Answers())
    places = Places(draft)
    powers = Powers(draft, places)
    for kind, planner in PLANNERS.items():
        if any(table.kind is kind for table in tables):
            planner(draft, places, powers).stage()
    return draft.plan()
