"""Who answers for a risk point: its own links of the chain, else those of the power (R40)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from powers.models import Power


@dataclass(frozen=True)
class Link:
    """One level of the chain; `own` says that the risk point overrides the power."""

    level: str
    label: str | Promise
    post: Any
    own: bool = False


def chain(power: Power, point: Any = None) -> list[Link]:
    """Return all levels of the chain, of the power or as it holds for the risk point; post None if unnamed.

    In: `power.responsibilities` with post and holder prefetched; no further query is made then.
    """
    rows = power.responsibilities  # type: ignore[attr-defined]
    named: dict[str, tuple[Any, bool]] = {}
    for row in sorted(rows.all(), key=lambda row: row.risk_point_id is not None):
        if row.risk_point_id is None or (point is not None and row.risk_point_id == point.pk):
            named[row.level] = (row.post, row.risk_point_id is not None)
    levels = rows.model._meta.get_field("level").flatchoices
    return [Link(level, label, *named.get(level, (None, False))) for level, label in levels]
