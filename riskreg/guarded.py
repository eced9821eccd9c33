"""Models whose writes go through actions.

An action opens `acting(by=…, now=…)`: one transaction and one operation id, which the audit event
and every history row written inside share. Outside of it a guarded model refuses to be saved.
django-simple-history does not see `update()` and the bulk calls, so guarded querysets refuse those.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from riskreg.decisions import Gone

Row = TypeVar("Row", bound=models.Model)


class UnguardedWrite(RuntimeError):
    """Code tried to write a guarded model without an action. A programming error."""


@dataclass
class Operation:
    """Who acts, when, and the id that ties the event to the history rows.

    `touched` holds the keys of the dossiers the operation changed; what is derived from them is settled
    before the commit.
    """

    by: Any
    now: datetime
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    touched: set[int] = field(default_factory=set)


_operation: ContextVar[Operation | None] = ContextVar("operation", default=None)
_settlers: list[Callable[[Operation], None]] = []


def before_commit(settle: Callable[[Operation], None]) -> None:
    """Have `settle(operation)` run at the end of every operation, inside its transaction.

    For rows derived from what the operation wrote, kept by a room that the writing room may not import.
    """
    _settlers.append(settle)


@contextmanager
def acting(*, by: Any, now: datetime) -> Iterator[Operation]:
    """Open a transaction in which guarded models may be written.

    Nested actions join the outer operation, so that one act of a person stays one operation.
    """
    outer = _operation.get()
    with transaction.atomic():
        if outer is not None:
            yield outer
            return
        operation = Operation(by=by, now=now)
        token = _operation.set(operation)
        try:
            yield operation
            for settle in _settlers:
                settle(operation)
        finally:
            _operation.reset(token)


def current_operation() -> Operation:
    """Return the open operation; `UnguardedWrite` if there is none."""
    operation = _operation.get()
    if operation is None:
        raise UnguardedWrite("write outside of an action: open guarded.acting(by=…, now=…)")
    return operation


def current_operation_id() -> uuid.UUID | None:
    """Return the id of the open operation, or None. The default of history rows' `event_id`."""
    operation = _operation.get()
    return operation.id if operation else None


class HistoryRow(models.Model):
    """What each history row carries besides the row itself: the id of the audit event."""

    event_id = models.UUIDField(default=current_operation_id, null=True, editable=False, db_index=True)

    class Meta:
        abstract = True


class GuardedHistory(HistoricalRecords):
    """Stamps rows from the operation, also those of a cascade, which call neither save nor delete."""

    def create_historical_record(self, instance: Any, history_type: str, using: str | None = None) -> None:
        operation = _operation.get()
        if operation is not None:
            instance._history_date = operation.now
            instance._history_user = operation.by
        super().create_historical_record(instance, history_type, using)


def history(**options: Any) -> HistoricalRecords:
    """Return the history of a guarded model: rows stamped with event, person and moment."""
    return GuardedHistory(bases=[HistoryRow], **options)


def lock_row(rows: models.QuerySet[Row], pk: Any) -> Row:
    """Return the row, locked until the transaction ends (SQLite locks the whole database).

    Raises `Gone` if somebody deleted it since the page was opened.
    """
    try:
        return rows.select_for_update(of=("self",)).get(pk=pk)
    except ObjectDoesNotExist:
        raise Gone(
            _("您打开页面以后，别人已经删除了这里要办理的内容。请回到列表，看看现在还有哪些。")
        ) from None


class GuardedQuerySet(models.QuerySet[Any]):
    """Refuses the writes that history would not see."""

    def update(self, **kwargs: Any) -> int:
        raise UnguardedWrite(f"{self.model.__name__}.objects.update() leaves no history; save the rows")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise UnguardedWrite(f"{self.model.__name__}: bulk_update leaves no history; save the rows")

    def delete(self) -> tuple[int, dict[str, int]]:
        current_operation()
        total: dict[str, int] = {}
        for row in self:
            for name, count in row.delete()[1].items():
                total[name] = total.get(name, 0) + count
        return sum(total.values()), total

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        current_operation()
        return super().bulk_create(objs, *args, **kwargs)

    def lock(self, pk: Any) -> Any:
        """Return the row, locked until the transaction ends. Raises `Gone`."""
        return lock_row(self, pk)


class GuardedModel(models.Model):
    """A model that is written inside `acting(…)` only."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._stamp()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._stamp()
        return super().delete(*args, **kwargs)

    def _stamp(self) -> None:
        """Tell django-simple-history who and when, from the operation instead of the clock."""
        operation = current_operation()
        self._history_date = operation.now
        self._history_user = operation.by


def bulk_create(objects: list[Any], model: type[models.Model]) -> list[Any]:
    """Create many rows with their history in two statements per batch, inside `acting(…)`."""
    operation = current_operation()
    for row in objects:
        row._history_date = operation.now
        row._history_user = operation.by
    return bulk_create_with_history(  # type: ignore[no-any-return]
        objects, model, batch_size=500, default_user=operation.by, default_date=operation.now
    )


def bulk_update(objects: list[Any], model: type[models.Model], fields: Iterable[str]) -> None:
    """Save the fields of many rows with their history in two statements per batch, inside `acting(…)`."""
    operation = current_operation()
    for row in objects:
        row._history_date = operation.now
        row._history_user = operation.by
    bulk_update_with_history(
        objects,
        model,
        list(fields),
        batch_size=500,
        default_user=operation.by,
        default_date=operation.now,
        manager=model._base_manager,
    )


def changes(row: models.Model, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Return field → [stored, new] for the values that differ from the stored row, as JSON-able text."""
    if row._state.adding:
        return {}
    found: dict[str, list[Any]] = {}
    for name, new in values.items():
        old = getattr(row, name)
        if old != new:
            found[name] = [_plain(old), _plain(new)]
    return found


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def write(row: models.Model, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Set the values, validate against the model and its constraints, save, and return the changes.

    Raises ValidationError with messages by field; nothing is written then. A row that does not
    change is not saved, so history has no empty rows.
    """
    changed = changes(row, values)
    for name, new in values.items():
        setattr(row, name, new)
    if changed or row._state.adding:
        row.full_clean()
        row.save()
    return changed
