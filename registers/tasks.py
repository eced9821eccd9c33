"""Background work of the registers room: asking for it and doing it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from audit.recording import record
from registers import documents
from registers.enums import DocumentStatus
from registers.models import Edition, GeneratedDocument
from riskreg.guarded import acting


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
