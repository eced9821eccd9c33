"""Appending an event, inside the transaction of the action it tells about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from audit.chain import canonical, hash_of
from audit.models import AuditEvent, ChainHead
from riskreg.guarded import current_operation

client_address: ContextVar[str] = ContextVar("client_address", default="")


def record(
    event: str,
    *,
    subject: Any,
    label: str = "",
    institution: str = "",
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Append one event to the chain.

    In: the event's name (`noun.past_participle`), the thing it happened to, the institution's code,
    the reason given, and JSON-able details. Who and when come from the open operation.
    The first event of an operation takes its id, which the history rows carry too.
    Raises UnguardedWrite outside of an action.
    """
    operation = current_operation()
    head, _created = ChainHead.objects.select_for_update().get_or_create(pk=1)
    by = operation.by
    row = AuditEvent(
        seq=head.seq + 1,
        at=operation.now,
        event=event,
        actor_id=getattr(by, "pk", None),
        actor_name=str(by) if by is not None else "system",
        address=client_address.get(),
        institution_code=institution,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_label=(label or str(subject))[:300],
        reason=reason,
        details=json.loads(canonical(details or {})),
        previous_hash=head.hash,
    )
    if not AuditEvent.objects.filter(id=operation.id).exists():
        row.id = operation.id
    row.hash = hash_of(row)
    row.save()
    head.seq, head.hash = row.seq, row.hash
    head.save()
    return row
