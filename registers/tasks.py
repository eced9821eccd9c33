"""Background work of the registers room: asking for it and doing it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django_tasks import task

from audit.recording import record
from organisation.models import User
from registers import changes, documents, orders, takeaways
from registers.enums import DocumentStatus, OrderStatus
from registers.models import Edition, FileOrder, GeneratedDocument
from riskreg import background
from riskreg.guarded import acting

COMPARE_AGAIN = 60
"""Seconds until a comparison that did not arrive may be asked for again."""


@task()
def render_document(document_id: int) -> str:
    """Render one requested document; return its status."""
    document = GeneratedDocument.objects.select_related("edition__institution").get(pk=document_id)
    return str(documents.render(document, now=timezone.now()).status)


def request_document(*, edition: Edition, kind: str, by: Any, now: datetime) -> GeneratedDocument:
    """Ask for a document; it is rendered after the transaction is committed.

    A finished document is left as it is; a failed one is tried again.
    """
    with acting(by=by, now=now):
        document, _created = GeneratedDocument.objects.select_for_update().get_or_create(
            edition=edition, kind=kind, defaults={"requested_at": now}
        )
        if document.status == DocumentStatus.DONE:
            return document
        document.status, document.error, document.requested_at = DocumentStatus.QUEUED, "", now
        document.save()
        record("document.requested", subject=document, institution=edition.institution.code)
        transaction.on_commit(lambda: render_document.enqueue(document.pk))
        return document


@task()
def make_file(order_pk: int, attempt: int) -> str:
    """Make an ordered file; return its status. What is over is deleted now, and this file when its time comes."""
    status = orders.make(order_pk, attempt)
    orders.sweep(timezone.now())
    if sweep_files.get_backend().supports_defer:
        over = timezone.now() + orders.KEPT_FOR + timedelta(minutes=1)
        sweep_files.using(run_after=over).enqueue()
    return status


@task()
def sweep_files() -> int:
    """Delete the files whose time is over; return how many."""
    return orders.sweep(timezone.now())


def order_file(
    *, kind: str, options: dict[str, Any], by: Any, now: datetime, anew: bool = False
) -> FileOrder:
    """Order a file, made after the transaction is committed. Raises Http404, Refused.

    While it is being made, it is not ordered twice; and one that would be the same again is left as it is,
    unless it is wanted `anew`.
    """
    takeaway = takeaways.find(kind, by, now, **options)
    institution, language = takeaway.institution, translation.get_language()
    with acting(by=by, now=now):
        order, _created = FileOrder.objects.select_for_update().get_or_create(
            by=by,
            key=orders.key_of(kind, options, language),
            defaults={
                "institution": institution,
                "kind": kind,
                "options": options,
                "language": language,
                "ordered_at": now,
            },
        )
        if order.attempt and (orders.is_underway(order) or (orders.is_current(order, now) and not anew)):
            return order
        old = orders.path_of(order) if order.path else None
        order.name, order.content_type = takeaway.name, takeaway.content_type
        order.attempt, order.status, order.ordered_at = order.attempt + 1, OrderStatus.QUEUED, now
        order.path, order.error, order.finished_at = "", "", None
        order.save()
        record("file.ordered", subject=order, institution=institution.code)
        transaction.on_commit(lambda: _begin(order, old))
        return order


def _begin(order: FileOrder, old: Path | None) -> None:
    if old:
        old.unlink(missing_ok=True)
    make_file.enqueue(order.pk, order.attempt)


@task()
def make_statement(edition_pk: int, user_pk: int, language: str) -> int:
    """Compare the edition with the one before for the account; return how many powers differ."""
    edition = Edition.objects.select_related("institution").get(pk=edition_pk)
    with translation.override(language):
        return len(changes.statement(edition, User.objects.get(pk=user_pk))[1])


def ask_for_statement(edition: Edition, by: Any) -> None:
    """Have the edition compared, unless the account asked for it a moment ago."""
    if background.claim(changes.key_of(edition, by), COMPARE_AGAIN):
        make_statement.enqueue(edition.pk, by.pk, translation.get_language())
