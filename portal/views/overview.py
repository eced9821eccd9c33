"""The overview map of a published edition, as a page and as a file, for everybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from portal import mapping, published
from powers.mapping import file_of, page_of
from powers.views.drawing import TYPES
from riskreg.rendering import responses


@login_not_required
@require_GET
def overview_map(request: HttpRequest, institution: str) -> HttpResponse:
    """The map of an institution; `?unit=` narrows it to the unit of this code."""
    edition, unit = published.edition_of(institution), request.GET.get("unit", "")
    overview = mapping.map_of(edition, unit=unit)
    context = {"edition": edition, "institution": edition.institution, "unit": unit}
    files = reverse("portal:map_file", args=[institution])
    context |= page_of(overview, files, {"unit": unit} if unit else {})
    return render(request, "portal/map.html", context)


@login_not_required
@require_GET
def overview_file(request: HttpRequest, institution: str) -> HttpResponseBase:
    """The same map as a file, its links with the address of the portal."""
    edition, format = published.edition_of(institution), request.GET.get("format", "svg")
    links = published.base_of(request)
    overview = mapping.map_of(edition, unit=request.GET.get("unit", ""), links=links)
    if format not in TYPES or not overview.bands:
        raise Http404
    drawn = file_of(overview, format)  # type: ignore[arg-type]
    return responses.attachment(drawn, f"{overview.title}.{format}", TYPES[format])
