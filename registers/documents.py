"""Documents of frozen editions: rendered once, outside the request, stored with their digest.

The edition never waits for its documents: when rendering fails (a full disk, a missing font), the
document says so and can be asked for again; the edition stays as approved.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import translation

from audit.recording import record
from registers import book
from registers.content import frozen_contents, public_content, register
from registers.enums import DocumentKind, DocumentStatus
from registers.headings import heading
from registers.models import Edition, GeneratedDocument
from riskreg import background
from riskreg.guarded import acting
from riskreg.rendering import binding
from riskreg.rendering.dot import DotError
from riskreg.rendering.fonts import FontMissing
from riskreg.rendering.press import VolumeFailed
from riskreg.whole_file import whole

SENTENCES = (DotError, FontMissing, VolumeFailed)
"""What says itself, in words for the reader, why there is no document."""

logger = logging.getLogger("riskreg.documents")


def render(document: GeneratedDocument, *, now: datetime) -> GeneratedDocument:
    """Render and store the document; on failure keep the reason. Never raises for the edition's sake."""
    with background.at_work(_key(document)):
        document.status = DocumentStatus.RUNNING
        document.save(update_fields=["status"])
        try:
            content = content_of(document.edition, document.kind)
            _store(document, content)
        except Exception as error:  # whatever went wrong, the person must see it on the page
            logger.exception("document %s failed", document.pk)
            told = str(error) if isinstance(error, SENTENCES) else f"{type(error).__name__}: {error}"
            return _finish(document, DocumentStatus.FAILED, now, error=told)
        return _finish(document, DocumentStatus.DONE, now)


def may_retry(document: GeneratedDocument) -> bool:
    """Say whether the document may be asked for again: it failed, or the worker that made it is gone."""
    if document.status == DocumentStatus.RUNNING:
        return background.progress(_key(document)) is None
    return document.status == DocumentStatus.FAILED


def _key(document: GeneratedDocument) -> str:
    return f"document:{document.pk}"


def content_of(edition: Edition, kind: str) -> bytes:
    """Return the PDF of the whole edition in Chinese, as the office files it."""
    internal = kind == DocumentKind.INTERNAL_PDF
    institution = edition.institution
    with translation.override("zh-hans"):
        head = heading(
            institution, edition.year, edition, edition.frozen_at or edition.opened_at, internal=internal
        )
        if internal:
            contents = list(frozen_contents(edition))
            source = register(institution, edition.year, edition, contents)
            return book.render(head, contents, internal=True, source=source)
        shown = edition.publication.include_measures
        contents = [
            public_content(content, include_measures=shown)
            for content in frozen_contents(edition)
            if content["is_public"]
        ]
        return book.render(head, contents, internal=False)


def path_of(document: GeneratedDocument) -> Path:
    """Return where the document lies on disk."""
    return Path(settings.DOCUMENTS_DIR) / document.path


def _store(document: GeneratedDocument, content: bytes) -> None:
    name = f"{document.edition.label}-{document.kind}.pdf"
    with whole(Path(settings.DOCUMENTS_DIR) / document.edition.institution.code / name) as file:
        file.write(content)
    document.path = f"{document.edition.institution.code}/{name}"
    document.digest = hashlib.sha256(content).hexdigest()
    document.size = len(content)
    document.pages = binding.page_count(content)


def _finish(document: GeneratedDocument, status: str, now: datetime, error: str = "") -> GeneratedDocument:
    document.status, document.finished_at, document.error = status, now, error[:2000]
    with acting(by=None, now=now):
        document.save()
        event = "document.rendered" if status == DocumentStatus.DONE else "document.failed"
        details = {"digest": document.digest, "pages": document.pages, "error": document.error}
        record(event, subject=document, institution=document.edition.institution.code, details=details)
    return document
