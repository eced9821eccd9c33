"""Published powers as sheets and slides tell of them: frozen public content, with the address of their page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from portal import querysets
from portal.sheets import Power, power_of
from registers.charts import Mark, mark_of
from registers.models import Edition, EditionEntry


@dataclass(frozen=True)
class Shown:
    """Powers to be shown together, what they are called, and when their edition was published."""

    powers: tuple[Power, ...]
    title: str
    filename: str
    created: datetime
    edition_pk: int
    unit_code: str
    base: str


def base_of(request: HttpRequest) -> str:
    """Return where the public finds the portal: the setting, else the address this visitor used."""
    return settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")


def page_of(base: str, institution: str, code: str) -> str:
    """Return the absolute address of a power's public page."""
    return base + reverse("portal:power", args=[institution, code])


def entry_of(institution: str, code: str) -> EditionEntry:
    """Return a published entry with its edition. Raises Http404 for anything the public may not read."""
    edition = edition_of(institution)
    entry: EditionEntry = get_object_or_404(edition.entries.filter(is_public=True), code=code)
    entry.edition = edition
    return entry


def edition_of(institution: str) -> Edition:
    """Return the institution's published edition. Raises Http404 if there is none."""
    edition = querysets.edition_of(institution)
    if edition is None:
        raise Http404
    return edition


def one(request: HttpRequest, institution: str, code: str) -> Shown:
    """Return one power to be shown."""
    entry = entry_of(institution, code)
    name = f"{entry.edition.institution.short_name}-{entry.code}-{entry.name}"
    return _shown(entry.edition, [entry], entry.name, name, base_of(request))


def unit(request: HttpRequest, institution: str, unit_code: str) -> Shown:
    """Return every published power of a unit, in the order of the edition."""
    return of_unit(edition_of(institution), unit_code, base_of(request))


def of_unit(edition: Edition, unit_code: str, base: str) -> Shown:
    """Return every public power of a unit in an edition. Raises Http404 if it has none."""
    entries = list(edition.entries.filter(is_public=True, unit_code=unit_code).order_by("position"))
    if not entries:
        raise Http404
    title = _("%(unit)s权力运行流程图") % {"unit": entries[0].unit_name}
    name = f"{edition.institution.short_name}-{entries[0].unit_name}"
    return _shown(edition, entries, title, name, base, unit_code)


def _shown(
    edition: Edition, entries: Iterable[EditionEntry], title: str, name: str, base: str, unit_code: str = ""
) -> Shown:
    published = edition.published_at or edition.opened_at
    powers = []
    for entry in entries:
        entry.edition = edition
        powers.append(
            power_of(
                querysets.content_of(entry),
                edition.institution,
                mark=mark_of(edition) or Mark(edition.label, localdate(published)),
                published=date_format(localdate(published)),
                url=page_of(base, edition.institution.code, entry.code),
            )
        )
    return Shown(tuple(powers), title, name, published, edition.pk, unit_code, base)
