"""Do the frozen editions still carry what was approved?"""

from __future__ import annotations

from collections.abc import Iterator

from audit.models import AuditEvent
from dossiers.content import content_digest
from registers.content import contents_digest
from registers.models import Edition


def problems() -> Iterator[str]:
    """Yield one sentence per damaged edition or entry, in order of age; nothing if all hold."""
    approved = {
        event.subject_id: event.details["digest"]
        for event in AuditEvent.objects.filter(event="edition.approved")
    }
    for edition in Edition.objects.exclude(digest="").select_related("institution").order_by("pk"):
        contents = []
        for entry in edition.entries.order_by("position").iterator(chunk_size=200):
            if content_digest(entry.content) != entry.digest:
                yield f"edition {edition}: entry {entry.code} was changed"
            contents.append(entry.content)
        if contents_digest(contents) != edition.digest:
            yield f"edition {edition}: digest does not match its entries"
        if approved.get(str(edition.pk)) != edition.digest:
            yield f"edition {edition}: digest differs from the one recorded at approval"
