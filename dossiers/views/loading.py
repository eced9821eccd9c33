"""What every page of a dossier begins with."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest

from dossiers.models import Decision
from powers.models import Power


def load(request: HttpRequest, pk: int, *, dossier: bool = True) -> Power:
    """Return the dossier if the account may read it; 404 otherwise, as if it did not exist."""
    visible = Power.objects.visible_to(request.user)
    decisions = Prefetch("decisions", queryset=Decision.objects.select_related("decided_by"))
    rows = visible.with_dossier().prefetch_related(decisions) if dossier else visible.with_row_facts()
    power: Power | None = rows.filter(pk=pk).first()
    if power is None:
        raise Http404
    return power


def seen_of(power: Power) -> dict[str, Any]:
    """Return what the forms of this page carry about the dossier it shows."""
    return {"round": power.round, "revision": power.revision}
