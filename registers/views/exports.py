"""Downloads: the register, one unit, one power, and the stored documents of frozen editions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from audit.recording import record
from dossiers.content import content_digest, content_of
from powers.models import Power
from registers import documents, exporting, permissions
from registers.enums import DocumentStatus, OrderKind
from registers.headings import heading
from registers.models import Edition, EditionEntry, GeneratedDocument
from registers.papers import sheet
from registers.takeaways import TYPES
from registers.tasks import request_document
from registers.views.orders import deliver
from riskreg.decisions import require
from riskreg.guarded import acting
from riskreg.rendering import responses


@require_GET
def working_copy(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """The whole working copy, marked as a draft."""
    return deliver(request, OrderKind.WORKING_COPY, pk=pk, format=format)


@require_GET
def edition(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """A frozen edition, whose PDF is the stored document; the working copy while it is open."""
    row = get_object_or_404(Edition.objects.visible_to(request.user).select_related("institution"), pk=pk)
    if not row.digest:
        return deliver(request, OrderKind.WORKING_COPY, pk=row.institution_id, format=format)
    if format != "pdf":
        return deliver(request, OrderKind.EDITION, pk=pk, format=format)
    require(permissions.can_export(request.user, row.institution))
    return _stored(request, get_object_or_404(GeneratedDocument, edition=row, kind="internal_pdf"))


@require_GET
def table(request: HttpRequest, pk: int, table: str) -> HttpResponseBase:
    """One official table of the edition as a workbook of its own."""
    return deliver(request, OrderKind.TABLE, pk=pk, table=table)


@require_GET
def unit(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """One unit with everything below it, as it stands now."""
    return deliver(request, OrderKind.UNIT, pk=pk, format=format)


@require_GET
def power(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """One power as it stands now."""
    row = get_object_or_404(Power.objects.visible_to(request.user).with_dossier(), pk=pk)
    part = f"{row.code}-{row.name}"
    if format == "pdf":
        return _sheet(request, row.institution, None, content_of(row), part)
    return _one(request, row, format, part)


@require_GET
def entry(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponseBase:
    """One power as it was approved, on a sheet of its own."""
    entries = EditionEntry.objects.visible_to(request.user).select_related("edition__institution")
    row = get_object_or_404(entries, pk=entry_pk, edition=pk)
    return _sheet(request, row.edition.institution, row, row.content, f"{row.code}-{row.name}")


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A stored document of a frozen edition."""
    row = get_object_or_404(GeneratedDocument.objects.select_related("edition__institution"), pk=pk)
    get_object_or_404(Edition.objects.visible_to(request.user), pk=row.edition_id)
    require(permissions.can_export(request.user, row.edition.institution))
    return _stored(request, row)


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask again for a document whose rendering failed."""
    row = get_object_or_404(GeneratedDocument.objects.select_related("edition__institution"), pk=pk)
    get_object_or_404(Edition.objects.visible_to(request.user), pk=row.edition_id)
    require(permissions.can_export(request.user, row.edition.institution))
    request_document(edition=row.edition, kind=row.kind, by=request.user, now=timezone.now())
    messages.success(request, _("已重新排队生成，请稍后刷新。"))
    return redirect("registers:detail", row.edition_id)


def _one(request: HttpRequest, row: Power, format: str, part: str) -> HttpResponseBase:
    now = timezone.localtime()
    whole = {"institution": row.institution, "year": now.year, "edition": None, "contents": [content_of(row)]}
    file = exporting.export(**whole, format=format, now=now)  # type: ignore[arg-type]
    name = exporting.filename(row.institution, now.year, None, part, format)
    with acting(by=request.user, now=now):
        details = {"file": name, "edition": None}
        record(
            "register.exported", subject=row.institution, institution=row.institution.code, details=details
        )
    return responses.attachment(file, name, TYPES[format])


def _sheet(
    request: HttpRequest, institution: Any, row: EditionEntry | None, content: Any, part: str
) -> HttpResponseBase:
    """The single-power sheet of a frozen entry, or of the content as it stands now."""
    now = timezone.localtime()
    of = row.edition if row else None
    year = of.year if of else now.year
    number = sheet.entry_number(row) if row else sheet.draft_number(institution, content)
    made = sheet.render(heading(institution, year, of, now), content, number)
    with acting(by=request.user, now=now):
        details = {"format": "pdf", "digests": {number: content_digest(content)}}
        record("paper.printed", subject=institution, institution=institution.code, details=details)
    return responses.attachment(made, exporting.filename(institution, year, of, part, "pdf"), TYPES["pdf"])


def _stored(request: HttpRequest, row: GeneratedDocument) -> HttpResponseBase:
    if row.status != DocumentStatus.DONE:
        messages.warning(request, _("文件%(status)s，请稍后再下载。") % {"status": row.get_status_display()})
        return redirect("registers:detail", row.edition_id)
    try:
        file = documents.path_of(row).open("rb")
    except OSError:
        raise Http404(_("存储的文件不见了，请联系系统管理员从备份恢复。")) from None
    name = exporting.filename(
        row.edition.institution, row.edition.year, row.edition, str(row.get_kind_display()), "pdf"
    )
    return responses.attachment(file, name.replace(" PDF.pdf", ".pdf"), responses.PDF)
