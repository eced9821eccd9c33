"""The suggestion of a grade and the rules that fired (R24–R26). Suggestions never overrule people."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from riskpoints.enums import Discretion, Grade, HandledBy, PublicConcern

RULES: dict[str, str | Promise] = {
    "A1": _("属于行政审批权"),
    "A2": _("行政处罚或征收，且自由裁量幅度较大"),
    "A3": _("由单位主要领导直接主抓"),
    "A4": _("群众关注度高"),
    "B1": _("副职领导分管，且群众比较关心或有一定裁量权"),
    "C0": _("不属于以上情形，发生腐败风险较小"),
}


@dataclass(frozen=True)
class Suggestion:
    """A grade and the codes of the rules that led to it."""

    grade: str
    fired: tuple[str, ...]


def suggest(
    *,
    is_approval: bool,
    is_penalty_or_levy: bool,
    discretion: str,
    public_concern: str,
    handled_by: str,
) -> Suggestion:
    """Return the suggested grade. In: two flags of the category and three factors."""
    fired = [
        rule
        for rule, holds in (
            ("A1", is_approval),
            ("A2", is_penalty_or_levy and discretion == Discretion.LARGE),
            ("A3", handled_by == HandledBy.PRINCIPAL),
            ("A4", public_concern == PublicConcern.HIGH),
        )
        if holds
    ]
    if fired:
        return Suggestion(Grade.A, tuple(fired))
    moderate = public_concern == PublicConcern.MODERATE or discretion == Discretion.SOME
    if handled_by == HandledBy.DEPUTY and moderate:
        return Suggestion(Grade.B, ("B1",))
    return Suggestion(Grade.C, ("C0",))
