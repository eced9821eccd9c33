"""From stored units and powers to the overview map, and the map to a page or a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from organisation.models import Institution, Unit
from powers.models import Power
from powers.overview import Band, Item, Overview, how_many, overview_dot
from powers.printing import png_of
from riskreg.phrases import labelled, listed
from riskreg.rendering import dot
from riskreg.rendering.responses import inline_svg
from riskreg.rendering.svg import clean_svg, standalone

DPI = 150
ROOT = 1  # depth of the unit that stands for the institution


def map_of(
    institution: Institution,
    units: Iterable[Unit],
    powers: Iterable[Power],
    *,
    unit: Unit | None = None,
    links: str | None = "",
) -> Overview:
    """Return the working map: these units in tree order with these powers; abolished ones only with powers.

    `unit` is the one whose own map it is. `links` goes before every address; None leaves them out.
    """
    held: dict[int, list[Item]] = {}
    for power in powers:
        grade = power.assessment.grade if hasattr(power, "assessment") else ""
        url = "" if links is None else links + reverse("powers:detail", args=[power.pk])
        held.setdefault(power.unit_id, []).append(Item(power.code, power.name, grade, url))
    shown = [one for one in units if held.get(one.pk) or (one.depth > ROOT and not one.abolished_on)]
    levels = _levels([one.path for one in shown])
    bands = tuple(
        Band(one.name, level, tuple(held.get(one.pk, ())), *_addresses(one, unit, links))
        for one, level in zip(shown, levels, strict=True)
    )
    focus = unit.name if unit and shown and shown[0].pk == unit.pk else ""
    return Overview(institution.name, bands, focus, _("工作稿"), date_format(localdate()))


def _levels(paths: Iterable[str]) -> list[int]:
    """Return how many of the shown units stand above each."""
    above: list[str] = []
    levels = []
    for path in paths:
        above = [held for held in above if path.startswith(held)]
        levels.append(len(above))
        above.append(path)
    return levels


def _addresses(one: Unit, unit: Unit | None, links: str | None) -> tuple[str, str]:
    """Return where a unit's own map is ('' on that map itself) and where the list of its powers is."""
    if links is None:
        return "", ""
    own, every = (
        f"{links}{reverse(name)}?{urlencode({'unit': one.pk})}" for name in ("powers:map", "powers:list")
    )
    return ("" if unit and one.pk == unit.pk else own), every


def svg_of(overview: Overview) -> SafeString:
    """Return the map as inline SVG whose boxes are links; the sentence of `DotError` if it cannot be drawn."""
    try:
        svg = _svg(overview)
    except dot.DotError as error:
        return format_html('<p role="alert">{}</p>', str(error))
    return inline_svg(svg)


def file_of(overview: Overview, format: Literal["svg", "pdf", "png"], dpi: int = DPI) -> bytes:
    """Return the map as a file. Raises DotError; Refused for a `dpi` that is silly."""
    if format == "svg":
        return standalone(_svg(overview))
    drawing = overview_dot(overview)
    if format == "png":
        return png_of(drawing, dpi)
    return dot.render_cached(drawing.source, format=format, engine=drawing.engine)


def _svg(overview: Overview) -> str:
    drawing = overview_dot(overview)
    drawn = dot.render_cached(drawing.source, format="svg", engine=drawing.engine)
    words = listed(labelled(band.name, how_many(len(band.powers))) for band in overview.bands)
    return clean_svg(drawn, title=overview.title, description=words, titles=overview.titles())


def page_of(overview: Overview, files: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `powers/_map.html` reads; `files` is where the map is downloaded with the same query."""
    return {
        "overview": overview,
        "svg": svg_of(overview) if overview.bands else "",
        "files": f"{files}?{urlencode(query)}",
    }
