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
    """Return what the form begins with: what the edition says, else what the last edition that says anything said."""
    field = SENT[paper].field
    said = Edition.objects.filter(institution=edition.institution_id).exclude(**{field: ""})
    last = said.order_by("-opened_at").values_list(field, flat=True).first()
    return copies_of(edition, paper) or str(last or "")
