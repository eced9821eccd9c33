"""What an office hangs up: posters and notice-board sheets (PDF), slides for a screen, a chart for other sites."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import condition, require_GET, require_safe

from portal import embedding, published, screen, tasks, wall
from portal.sheets import BOARD, PAPERS, POSTERS, Paper
from riskreg.rendering import responses
from riskreg.typed import number


@login_not_required
@require_GET
def poster(request: HttpRequest, institution: str, code: str) -> HttpResponseBase:
    """One power as a poster, A2 if the address names no size."""
    paper = _paper(request)
    return _pdf(request, published.one(request, institution, code), paper, _("海报") + paper.name)


@login_not_required
@require_GET
def board(request: HttpRequest, institution: str, code: str) -> HttpResponseBase:
    """One power for the notice board, A4."""
    return _pdf(request, published.one(request, institution, code), PAPERS[BOARD], _("公告栏张贴页"))


@login_not_required
@require_GET
def unit_poster(request: HttpRequest, institution: str, unit: str) -> HttpResponseBase:
    """Posters of every published power of a unit."""
    paper = _paper(request)
    return _pdf(request, published.unit(request, institution, unit), paper, _("海报") + paper.name)


@login_not_required
@require_GET
def unit_board(request: HttpRequest, institution: str, unit: str) -> HttpResponseBase:
    """Notice-board sheets of every published power of a unit."""
    return _pdf(request, published.unit(request, institution, unit), PAPERS[BOARD], _("公告栏张贴页"))


@login_not_required
@require_GET
def slides(request: HttpRequest, institution: str, code: str) -> HttpResponse:
    """One power on a lobby screen."""
    return _slides(request, published.one(request, institution, code))


@login_not_required
@require_GET
def unit_slides(request: HttpRequest, institution: str, unit: str) -> HttpResponse:
    """Every published power of a unit on a lobby screen, one after the other."""
    return _slides(request, published.unit(request, institution, unit))


@login_not_required
@xframe_options_exempt
@csp_replace(embedding.POLICY)  # type: ignore[arg-type]
@require_safe
@condition(etag_func=embedding.etag)
def embed(request: HttpRequest, institution: str, code: str) -> HttpResponse:
    """Answer with the chart for `<img>` and `<object>` on any site."""
    drawn = embedding.file_of(request, institution, code)
    if not drawn:
        raise Http404
    return HttpResponse(drawn, content_type=responses.SVG, headers=embedding.HEADERS)


def _paper(request: HttpRequest) -> Paper:
    size = request.GET.get("size", "").upper()
    return PAPERS[size if size in POSTERS else "A2"]


def _pdf(request: HttpRequest, shown: published.Shown, paper: Paper, kind: str) -> HttpResponseBase:
    """Answer with the sheets; a large set that is not ready is made outside the request."""
    if len(shown.powers) > tasks.AT_ONCE and wall.kept(shown.powers, paper, shown.title) is None:
        tasks.ask(shown, paper)
        waiting = render(request, "portal/making.html", {"shown": shown}, status=202)
        waiting["Refresh"] = "8"
        return waiting
    made = wall.made(shown.powers, paper, title=shown.title, created=shown.created)
    return responses.attachment(made, f"{shown.filename}-{kind}.pdf", responses.PDF)


def _slides(request: HttpRequest, shown: published.Shown) -> HttpResponse:
    every = request.GET.get("every", "")
    seconds = min(max(number(every), 1), 600) if every.isdecimal() else screen.EVERY
    context = {"shown": shown, "slides": screen.slides(shown.powers), "every": seconds}
    return render(request, "portal/slides.html", context)
