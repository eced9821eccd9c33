"""Who changed what in a dossier, from what to what, operation by operation, in words.

Rows come from django-simple-history, the person and the kind of act from the audit event whose id the
rows carry, and the decisions from the review. `operations` is a pure function over what `read` loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from audit.models import AuditEvent
from dossiers.history_fields import PARTS, Part, Row, thing_of, words_of
from dossiers.history_words import act_of
from dossiers.models import Decision
from organisation.models import Post, Unit, User
from powers.models import Power, PowerCategory


@dataclass(frozen=True)
class Change:
    """One field that changed, or one row that came or went. `kind`: added, removed or changed."""

    part: str
    section: str | Promise
    thing: str
    field: str
    old: str
    new: str
    kind: str


@dataclass
class Operation:
    """One act of one person: its moment, its changes, and the decision it was, if any."""

    id: str
    at: datetime
    who_id: int | None
    who: str
    event: str = ""
    reason: str = ""
    seq: int = 0
    changes: list[Change] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def words(self) -> str | Promise:
        """Return what was done."""
        return act_of(self.event)

    @property
    def said(self) -> str:
        """Return the reason or comment given."""
        return self.reason or "\n".join(row.comment for row in self.decisions if row.comment)


@dataclass
class Material:
    """Everything `operations` reads: rows by part in time order, decisions, events, and names."""

    rows: dict[str, list[Row]]
    decisions: list[Decision]
    events: dict[str, AuditEvent]
    people: dict[int, str]
    names: dict[str, dict[int, str]]


def read(power: Power) -> Material:
    """Load the past of a dossier in a fixed number of queries."""
    rows = {part.key: _rows(part, power) for part in PARTS}
    decisions = list(Decision.objects.filter(power=power).select_related("decided_by"))
    ids = {row["event_id"] for found in rows.values() for row in found if row["event_id"]}
    events = {event.id.hex: event for event in AuditEvent.objects.filter(id__in=ids)} if ids else {}
    who = {row["history_user_id"] for found in rows.values() for row in found}
    names = _names(rows, who - {None})
    return Material(rows, decisions, events, names.pop("person"), names)


def _rows(part: Part, power: Power) -> list[Row]:
    found = part.model.history.filter(**part.scope(power))
    return list(found.order_by("history_date", "history_id").values())


def _names(rows: dict[str, list[Row]], people: set[int]) -> dict[str, dict[int, str]]:
    """Return foreign key kind → id → words, in one query. Steps and risk points are named as they were last."""
    asked: dict[str, tuple[Any, str, set[int]]] = {
        "person": (User, "name", people),
        "post": (Post, "title", _ids(rows, "post")),
        "unit": (Unit, "name", _ids(rows, "unit")),
        "category": (PowerCategory, "name", _ids(rows, "category")),
    }
    parts = [
        model._default_manager.order_by()
        .filter(pk__in=ids)
        .annotate(what=Value(kind), words=F(column))
        .values_list("what", "pk", "words")
        for kind, (model, column, ids) in asked.items()
    ]
    found: dict[str, dict[int, str]] = {kind: {} for kind in asked}
    for kind, pk, words in parts[0].union(*parts[1:], all=True):
        found[kind][pk] = words
    found["step"] = {row["id"]: f"{row['no']}. {row['label']}" for row in rows["steps"]}
    found["point"] = {row["id"]: f"{row['code']} {row['title']}" for row in rows["risk_points"]}
    return found


def _ids(rows: dict[str, list[Row]], kind: str) -> set[int]:
    found: set[int] = set()
    for part in PARTS:
        columns = [column for column in part.columns if column.refers_to == kind]
        found |= {row[c.name] for row in rows[part.key] for c in columns if row[c.name]}
    return found


def operations(material: Material) -> list[Operation]:
    """Return the operations, newest first; each holds its changes in the order of the parts."""
    found: dict[str, Operation] = {}
    for part in PARTS:
        last: dict[int, Row] = {}
        for row in material.rows[part.key]:
            operation = _operation(found, row, material)
            operation.changes += _changes(part, last.get(row["id"]), row, material.names)
            last[row["id"]] = row
    _attach(found, material.decisions)
    kept = [operation for operation in found.values() if operation.changes or operation.decisions]
    for operation in kept:
        operation.changes = _net(operation.changes)
    return sorted(kept, key=lambda operation: (operation.at, operation.seq), reverse=True)


def _operation(found: dict[str, Operation], row: Row, material: Material) -> Operation:
    key = row["event_id"].hex if row["event_id"] else f"row-{row['history_date'].isoformat()}"
    if key not in found:
        event = material.events.get(key)
        who_id = row["history_user_id"]
        name = event.actor_name if event else material.people.get(who_id, "")
        found[key] = Operation(
            id=key,
            at=event.at if event else row["history_date"],
            who_id=who_id,
            who=name or _("系统"),
            event=event.event if event else "",
            reason=event.reason if event else "",
            seq=event.seq if event else 0,
        )
    return found[key]


def _attach(found: dict[str, Operation], decisions: Iterable[Decision]) -> None:
    """Put each decision into the operation of the same person and moment."""
    by_moment = {(operation.at, operation.who_id): operation for operation in found.values()}
    for operation in found.values():
        if operation.event.startswith("dossier."):
            by_moment[operation.at, operation.who_id] = operation
    for decision in decisions:
        key = (decision.decided_at, decision.decided_by_id)
        if key not in by_moment:
            who = str(decision.decided_by)
            operation = Operation(f"decision-{decision.pk}", decision.decided_at, decision.decided_by_id, who)
            found[operation.id] = by_moment[key] = operation
        by_moment[key].decisions.append(decision)


def _changes(part: Part, before: Row | None, after: Row, names: dict[str, dict[int, str]]) -> list[Change]:
    thing = thing_of(part, after, names)
    if after["history_type"] == "-":
        return [Change(part.key, part.label, thing, "", words_of(part, after, names), "", "removed")]
    if before is None and part.rows:
        return [Change(part.key, part.label, thing, "", "", words_of(part, after, names), "added")]
    found = []
    for column in part.columns:
        old = column.words(before, names) if before else ""
        new = column.words(after, names)
        if old != new:
            kind = "changed" if before else "added"
            found.append(Change(part.key, part.label, thing, str(column.label), old, new, kind))
    return found


def _net(changes: list[Change]) -> list[Change]:
    """Join two changes of one field in one operation into one, and drop what changed back."""
    joined: dict[tuple[str, str, str], Change] = {}
    rest: list[Change] = []
    for change in changes:
        if change.kind != "changed":
            rest.append(change)
            continue
        key = (change.part, change.thing, change.field)
        first = joined.get(key)
        joined[key] = Change(**{**vars(change), "old": first.old}) if first else change
    return [*rest, *(change for change in joined.values() if change.old != change.new)]


def chosen(found: list[Operation], *, part: str = "", person: int | None = None) -> list[Operation]:
    """Return the operations that touch the part, by the person; their changes outside the part left out."""
    kept = []
    for operation in found:
        if person and operation.who_id != person:
            continue
        changes = [change for change in operation.changes if not part or change.part == part]
        decisions = operation.decisions if part in ("", "decisions") else []
        if changes or decisions:
            kept.append(Operation(**{**vars(operation), "changes": changes, "decisions": decisions}))
    return kept


def people_in(found: list[Operation]) -> list[tuple[int, str]]:
    """Return (id, name) of everybody who acted on the dossier, by name."""
    return sorted({(o.who_id, o.who) for o in found if o.who_id}, key=lambda pair: pair[1])
