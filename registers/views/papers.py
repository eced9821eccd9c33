"""The papers of an edition: one page that lists them, and each as PDF and for Word."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from registers import actions, official, permissions, sending
from registers.enums import OrderKind
from registers.forms import CopiesForm
from registers.papers import catalogue, responsibility
from registers.takeaways import LETTERS_A_PAGE
from registers.views.loading import attempt, load, record_page
from registers.views.orders import deliver
from riskreg.conflicts import seen_token, stale_response
from riskreg.decisions import Denied, require
from riskreg.phrases import labelled
from riskreg.rendering import fonts
from riskreg.stale import Stale, token, values_of


@require_safe
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """List the papers of the edition, what each lacks, and which fonts are replaced."""
    edition = load(request, pk)
    may = permissions.can_print(request.user, edition.institution)
    context = {
        "edition": edition,
        "denied": may.reason if isinstance(may, Denied) else "",
        "lines": list(catalogue.lines(edition)),
        "may_record": bool(permissions.can_record(request.user, edition, edition.state)),
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


@require_http_methods(["GET", "HEAD", "POST"])
def copies(request: HttpRequest, pk: int, paper: str) -> HttpResponse:
    """State who gets copies of a letter that is sent."""
    edition, sent = load(request, pk), sending.SENT.get(paper)
    if sent is None:
        raise Http404
    require(permissions.can_record(request.user, edition, sent.stage))
    posted, back = request.method == "POST", reverse("registers:papers", args=[pk])
    seen = seen_token(request) if posted else token(values_of(edition, (sent.field,)))
    texts = {"stored": sending.copies_of(edition, paper), "offered": sending.offered(edition, paper)}
    form = CopiesForm(request.POST or None, name=sent.field, **texts)
    if posted and form.is_valid():
        values = {"paper": paper, "copies": form.copies(), "seen": seen}
        values |= {"by": request.user, "now": timezone.now()}
        try:
            if not attempt(form, actions.record_copies, edition=edition, **values):
                messages.success(request, _("已保存。"))
                return redirect(back)
        except Stale as stale:
            return stale_response(request, form, stale, back=back)
    title = labelled(catalogue.PAPERS[paper].label, _("抄送"))
    return record_page(request, edition, form, title, back, seen=seen)


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
