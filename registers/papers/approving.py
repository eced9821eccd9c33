"""Approval (审定): the sheet that is laid before the party group, signed, and kept with the register."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from registers import changes
from registers.models import Edition
from registers.papers.contents import (
    Figures,
    digest_row,
    entries_of,
    figures,
    form,
    grade_catalogue,
    grade_words,
    statement,
    to_sign,
)
from registers.papers.frame import day, paper
from riskreg.phrases import continued
from riskreg.rendering.letter import Attachment, Letter, Paragraph, Table

SIGN = pgettext_lazy("paper", "定")


def approval_sheet(edition: Edition, user: Any, now: datetime) -> Letter:
    """Return the sheet: what would be, or was, approved, and room for the three opinions."""
    entries = entries_of(edition)
    found = figures(entries)
    title = _("%(name)s%(year)s年度廉政风险登记册审定表")
    return paper(
        edition,
        SIGN,
        title % {"name": edition.office.name, "year": edition.year},
        subtitle="" if edition.digest else _("（审定前的送审稿）"),
        blocks=(_form(edition, user, found),),
        attachments=(Attachment(_("行政权力廉政风险等级目录"), _catalogue(entries)),),
    )


def _catalogue(entries: list[Any]) -> tuple[Any, ...]:
    return (grade_catalogue(entries),) if entries else (Paragraph(_("会审还没有决定列入任何职权。")),)


def _form(edition: Edition, user: Any, found: Figures) -> Table:
    approval: Any = getattr(edition, "approval", None)
    meeting: Any = getattr(edition, "meeting", None)
    facts = form(
        (
            (_("填报单位"), edition.office.name),
            (_("册号"), edition.label),
            (pgettext("paper", "职权"), _("%(count)s项") % {"count": found.powers}),
            (_("其中不公开"), _("%(count)s项") % {"count": found.hidden}),
            (pgettext("paper", "风险等级"), grade_words(found.grades)),
            (_("风险点"), _("%(count)s个") % {"count": found.points}),
            (pgettext("paper", "与上一册比较"), changed_words(edition, user)),
        )
    )
    said = _approved(approval) if approval else ""
    rows = [
        *facts.rows,
        statement(_("编制说明"), edition.preparation_note, lines=3),
        statement(_("领导小组会审意见"), f"{_held(meeting)}\n\n{to_sign()}"),
        statement(_("纪检监察机构意见"), f"\n\n{to_sign()}"),
        statement(_("党组（党委）审定意见"), f"{said}\n\n{to_sign()}"),
    ]
    if edition.digest:
        rows.append(digest_row(edition.digest))
    return Table(facts.widths, tuple(rows))


def _held(meeting: Any) -> str:
    if meeting is None:
        return ""
    return _("%(day)s会审，主持人%(chair)s。") % {"day": day(meeting.held_on), "chair": meeting.chair}


def _approved(approval: Any) -> str:
    named = {"meeting": approval.meeting, "day": day(approval.approved_on), "number": approval.document_no}
    return _("%(day)s%(meeting)s审定，文号%(number)s。") % named


def changed_words(edition: Edition, user: Any) -> str:
    """Return how many powers the edition adds, changes and leaves out against the one before."""
    before, found = changes.statement(edition, user)
    if before is None:
        return _("首次编制")
    counts = changes.count_kinds(found)
    return continued(
        (
            _("上一册%(label)s") % {"label": before.label},
            _("增加%(count)s项") % {"count": counts["added"]},
            _("修改%(count)s项") % {"count": counts["modified"]},
            _("不再列入%(count)s项") % {"count": counts["removed"]},
        )
    )
