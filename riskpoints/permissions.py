"""Who may read and change risk points: whoever may read or change the dossier."""

from __future__ import annotations

from typing import Any

from powers import permissions as powers
from riskreg.decisions import Decision


def can_view(user: Any, point: Any) -> Decision:
    """May the account read the risk point?"""
    return powers.can_view(user, point.power)


def can_edit(user: Any, point: Any) -> Decision:
    """May the account change the risk point now?"""
    return powers.can_edit(user, point.power)
