"""The two letters an edition sends: where it is kept who gets copies, and during which stage that may change."""

from __future__ import annotations

from dataclasses import dataclass

from registers.enums import EditionState as S
from registers.models import Edition


@dataclass(frozen=True)
class Sent:
    """A letter that goes to others: the field of the edition with its copies, the stage in which it goes out."""

    field: str
    stage: str


SENT = {"notice": Sent("notice_copies", S.SHOW), "filing-report": Sent("report_copies", S.APPROVED)}
"""By the code of the paper (`papers.catalogue`)."""


def copies_of(edition: Edition, paper: str) -> str:
    """Return who gets copies, as it was typed. Raises KeyError for a paper that is not sent."""
    return str(getattr(edition, SENT[paper].field))


def offered(edition: Edition, paper: str) -> str:
    """Return who got copies the last time: of the newest other edition of the institution that says so."""
    field = SENT[paper].field
    others = Edition.objects.filter(institution=edition.institution_id).exclude(pk=edition.pk)
    said = others.exclude(**{field: ""}).order_by("-opened_at")
    return str(said.values_list(field, flat=True).first() or "")
