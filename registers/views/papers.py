"""The papers of an edition: one page that lists them, and each as PDF and for Word."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from registers import official, permissions
from registers.enums import OrderKind
from registers.papers import catalogue, responsibility
from registers.takeaways import LETTERS_A_PAGE
from registers.views.loading import load
from registers.views.orders import deliver
from riskreg.decisions import Denied, require
from riskreg.rendering import fonts


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
    return deliver(request, OrderKind.PAPER, pk=pk, paper=paper, format=format)


@require_safe
def letters(request: HttpRequest, pk: int) -> HttpResponse:
    """List the responsibility letters of a frozen edition, by level and post."""
    edition = load(request, pk)
    require(permissions.can_print(request.user, edition.institution))
    require(catalogue.letters_ready(edition))
    charges = responsibility.charges_of(edition)
    page = Paginator(charges, LETTERS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "page": page,
        "rows": [(charge, responsibility.number(edition, charge)) for charge in page],
        "unnamed": responsibility.unnamed(edition),
        "substitutes": fonts.substitutes(),
    }
    return render(request, "registers/letters.html", context)


@require_GET
def one_letter(request: HttpRequest, pk: int, number: int, format: str) -> HttpResponseBase:
    """One responsibility letter as PDF or for Word."""
    return deliver(request, OrderKind.LETTER, pk=pk, number=number, format=format)


@require_GET
def letters_together(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The responsibility letters of one page of the list in one PDF, each to be printed on its own sheets."""
    return deliver(request, OrderKind.LETTERS, pk=pk, page=request.GET.get("page", "1"))
