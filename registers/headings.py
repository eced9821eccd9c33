"""What stands above a printed register: read from the edition and its institution."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from organisation.models import Institution
from registers.changes import previous
from registers.models import Edition, EditionEntry
from registers.sheets import Heading
from riskreg.phrases import spaced


def heading(
    institution: Institution, year: int, edition: Edition | None, now: datetime, *, internal: bool = True
) -> Heading:
    """Return the heading of an edition, or of the working copy when `edition` is None.

    `now` is the date printed on a working copy; a frozen edition carries the moment it was frozen,
    so that the same edition always prints the same.
    """
    digest = (edition.digest if internal else edition.public_digest) if edition else ""
    return Heading(
        institution=(edition.office if edition else institution).name,
        year=year,
        edition=edition.label if edition and edition.digest else "",
        status=str(edition.get_state_display()) if edition else _("草稿"),
        printed_at=edition.frozen_at if edition and edition.frozen_at else now,
        note=edition.preparation_note if edition else "",
        approved=_approval(edition),
        filed=_filing(edition),
        digest=digest,
        complaint=complaint(institution),
        party_group=institution.party_group_name,
        previous_grades=_previous_grades(institution, edition),
    )


def complaint(institution: Institution) -> str:
    """Return the complaint channels on one line."""
    parts = (institution.complaint_phone, institution.complaint_email, institution.complaint_address)
    return spaced(parts)


def _approval(edition: Edition | None) -> tuple[str, ...]:
    record: Any = getattr(edition, "approval", None)
    return (record.meeting, record.document_no, f"{record.approved_on:%Y-%m-%d}") if record else ()


def _filing(edition: Edition | None) -> tuple[str, ...]:
    record: Any = getattr(edition, "filing", None)
    return (record.recipient, record.receipt_no, f"{record.received_on:%Y-%m-%d}") if record else ()


def _previous_grades(institution: Institution, edition: Edition | None) -> dict[str, str]:
    if edition:
        before = previous(edition)
    else:
        frozen = Edition.objects.filter(institution=institution).exclude(digest="")
        before = frozen.order_by("-frozen_at").first()
    if before is None:
        return {}
    return dict(EditionEntry.objects.filter(edition=before).values_list("code", "grade"))
