"""Downloads: the register, one unit, one power, and the stored documents of frozen editions."""

from __future__ import annotations

import tempfile
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from audit.recording import record
from dossiers.content import content_digest
from organisation.models import Institution, Unit
from powers.models import Power
from registers import documents, exporting, official, permissions
from registers.content import working_contents, working_powers
from registers.enums import DocumentStatus
from registers.headings import heading
from registers.models import Edition, EditionEntry, GeneratedDocument
from registers.papers import sheet
from registers.tasks import request_document
from riskreg.decisions import Denied, require
from riskreg.guarded import acting
from riskreg.rendering import responses

TYPES = {"xlsx": responses.XLSX, "pdf": responses.PDF, "json": responses.JSON}
PDF_AT_ONCE = 60  # powers; larger books are made outside the request


@require_GET
def working_copy(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """The whole working copy, marked as a draft."""
    institution = get_object_or_404(Institution.objects.reached_by(request.user, "view_dossier"), pk=pk)
    require(permissions.can_export(request.user, institution))
    powers = working_powers(institution)
    _require_small(format, powers)
    contents = working_contents(powers.iterator(chunk_size=200))
    return _download(request, institution, None, contents, format, _("登记册草稿"))


@require_GET
def edition(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """A frozen edition; its PDF is the stored document."""
    row = get_object_or_404(Edition.objects.visible_to(request.user).select_related("institution"), pk=pk)
    require(permissions.can_export(request.user, row.institution))
    if not row.digest:
        return working_copy(request, row.institution_id, format)
    if format == "pdf":
        document = get_object_or_404(GeneratedDocument, edition=row, kind="internal_pdf")
        return _stored(request, document)
    contents = exporting.contents_for(row.institution, row)
    return _download(request, row.institution, row, contents, format, _("登记册"))


@require_GET
def table(request: HttpRequest, pk: int, table: str) -> HttpResponseBase:
    """One official table of the edition as a workbook of its own."""
    row = get_object_or_404(Edition.objects.visible_to(request.user).select_related("institution"), pk=pk)
    require(permissions.can_export(request.user, row.institution))
    kind = official.TABLES.get(table)
    if kind is None:
        raise Http404
    now = timezone.localtime()
    file: Any = tempfile.TemporaryFile("w+b")  # noqa: SIM115 - the response closes it
    official.write(kind, row, now, file)
    file.seek(0)
    name = exporting.filename(row.institution, row.year, row if row.digest else None, str(kind.label), "xlsx")
    _note(request, row.institution, row, name, now)
    return responses.attachment(file, name, responses.XLSX)


@require_GET
def unit(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """One unit with everything below it, as it stands now."""
    row = get_object_or_404(Unit.objects.reached_by(request.user, "view_dossier"), pk=pk)
    powers = working_powers(row.institution).filter(unit__path__startswith=row.path)
    _require_small(format, powers)
    contents = working_contents(powers.iterator(chunk_size=200))
    return _download(request, row.institution, None, contents, format, row.name)


@require_GET
def power(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """One power as it stands now."""
    row = get_object_or_404(Power.objects.visible_to(request.user).with_dossier(), pk=pk)
    contents = working_contents([row])
    part = f"{row.code}-{row.name}"
    if format == "pdf":
        return _sheet(request, row.institution, None, next(contents), part)
    return _download(request, row.institution, None, contents, format, part)


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


def _download(
    request: HttpRequest, institution: Any, row: Edition | None, contents: Any, format: str, part: str
) -> HttpResponseBase:
    now = timezone.localtime()
    year = row.year if row else now.year
    file = exporting.export(
        institution=institution, year=year, edition=row, contents=contents, format=format, now=now
    )
    name = exporting.filename(institution, year, row, part, format)
    _note(request, institution, row, name, now)
    return responses.attachment(file, name, TYPES[format])


def _note(request: HttpRequest, institution: Any, row: Edition | None, name: str, now: datetime) -> None:
    with acting(by=request.user, now=now):
        details = {"file": name, "edition": row.label if row else None}
        record("register.exported", subject=institution, institution=institution.code, details=details)


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


def _require_small(format: str, powers: Any) -> None:
    if format == "pdf" and powers.count() > PDF_AT_ONCE:
        sentence = _("职权超过%(limit)s项，请按科室或单项下载PDF，或在命令行用 export_register 生成整册。")
        require(Denied(sentence % {"limit": PDF_AT_ONCE}))
