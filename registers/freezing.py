"""What approving an edition freezes: its entries, in register order, not yet stored; and their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Count

from audit.chain import canonical
from dossiers.content import content_digest, content_of
from powers.models import Power
from registers.carrying import carried
from registers.content import ContentsDigest
from registers.enums import ResolutionOutcome
from registers.models import Edition, EditionEntry
from riskreg.uncollected import tidy, uncollected

CARRIED = (
    "power_id",
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


STRETCH = 100  # entries made and stored at once


@dataclass(frozen=True)
class Frozen:
    """What was stored: the digests of all and of the public entries, how many there are, how many carried over."""

    digest: str
    public_digest: str
    entries: int
    carried: int


def freeze(edition: Edition) -> Frozen:
    """Store the entries of the edition, in flat memory, and return what they come to."""
    whole, public, entries, carried_over = ContentsDigest(), ContentsDigest(), 0, 0
    made = frozen_entries(edition)
    with uncollected():
        while batch := list(islice(made, STRETCH)):
            EditionEntry.objects.bulk_create(batch)
            for entry in batch:
                text = canonical(entry.content)
                whole.add(text)
                if entry.is_public:
                    public.add(text)
            entries += len(batch)
            carried_over += sum(entry.carried_from_id is not None for entry in batch)
    return Frozen(whole.hexdigest(), public.hexdigest(), entries, carried_over)


def frozen_entries(edition: Edition) -> Iterator[EditionEntry]:
    """Yield what the meeting included as it stands today, and what an amendment carries over as it stood.

    In register order, not yet stored, a stretch read at a time.
    """
    chosen = edition.resolutions.filter(outcome=ResolutionOutcome.INCLUDE).values("power")
    powers = Power.objects.filter(pk__in=chosen)
    kept = carried(edition)
    places: list[tuple[str, str, Any, int]] = [
        *((path, code, _entry, pk) for path, code, pk in powers.values_list("unit__path", "code", "pk")),
        *((path, code, _copy, pk) for path, code, pk in kept.values_list("power__unit__path", "code", "pk")),
    ]
    places.sort(key=lambda place: place[:2])
    for start in range(0, len(places), STRETCH):
        stretch = places[start : start + STRETCH]
        found: dict[Any, dict[int, Any]] = {
            _entry: powers.with_dossier().in_bulk([pk for *_place, make, pk in stretch if make is _entry]),
            _copy: kept.in_bulk([pk for *_place, make, pk in stretch if make is _copy]),
        }
        for position, (_path, _code, make, pk) in enumerate(stretch, start=start):
            entry = make(found[make][pk])
            entry.edition, entry.position = edition, position
            yield entry
        found.clear()
        tidy()


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
        power_id=power.pk,
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
