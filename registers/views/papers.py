"""The papers of an edition: one page that lists them, and each as PDF and for Word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from audit.recording import record
from registers import official, permissions
from registers.models import Edition
from registers.papers import catalogue, responsibility
from registers.views.loading import load
from riskreg.decisions import Allowed, Decision, Denied, require
from riskreg.guarded import acting
from riskreg.rendering import docx_file, fonts, letter, responses
from riskreg.rendering.letter import Letter

LETTERS_SHOWN = 25  # letters on a page of the list, and in one file
ROWS_AT_ONCE = 2000  # powers and risk points in one file; about 14 s


@require_safe
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """List the papers of the edition, what each lacks, and which fonts are replaced."""
    edition = load(request, pk)
    may = permissions.can_print(request.user, edition.institution)
    context = {
        "edition": edition,
        "denied": may.reason if isinstance(may, Denied) else "",
        "lines": list(catalogue.lines(edition)),
        "letters": catalogue.letters_ready(edition),
        "substitutes": fonts.substitutes(),
        "tables": official.TABLES.values()
        if permissions.can_export(request.user, edition.institution)
        else (),
    }
    return render(request, "registers/papers.html", context)


@require_GET
def paper(request: HttpRequest, pk: int, paper: str, format: str) -> HttpResponseBase:
    """One paper as PDF or for Word."""
    edition = load(request, pk)
    require(permissions.can_print(request.user, edition.institution))
    kind = catalogue.PAPERS.get(paper)
    if kind is None:
        raise Http404
    require(kind.ready(edition))
    now = timezone.localtime()
    made = [kind.build(edition, request.user, now)]
    return _download(request, edition, made, f"{made[0].number}-{kind.label}", format, now)


@require_safe
def letters(request: HttpRequest, pk: int) -> HttpResponse:
    """List the responsibility letters of a frozen edition, by level and post."""
    edition = load(request, pk)
    require(permissions.can_print(request.user, edition.institution))
    require(catalogue.letters_ready(edition))
    charges = responsibility.charges_of(edition)
    page = Paginator(charges, LETTERS_SHOWN).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "page": page,
        "rows": [(charge, responsibility.number(edition, charge)) for charge in page],
        "together": bool(_small(list(page))),
        "unnamed": responsibility.unnamed(edition),
        "substitutes": fonts.substitutes(),
    }
    return render(request, "registers/letters.html", context)


@require_GET
def one_letter(request: HttpRequest, pk: int, number: int, format: str) -> HttpResponseBase:
    """One responsibility letter as PDF or for Word."""
    edition = load(request, pk)
    require(permissions.can_print(request.user, edition.institution))
    require(catalogue.letters_ready(edition))
    made = responsibility.letters(edition, [number])
    if not made:
        raise Http404
    return _download(request, edition, made, f"{made[0].number}-{_('责任书')}", format, timezone.localtime())


@require_GET
def letters_together(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The responsibility letters of one page of the list in one PDF, each to be printed on its own sheets."""
    edition = load(request, pk)
    require(permissions.can_print(request.user, edition.institution))
    require(catalogue.letters_ready(edition))
    charges = responsibility.charges_of(edition)
    page = Paginator(charges, LETTERS_SHOWN).get_page(request.GET.get("page"))
    require(_small(list(page)))
    made = [responsibility.letter(edition, charge) for charge in page]
    if not made:
        raise Http404
    name = f"{made[0].number}-{_('责任书')}{len(made)}"
    return _download(request, edition, made, name, "pdf", timezone.localtime())


def _small(charges: Sequence[responsibility.Charge]) -> Decision:
    """Are these letters short enough to be made in one file while somebody waits?"""
    if sum(len(charge.powers) + charge.points for charge in charges) <= ROWS_AT_ONCE:
        return Allowed()
    return Denied(_("本页责任书所附清单太长，请逐份下载。"))


def _download(
    request: HttpRequest, edition: Edition, made: Sequence[Letter], name: str, format: str, now: datetime
) -> HttpResponseBase:
    created = edition.frozen_at or now
    if format == "docx":
        content, kind = docx_file.write(made[0], created=created), responses.DOCX
    else:
        content, kind = letter.render(made, created=created), responses.PDF
    printed = {one.number: letter.digest(one) for one in made}
    with acting(by=request.user, now=now):
        details = {"format": format, "digests": printed}
        record("paper.printed", subject=edition, institution=edition.institution.code, details=details)
    return responses.attachment(content, f"{name}.{format}", kind)
