"""What is stored of a power, as plain JSON-able values: for stale checks, digests and comparison."""

from __future__ import annotations

from typing import Any

from powers.models import Power
from riskreg.stale import values_of

POWER_FIELDS = (
    "code",
    "name",
    "category",
    "unit",
    "leader_in_charge",
    "duty_division",
    "duties",
    "conditions",
    "time_limit_value",
    "time_limit_unit",
    "service_commitment",
    "work_discipline",
    "accountability",
    "mandated_by_law",
    "is_public",
    "nonpublic_permanence",
    "nonpublic_basis",
    "nonpublic_reason",
    "entry_reason",
    "none_found_statement",
    "notes",
)
BASIS_FIELDS = ("level", "title", "document_no", "article", "text")
STEP_COLUMNS = (
    "no",
    "label",
    "kind",
    "actor",
    "is_external",
    "post",
    "function",
    "time_limit_value",
    "time_limit_unit",
    "handling_system",
    "duty_requirement",
    "supervision",
    "counterpart_rights",
)


def power_values(power: Power) -> dict[str, Any]:
    """Return the catalogue columns and the bases."""
    bases = [values_of(basis, ("id", *BASIS_FIELDS)) for basis in power.bases.all()]
    return {**values_of(power, POWER_FIELDS), "bases": bases}


def chart_values(power: Power) -> dict[str, Any]:
    """Return the steps and the transitions, transitions by step numbers."""
    steps = list(power.steps.order_by("no"))
    number = {step.pk: step.no for step in steps}
    exits = power.transitions.order_by("source__no", "position", "pk")
    return {
        "steps": [values_of(step, ("id", *STEP_COLUMNS)) for step in steps],
        "exits": [[number[e.source_id], number[e.target_id], e.condition] for e in exits],
    }
