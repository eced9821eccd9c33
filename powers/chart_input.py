"""The flowchart as people enter it: plain rows, before they become steps and transitions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class StepRow:
    """One row of the step table. `id` is the stored step's id, None for a new row."""

    no: int
    label: str
    kind: str
    id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    """actor, is_external, post, function, time_limit_value, time_limit_unit, handling_system,
    duty_requirement, supervision, counterpart_rights: those that are stated."""


@dataclass(frozen=True)
class ExitRow:
    """A way out of a step: numbers of the rows it leads from and to, and its condition."""

    source: int
    target: int
    condition: str = ""


STEP_FIELDS = (
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
STEP_DEFAULTS: dict[str, Any] = {
    name: "" for name in STEP_FIELDS if name not in ("is_external", "post", "time_limit_value")
} | {"is_external": False, "post": None, "time_limit_value": None}
