"""How many powers and risk points there are to be written: what decides whether somebody waits for a file."""

from __future__ import annotations

from typing import Any

from powers.models import Power
from registers.content import working_powers
from registers.models import Edition
from riskpoints.models import RiskPoint

Size = tuple[int, int]


def size_of(edition: Edition) -> Size:
    """Return how many powers and risk points an edition holds, frozen or as it stands."""
    if edition.digest:
        return edition.entries.size()  # type: ignore[no-any-return]
    return live_size(working_powers(edition.institution))


def live_size(powers: Any) -> Size:
    """Return how many powers these are, in a queryset, and how many risk points they have."""
    bare = Power.objects.filter(pk__in=powers.order_by().values("pk"))
    return bare.count(), RiskPoint.objects.filter(power__in=bare).count()
