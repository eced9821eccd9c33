"""Loading what a page is about: only rows the account may see, else 404."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from audit.models import AuditEvent
from powers.models import Power


def visible_power(request: HttpRequest, pk: int) -> Any:
    """Return the power with what every page of it shows; 404 if the account may not see it."""
    powers = Power.objects.visible_to(request.user).with_row_facts()
    return get_object_or_404(powers, pk=pk)


def last_save(power: Power, event: str) -> AuditEvent | None:
    """Return who saved the power last, and when."""
    return AuditEvent.objects.filter(
        subject_type="powers.power", subject_id=str(power.pk), event=event
    ).first()
