"""What the outside sees: frozen public entries of published editions, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from organisation.models import Institution
from registers import words
from registers.content import public_content
from registers.models import Edition, EditionEntry

FILTERS = {
    "institution": "edition__institution__code",
    "unit": "unit_name",
    "category": "category_name",
    "grade": "grade",
}


def entries() -> QuerySet[EditionEntry]:
    """Return the entries the public may read, without their content, in reading order."""
    return (
        EditionEntry.objects.outside()
        .select_related("edition__institution")
        .defer("content")
        .order_by("edition__institution__code", "position")
    )


def filtered(query: Mapping[str, str]) -> QuerySet[EditionEntry]:
    """Return the entries that match the search text `q` and the filters given."""
    found = entries()
    for name, field in FILTERS.items():
        if query.get(name):
            found = found.filter(**{field: query[name]})
    text = (query.get("q") or "").strip()[:100]
    return found.matching(text) if text else found  # type: ignore[attr-defined, no-any-return]


def choices() -> dict[str, list[tuple[str, str]]]:
    """Return what each filter can be set to: value and words, from what is published."""
    rows = list(
        entries()
        .order_by()
        .values_list(
            "edition__institution__code", "edition__institution__name", "unit_name", "category_name", "grade"
        )
        .distinct()
    )
    return {
        "institution": sorted({(row[0], row[1]) for row in rows}),
        "unit": sorted({(row[2], row[2]) for row in rows}),
        "category": sorted({(row[3], words.category(row[3])) for row in rows}),
        "grade": sorted({(row[4], row[4]) for row in rows if row[4]}),
    }


def edition_of(institution_code: str) -> Edition | None:
    """Return the edition the institution has published to everybody, None if there is none."""
    published = Edition.objects.published().filter(institution__code=institution_code)
    return published.select_related("institution", "publication", "approval").first()  # type: ignore[no-any-return]


def content_of(entry: EditionEntry) -> dict[str, Any]:
    """Return the public part of an entry's frozen content."""
    include = entry.edition.publication.include_measures
    return public_content(entry.content, include_measures=include)


def institutions() -> QuerySet[Institution]:
    """Return the institutions that have published something."""
    return Institution.objects.filter(editions__in=Edition.objects.published()).order_by("code")  # type: ignore[no-any-return]
