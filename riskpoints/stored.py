"""What is stored of a risk point and of a grading, as plain JSON-able values."""

from __future__ import annotations

from typing import Any

from riskpoints.models import GradeAssessment, RiskPoint
from riskreg.stale import values_of

RISK_FIELDS = (
    "step",
    "code",
    "title",
    "manifestation",
    "kind",
    "line",
    "cause",
    "precedent",
    "found_how",
    "indicator",
)
FACTOR_FIELDS = (
    "discretion",
    "public_concern",
    "handled_by",
    "exercise_frequency",
    "importance",
)
GRADE_FIELDS = (*FACTOR_FIELDS, "grade", "reason")


def risk_values(point: RiskPoint) -> dict[str, Any]:
    """Return the columns of a risk point."""
    return values_of(point, RISK_FIELDS)


def grade_values(assessment: GradeAssessment | None) -> dict[str, Any]:
    """Return the columns of a grading; empty if there is none yet."""
    return values_of(assessment, GRADE_FIELDS) if assessment else {}
