"""Grades in a file: a proposal for the power until its five factors are assessed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from imports.plans.drafting import Drafting
from imports.plans.entries import Entry
from imports.rows import ReadRow

HIGHEST_FIRST = "ABC"


def take_grade(draft: Drafting, power: Entry, row: ReadRow) -> None:
    """Give the power the highest grade of its rows; a grade that people decided stays."""
    grade = str(row.values.get("grade") or "")
    if not grade:
        return
    decided = power.stored.get("grade")
    if decided:
        if decided != grade:
            words = {"decided": decided, "grade": grade}
            message = _("已按五项因素拟定为%(decided)s级，表中写%(grade)s级；等级没有改动。") % words
            draft.warn(row.number, "grade", message)
        return
    if "imported_grade" not in power.rows:
        power.say("imported_grade", grade, row.number)
        return
    present = power.get("imported_grade")
    if present == grade:
        return
    words = {"present": present, "grade": grade, "where": draft.where(power.rows["imported_grade"])}
    message = _("同一职权%(where)s为%(present)s级，本行为%(grade)s级；职权取较高的一级。") % words
    draft.warn(row.number, "grade", message)
    if HIGHEST_FIRST.index(grade) < HIGHEST_FIRST.index(present):
        power.rows.pop("imported_grade")
        power.values.pop("imported_grade", None)
        power.say("imported_grade", grade, row.number)
