"""What is stored of the records of an edition's stages, as plain JSON-able values."""

from __future__ import annotations

from typing import Any

from registers.models import Consultation, Display, Opinion, Resolution, ReviewMeeting
from riskreg.stale import values_of

RECORD_FIELDS: dict[type, tuple[str, ...]] = {
    Display: ("place", "starts_on", "ends_on", "contact"),
    Consultation: ("method", "held_on", "audience", "sent", "returned", "valid"),
    Opinion: ("source", "method", "received_on", "power", "text", "topic"),
    ReviewMeeting: ("held_on", "chair", "attendees", "minutes"),
}
DISPOSITION_FIELDS = ("disposition", "reason")
RESOLUTION_FIELDS = ("outcome", "note")


def record_values(row: Any) -> dict[str, Any]:
    """Return the columns of a stage's record; empty if there is none yet."""
    return values_of(row, RECORD_FIELDS[type(row)]) if row is not None else {}


def disposition_values(opinion: Opinion) -> dict[str, Any]:
    """Return what is done about an opinion."""
    return values_of(opinion, DISPOSITION_FIELDS)


def resolution_values(resolution: Resolution | None) -> dict[str, Any]:
    """Return the resolution on a power; empty if there is none yet."""
    return values_of(resolution, RESOLUTION_FIELDS) if resolution is not None else {}
