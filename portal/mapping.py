"""The overview map outside: public entries of a published edition by unit, and nothing else.

An edition freezes no unit tree, so its units stand on one level, in the order of the edition.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format

from powers.overview import Band, Item, Overview
from registers.charts import mark_of
from registers.models import Edition


def map_of(edition: Edition, *, unit: str = "", links: str | None = "") -> Overview:
    """Return the map of what the edition tells the public, of one unit if `unit` is its code.

    `links` goes before every address; None leaves them out. Raises Http404 for a unit without public powers.
    """
    code, mark = edition.institution.code, mark_of(edition)
    entries = edition.entries.filter(is_public=True).order_by("position")
    if unit:
        entries = entries.filter(unit_code=unit)
    names: dict[str, str] = {}
    held: dict[str, list[Item]] = {}
    rows = entries.values_list("unit_code", "unit_name", "code", "name", "grade")
    for unit_code, unit_name, power, name, grade in rows:
        names.setdefault(unit_code, unit_name)
        url = "" if links is None else links + reverse("portal:power", args=[code, power])
        held.setdefault(unit_code, []).append(Item(power, name, grade, url))
    if unit and not held:
        raise Http404
    bands = tuple(
        Band(names[key], 0, tuple(items), *_addresses(code, key, names[key], links, own=bool(unit)))
        for key, items in held.items()
    )
    return Overview(
        institution=edition.institution.name,
        bands=bands,
        unit=names[unit] if unit else "",
        edition=edition.label,
        day=date_format(mark.day) if mark else "",
    )


def _addresses(code: str, unit: str, name: str, links: str | None, *, own: bool) -> tuple[str, str]:
    """Return where the unit's own map is ('' on that map itself) and where its powers are listed."""
    if links is None:
        return "", ""
    here = f"{links}{reverse('portal:map', args=[code])}?{urlencode({'unit': unit})}"
    every = f"{links}{reverse('portal:home')}?{urlencode({'institution': code, 'unit': name})}"
    return ("" if own else here), every
