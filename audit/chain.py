"""The hash chain: how a row's hash is made and how the chain is verified."""

from __future__ import annotations

import hashlib
import json
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


PROBLEMS = {
    "missing": "an event before it is missing",
    "link": "it does not follow the event before it",
    "content": "its content was changed",
    "tail": "events are missing at the end of the chain",
    "foreign": "it was not appended by this system",
}


@dataclass(frozen=True)
class Damage:
    """The first place where the chain does not hold: the row and which of `PROBLEMS` it has."""

    seq: int
    kind: str

    @property
    def problem(self) -> str:
        """What is wrong with the row, in English."""
        return PROBLEMS[self.kind]


@dataclass(frozen=True)
class Verification:
    """How many events hold, and the first damage if there is any."""

    events: int
    damage: Damage | None


def verify() -> Verification:
    """Walk the whole chain in order and return how far it holds.

    Events that are appended during the walk are no damage, so the end of the chain is read before and after.
    """
    end, count, previous = _head(), 0, GENESIS
    for event in AuditEvent.objects.order_by("seq").iterator(chunk_size=1000):
        kind = _problem_of(event, count + 1, previous, end)
        if kind:
            return Verification(count, Damage(event.seq, kind))
        count, previous = event.seq, event.hash
    if count < end.seq or (count and end.seq == 0):
        return Verification(count, Damage(count + 1, "tail"))
    known = _head().seq
    return Verification(known, Damage(known + 1, "foreign")) if known < count else Verification(count, None)


def _problem_of(event: AuditEvent, seq: int, previous: str, end: ChainHead) -> str:
    """Return what is wrong with the event that should be number `seq`, '' if it holds."""
    if event.seq != seq:
        return "missing"
    if event.previous_hash != previous:
        return "link"
    if hash_of(event) != event.hash or (event.seq == end.seq and event.hash != end.hash):
        return "content"
    return ""


def _head() -> ChainHead:
    return ChainHead.objects.filter(pk=1).first() or ChainHead()
