"""Pages to read for everybody, without signing in. They read published editions only."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal import embedding, exports, published, querysets
from powers.enums import ChartLayout
from registers import charts, documents, exporting, words
from registers.enums import DocumentKind, DocumentStatus
from registers.models import Edition, GeneratedDocument
from riskreg import list_files
from riskreg.rendering import responses
from riskreg.rendering.dot import DotError
from riskreg.rendering.svg import standalone

logger = logging.getLogger("riskreg")
PAGE = 30
PUBLIC_LAYOUTS = [(layout.value, layout.label) for layout in (ChartLayout.FLOW, ChartLayout.LANES)]


@login_not_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Published powers, searched and filtered."""
    found = querysets.filtered(request.GET.dict())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    chosen = {name: request.GET.get(name, "") for name in querysets.FILTERS}
    context = {
        "page": page,
        "choices": querysets.choices(),
        "chosen": chosen,
        "q": request.GET.get("q", ""),
        "searching": any(chosen.values()) or bool(request.GET.get("q")),
        "institutions": querysets.institutions(),
        "export_files": list_files.links("portal:export"),
    }
    return render(request, "portal/home.html", context)


@login_not_required
@require_GET
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The powers that the page lists as a file."""
    found = querysets.filtered(request.GET.dict()).iterator(chunk_size=1000)
    rows = list_files.values(exports.COLUMNS, found)
    return list_files.list_file(extension, _("职权公开"), exports.COLUMNS, rows, timezone.localtime())


@login_not_required
@require_GET
def power(request: HttpRequest, institution: str, code: str) -> HttpResponse:
    """One published power: flowchart, the same steps as a table, bases, limits, complaint channels."""
    edition = _edition(institution)
    entry = get_object_or_404(edition.entries.filter(is_public=True), code=code)
    entry.edition = edition
    content = querysets.content_of(entry)
    layout = ChartLayout.chosen(request.GET.get("layout"), internal=False)
    context = {
        "edition": edition,
        "institution": edition.institution,
        "entry": entry,
        "content": content,
        "bases": [
            (row, words.basis(row), words.word("basis_level", row["level"])) for row in content["bases"]
        ],
        "limit": words.limit(content["time_limit"]),
        "steps": charts.table_of(content),
        "svg": _drawn(content, edition, layout),
        "layout": layout,
        "layouts": PUBLIC_LAYOUTS,
        "embed": embedding.code(request, entry) if content["steps"] else "",
    }
    return render(request, "portal/power.html", context)


def _drawn(content: dict[str, Any], edition: Edition, layout: str) -> str:
    """Return the chart for the page; '' if there is none or it cannot be drawn now: the table says the same."""
    try:
        svg = charts.svg_of(content, internal=False, mark=charts.mark_of(edition), layout=layout)
    except DotError:
        logger.exception("the chart of %s cannot be drawn", content["code"])
        return ""
    return responses.inline_svg(svg)


@login_not_required
@require_GET
def chart(request: HttpRequest, institution: str, code: str) -> HttpResponseBase:
    """The flowchart as an SVG file whose links lead to the public page."""
    edition = _edition(institution)
    entry = get_object_or_404(edition.entries.filter(is_public=True), code=code)
    entry.edition = edition
    content = querysets.content_of(entry)
    layout = ChartLayout.chosen(request.GET.get("layout"), internal=False)
    page = published.page_of(published.base_of(request), institution, code)
    svg = charts.svg_of(
        content, internal=False, mark=charts.mark_of(edition), layout=layout, link=f"{page}#row-"
    )
    if not svg:
        raise Http404
    return responses.attachment(standalone(svg), f"{code}-{entry.name}.svg", responses.SVG)


@login_not_required
@require_GET
def grades(request: HttpRequest, institution: str) -> HttpResponse:
    """The published grade catalogue: A, then B, then C."""
    edition = _edition(institution)
    rows = edition.entries.filter(is_public=True).defer("content").order_by("grade", "position")
    page = Paginator(rows, 100).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "institution": edition.institution,
        "page": page,
        "document": _pdf(edition),
        "units": edition.entries.filter(is_public=True).units(),
    }
    return render(request, "portal/grades.html", context)


@login_not_required
@require_GET
def book(request: HttpRequest, institution: str) -> HttpResponseBase:
    """The public register book, rendered once when the edition was published."""
    edition = _edition(institution)
    document = _pdf(edition)
    if document is None:
        raise Http404
    try:
        file = documents.path_of(document).open("rb")
    except OSError:
        raise Http404 from None
    name = exporting.filename(edition.institution, edition.year, edition, "公开册", "pdf")
    return responses.attachment(file, name, responses.PDF)


def _edition(institution: str) -> Edition:
    edition = querysets.edition_of(institution)
    if edition is None:
        raise Http404
    return edition


def _pdf(edition: Edition) -> GeneratedDocument | None:
    done = GeneratedDocument.objects.filter(
        edition=edition, kind=DocumentKind.PUBLIC_PDF, status=DocumentStatus.DONE
    )
    return done.first()
