"""What an amendment takes over unchanged from the edition it amends. The one home of the rule (ADR 11)."""

from __future__ import annotations

from typing import Any

from django.db.models import Subquery

from powers.enums import DossierState
from registers.models import Edition, EditionEntry


def amended(edition: Edition) -> Edition | None:
    """Return the edition that this one amends: the newest frozen one of its year; None for a new register."""
    return None if edition.number == 1 else _earlier(edition).first()  # type: ignore[no-any-return]


def offered(edition: Edition) -> Any:
    """Return the entries of the amended edition whose powers are still in the catalogue, as a queryset.

    They are taken over unless the meeting resolves otherwise. Without an amended edition there are none.
    """
    return _amended_entries(edition).exclude(power__state=DossierState.REMOVED)


def carried(edition: Edition) -> Any:
    """Return the entries an edition takes over unchanged, as a queryset.

    While it is open: those on whose power the meeting resolved nothing. Frozen: its own that it took over.
    """
    if edition.digest:
        return edition.entries.exclude(carried_from=None)
    return offered(edition).exclude(power__in=edition.resolutions.values("power"))


def alters(edition: Edition) -> bool:
    """Say whether an open amendment would differ from the edition it amends, by resolution or removal."""
    gone = _amended_entries(edition).filter(power__state=DossierState.REMOVED)
    return bool(edition.resolutions.exists() or gone.exists())


def _earlier(edition: Edition) -> Any:
    frozen = Edition.objects.filter(institution=edition.institution_id, year=edition.year).exclude(digest="")
    return frozen.filter(number__lt=edition.number).order_by("-number")


def _amended_entries(edition: Edition) -> Any:
    if edition.number == 1:
        return EditionEntry.objects.none()
    return EditionEntry.objects.filter(edition=Subquery(_earlier(edition).values("pk")[:1]))
