"""The stored flowchart as a file, in the layout and format that people choose."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from powers import charting
from powers.enums import ChartLayout
from powers.views.finding import visible_power
from riskreg.rendering import responses

TYPES: dict[str, str] = {"svg": responses.SVG, "pdf": responses.PDF, "png": responses.PNG}
DPI = 150


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The drawing with what staff see: `layout`, `format`, and for PNG `dpi` in the address. Its links lead here."""
    power = visible_power(request, pk)
    layout, format = ChartLayout.chosen(request.GET.get("layout")), request.GET.get("format", "svg")
    if format not in TYPES or not power.steps.exists():
        raise Http404
    page = request.build_absolute_uri(reverse("powers:detail", args=[pk]))
    drawn = charting.file_of(
        power, layout=layout, internal=True, format=format, dpi=_dpi(request), link=f"{page}#row-"
    )
    name = f"{power.code}-{power.name}-{ChartLayout(layout).label}.{format}"
    return responses.attachment(drawn, name, TYPES[format])


def _dpi(request: HttpRequest) -> int:
    """Return the resolution asked for; 0, which is refused, if it is no number."""
    text = request.GET.get("dpi", str(DPI))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
