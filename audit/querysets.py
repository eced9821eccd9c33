"""Finding events."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.models import AuditEvent


def matching(text: str) -> Q:
    """The filter of events whose actor, subject or reason contains the text."""
    return Q(actor_name__icontains=text) | Q(subject_label__icontains=text) | Q(reason__icontains=text)


def between(events: QuerySet[AuditEvent], first: date | None, last: date | None) -> QuerySet[AuditEvent]:
    """Return the events from the first through the last day, in local time."""
    if first:
        events = events.filter(at__gte=_midnight(first))
    if last:
        events = events.filter(at__lt=_midnight(last + timedelta(days=1)))
    return events


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
