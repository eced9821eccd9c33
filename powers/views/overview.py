"""The overview map of what the account may see in an institution, as a page and as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from organisation.models import Institution, Unit
from powers import mapping
from powers.models import Power
from powers.overview import Overview
from powers.views.drawing import TYPES
from riskreg.rendering import responses


@require_safe
def overview_map(request: HttpRequest) -> HttpResponse:
    """The map: `?unit=` narrows it to a unit with what is below it, `?institution=` chooses among several."""
    institutions = _institutions(request)
    unit = _unit(request)
    chosen = _chosen(request, institutions, unit)
    if chosen is None:
        return render(request, "powers/map.html")
    query = {"unit": unit.pk} if unit else {"institution": chosen.code}
    context = {"institution": chosen, "institutions": institutions, "unit": unit}
    context |= mapping.page_of(_drawn(request, chosen, unit), reverse("powers:map_file"), query)
    return render(request, "powers/map.html", context)


@require_safe
def overview_file(request: HttpRequest) -> HttpResponseBase:
    """The same map as a file, its links with the address of this site."""
    unit, format = _unit(request), request.GET.get("format", "svg")
    chosen = _chosen(request, _institutions(request), unit)
    if chosen is None or format not in TYPES:
        raise Http404
    overview = _drawn(request, chosen, unit, request.build_absolute_uri("/").rstrip("/"))
    if not overview.bands:
        raise Http404
    drawn = mapping.file_of(overview, format)  # type: ignore[arg-type]
    return responses.attachment(drawn, f"{overview.title}.{format}", TYPES[format])


def _institutions(request: HttpRequest) -> list[Institution]:
    return list(Institution.objects.reached_by(request.user, "view_dossier").order_by("code"))


def _unit(request: HttpRequest) -> Unit | None:
    """Return the unit that the address names, 404 if the account may not see it."""
    key = request.GET.get("unit", "")
    if not key:
        return None
    pk = int(key) if key.isascii() and key.isdecimal() and len(key) < 16 else 0
    found: Unit = get_object_or_404(Unit.objects.reached_by(request.user, "view_dossier"), pk=pk)
    return found


def _chosen(request: HttpRequest, reached: list[Institution], unit: Unit | None) -> Institution | None:
    """Return the unit's institution, the one the address names, one's own, or the first that is reached."""
    code, own = request.GET.get("institution", ""), getattr(request.user, "institution_id", None)
    if unit:
        return next(one for one in reached if one.pk == unit.institution_id)
    if code:
        found = [one for one in reached if one.code == code]
        if not found:
            raise Http404
        return found[0]
    return next((one for one in reached if one.pk == own), reached[0] if reached else None)


def _drawn(request: HttpRequest, institution: Institution, unit: Unit | None, links: str = "") -> Overview:
    units = Unit.objects.reached_by(request.user, "view_dossier").filter(institution=institution)
    powers = Power.objects.visible_to(request.user).in_force().filter(institution=institution)
    if unit:
        units = units.filter(path__startswith=unit.path)
        powers = powers.filter(unit__path__startswith=unit.path)
    return mapping.map_of(institution, units, powers.select_related("assessment"), unit=unit, links=links)
