"""What an import would do: a table and what the institution has make a plan. Nothing is written."""

from __future__ import annotations

from imports.fields import TableKind
from imports.plans.drafting import Drafting
from imports.plans.entries import Answers, Plan
from imports.plans.register import Register
from imports.rows import ReadTable
from imports.snapshot import Snapshot

PLANNERS = {TableKind.REGISTER: Register}


def plan(table: ReadTable, stored: Snapshot, answers: Answers | None = None) -> Plan:
    """Return what importing the table would create, change, leave and refuse."""
    draft = Drafting(table, stored, answers or Answers())
    PLANNERS[table.kind](draft).stage()
    return draft.plan()
