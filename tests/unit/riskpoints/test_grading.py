"""The grade suggestion, over the whole truth table (R24–R26)."""

from __future__ import annotations

from itertools import product

import pytest

from riskpoints.enums import Discretion, HandledBy, PublicConcern
from riskpoints.grading import RULES, suggest

TABLE = list(product([True, False], [True, False], Discretion.values, PublicConcern.values, HandledBy.values))


def expected(
    approval: bool, levy: bool, discretion: str, concern: str, handled: str
) -> tuple[str, list[str]]:
    a = []
    if approval:
        a.append("A1")
    if levy and discretion == "large":
        a.append("A2")
    if handled == "principal":
        a.append("A3")
    if concern == "high":
        a.append("A4")
    if a:
        return "A", a
    if handled == "deputy" and (concern == "moderate" or discretion == "some"):
        return "B", ["B1"]
    return "C", ["C0"]


@pytest.mark.parametrize(("approval", "levy", "discretion", "concern", "handled"), TABLE)
def test_suggestion_follows_the_rules(
    approval: bool, levy: bool, discretion: str, concern: str, handled: str
) -> None:
    found = suggest(
        is_approval=approval,
        is_penalty_or_levy=levy,
        discretion=discretion,
        public_concern=concern,
        handled_by=handled,
    )
    assert (found.grade, list(found.fired)) == expected(approval, levy, discretion, concern, handled)
    assert set(found.fired) <= set(RULES)


def test_the_table_reaches_every_rule() -> None:
    fired = {rule for row in TABLE for rule in expected(*row)[1]}
    assert fired == set(RULES)
