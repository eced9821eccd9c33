"""What a column of a file can mean: the kinds of tables and their fields (forms F1, F3, the step table, people)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class TableKind(StrEnum):
    """What a sheet lists, one row each."""

    REGISTER = "register"
    """Risk points (F1); a power repeats, or is merged, over its rows."""
    POWERS = "powers"
    """The power catalogue (F3), 权责清单 included."""
    STEPS = "steps"
    """Steps of flowcharts, in order; a power repeats, or is merged, over its rows."""
    PEOPLE = "people"
    """Posts and their holders."""


FIELDS: dict[TableKind, tuple[str, ...]] = {
    TableKind.REGISTER: (
        "seq", "unit", "post", "power_code", "power", "category", "step", "point_code", "point",
        "manifestation", "kind", "line", "cause", "grade", "grade_reason", "measures", "indicator",
        "responsible", "unit_head", "leader", "found_how", "precedent", "notes",
    ),
    TableKind.POWERS: (
        "seq", "unit", "power_code", "power", "category", "sub_item", "bases", "document_no", "article",
        "leader", "duty_division", "duties", "conditions", "time_limit", "fees", "commitment", "discipline",
        "accountability", "accountability_basis", "is_public", "grade", "grade_reason", "supervision",
        "notes",
    ),
    TableKind.STEPS: (
        "seq", "unit", "power_code", "power", "step_no", "step", "step_kind", "actor", "step_time_limit",
        "handling_system", "duty_requirement", "supervision", "counterpart_rights", "next_step",
    ),
    TableKind.PEOPLE: ("seq", "unit", "post", "person", "reports_to", "notes"),
}  # fmt: skip
"""The fields of each kind, in the order of the form. `seq` is a running number: it is read and dropped."""


def main_of(tables: Sequence[tuple[TableKind, int]]) -> int:
    """Return the place of the table that a file is about: a register, else another; the first of the best understood.

    In: the kind of each table and how many of its columns are understood.
    """
    registers = [place for place, (kind, _columns) in enumerate(tables) if kind is TableKind.REGISTER]
    return max(registers or range(len(tables)), key=lambda place: tables[place][1])
