"""Who may read and change measures and the responsibility chain: whoever may the dossier."""

from __future__ import annotations

from typing import Any

from powers import permissions as powers
from riskreg.decisions import Decision


def can_view(user: Any, measure: Any) -> Decision:
    """May the account read the measure?"""
    return powers.can_view(user, measure.risk_point.power)


def can_edit(user: Any, measure: Any) -> Decision:
    """May the account change the measure now?"""
    return powers.can_edit(user, measure.risk_point.power)
