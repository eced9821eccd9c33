"""Codes of a frozen content in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from controls.enums import ControlPhase, MeasureKind, MeasureStatus, ResponsibilityLevel
from powers.enums import CATEGORY_NAMES, BasisLevel, StepKind
from powers.limits import limit_words
from riskpoints.enums import (
    Cause,
    Discretion,
    Frequency,
    Grade,
    PublicConcern,
    RiskKind,
    RiskLine,
)
from riskpoints.grading import RULES
from riskreg.phrases import bracketed, labelled, parted, titled

_ENUMS: dict[str, Any] = {
    "line": RiskLine,
    "cause": Cause,
    "kind": RiskKind,
    "grade": Grade,
    "discretion": Discretion,
    "public_concern": PublicConcern,
    "exercise_frequency": Frequency,
    "step_kind": StepKind,
    "basis_level": BasisLevel,
    "measure_kind": MeasureKind,
    "phase": ControlPhase,
    "measure_status": MeasureStatus,
}


def word(name: str, code: str | None) -> str:
    """Return the code's label in the closed list called `name`; '' for nothing."""
    return str(_ENUMS[name](code).label) if code else ""


def category(name: str) -> str:
    """Return a category in the reader's language where every installation has it, else as the office named it."""
    return _(name) if name in CATEGORY_NAMES else name


def limit(value: Mapping[str, Any] | None) -> str:
    """Return a time limit in words, '' if none is stated."""
    return limit_words(value["value"], value["unit"]) if value else ""


def basis(row: Mapping[str, str]) -> str:
    """Return a legal basis on one line."""
    text = titled(row["title"]) + bracketed(row["document_no"])
    return _("%(basis)s%(article)s") % {"basis": text, "article": row["article"]} if row["article"] else text


def grade_reason(content: Mapping[str, Any]) -> str:
    """Return why the grade is what it is: the rules that fired, then the reason people gave."""
    grading = content.get("grading") or {}
    rules = [str(RULES[code]) for code in grading.get("fired_rules", ()) if code in RULES]
    parts = [parted(rules), content.get("grade_reason") or ""]
    return _("。").join(part for part in parts if part)


def chain(content: Mapping[str, Any]) -> str:
    """Return who answers for the power, on each of the four levels (R40); a dash for nobody."""
    named = content["responsible"]
    return parted(labelled(level.label, named.get(level.value) or "—") for level in ResponsibilityLevel)


def numbered(lines: list[str]) -> str:
    """Return several lines in one cell, numbered if there is more than one."""
    if len(lines) < 2:
        return "".join(lines)
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))
