"""Do the frozen editions still carry what was approved?"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

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
                yield _("登记册 %(edition)s 的条目 %(code)s 被改动过。") % {
                    "edition": edition,
                    "code": entry.code,
                }
            contents.append(entry.content)
        if contents_digest(contents) != edition.digest:
            yield _("登记册 %(edition)s 的摘要值与各条目不符。") % {"edition": edition}
        if approved.get(str(edition.pk)) != edition.digest:
            yield _("登记册 %(edition)s 的摘要值与审定时记录的不同。") % {"edition": edition}
