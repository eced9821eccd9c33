"""What is stored of a measure and of the chain, as plain JSON-able values."""

from __future__ import annotations

from typing import Any

from controls.models import Measure
from powers.models import Power
from riskpoints.models import RiskPoint
from riskreg.stale import values_of

MEASURE_FIELDS = ("code", "title", "kind", "phase", "responsible", "due_on", "status")


def measure_values(measure: Measure) -> dict[str, Any]:
    """Return the columns of a measure."""
    return values_of(measure, MEASURE_FIELDS)


def chain_values(power: Power, point: RiskPoint | None) -> dict[str, Any]:
    """Return level → post id of the power's own chain, or of the override of one risk point."""
    rows = power.responsibilities.filter(risk_point=point)
    return dict(rows.order_by("level").values_list("level", "post_id"))
