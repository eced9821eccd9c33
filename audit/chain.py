"""The hash chain: how a row's hash is made and how the chain is verified."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from audit.models import AuditEvent, ChainHead

GENESIS = "0" * 64


def canonical(value: Any) -> str:
    """Return JSON with sorted keys and no spaces: equal values give equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(event: AuditEvent) -> str:
    """Return the hash the event must carry: over every column and the previous hash."""
    columns = {
        "seq": event.seq,
        "id": str(event.id),
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "event": event.event,
        "actor_id": event.actor_id,
        "actor_name": event.actor_name,
        "address": event.address,
        "institution_code": event.institution_code,
        "subject_type": event.subject_type,
        "subject_id": event.subject_id,
        "subject_label": event.subject_label,
        "reason": event.reason,
        "details": event.details,
        "previous_hash": event.previous_hash,
    }
    return digest(canonical(columns))


@dataclass(frozen=True)
class Damage:
    """The first place where the chain does not hold: the row and what is wrong with it."""

    seq: int
    problem: str


@dataclass(frozen=True)
class Verification:
    """How many events were read, and the first damage if there is any."""

    events: int
    damage: Damage | None


def verify() -> Verification:
    """Walk the whole chain in order and return how far it holds."""
    count, previous = 0, GENESIS
    for event in _in_order():
        count += 1
        if event.seq != count:
            return Verification(count - 1, Damage(event.seq, f"event {count} is missing"))
        if event.previous_hash != previous:
            return Verification(count - 1, Damage(event.seq, "does not follow the event before it"))
        if hash_of(event) != event.hash:
            return Verification(count - 1, Damage(event.seq, "content was changed"))
        previous = event.hash
    head = ChainHead.objects.filter(pk=1).first()
    if (head.seq, head.hash) != (count, previous) if head else count:
        return Verification(count, Damage(count + 1, "events are missing at the end of the chain"))
    return Verification(count, None)


def _in_order() -> Iterator[AuditEvent]:
    return AuditEvent.objects.order_by("seq").iterator(chunk_size=1000)
