"""What approving an edition freezes: its entries, in register order, not yet stored; and their numbers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count

from dossiers.content import content_digest, content_of
from powers.models import Power
from registers.carrying import carried
from registers.enums import ResolutionOutcome
from registers.models import Edition, EditionEntry

CARRIED = (
    "power",
    "code",
    "name",
    "unit_code",
    "unit_name",
    "category_code",
    "category_name",
    "grade",
    "is_public",
    "content",
    "digest",
)


def frozen_entries(edition: Edition) -> list[EditionEntry]:
    """Return what the meeting included as it stands today, and what an amendment carries over as it stood."""
    chosen = edition.resolutions.filter(outcome=ResolutionOutcome.INCLUDE).values("power")
    powers = Power.objects.filter(pk__in=chosen).with_dossier()
    kept = carried(edition).select_related("power__unit")
    entries = [*map(_entry, powers), *map(_copy, kept)]
    entries.sort(key=lambda entry: (entry.power.unit.path, entry.code))
    for position, entry in enumerate(entries):
        entry.edition, entry.position = edition, position
    return entries


def numbers(edition: Edition) -> dict[str, Any]:
    """Return what approving would freeze today, in numbers: all, those not public, and by grade."""
    included = edition.resolutions.filter(outcome=ResolutionOutcome.INCLUDE).order_by()
    held: Counter[tuple[str, bool]] = Counter()
    for rows, grade, public in (
        (included, "power__assessment__grade", "power__is_public"),
        (carried(edition).order_by(), "grade", "is_public"),
    ):
        for letter, shown, count in rows.values_list(grade, public).annotate(Count("pk")):
            held[letter, shown] += count
    return {
        "total": held.total(),
        "inside": sum(count for (_letter, shown), count in held.items() if not shown),
        "grades": [(letter, held[letter, True] + held[letter, False]) for letter in "ABC"],
    }


def _entry(power: Power) -> EditionEntry:
    content = content_of(power)
    return EditionEntry(
        power=power,
        code=power.code,
        name=power.name,
        unit_code=power.unit.code,
        unit_name=power.unit.name,
        category_code=power.category.code,
        category_name=power.category.name,
        grade=content["grade"],
        is_public=power.is_public,
        content=content,
        digest=content_digest(content),
    )


def _copy(entry: EditionEntry) -> EditionEntry:
    """Return the entry for another edition, saying where its content was approved."""
    same = {name: getattr(entry, name) for name in CARRIED}
    return EditionEntry(**same, carried_from_id=entry.carried_from_id or entry.edition_id)
