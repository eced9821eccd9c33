"""*Review* (审): the minute of the leading group's meeting, with its resolution on every power."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from registers.carrying import carried
from registers.enums import ResolutionOutcome
from registers.models import Edition
from registers.papers.asking import numbers_words
from registers.papers.contents import FORM_WIDTHS, form
from registers.papers.frame import BLANK, day, paper
from riskreg.phrases import sentences
from riskreg.rendering.letter import (
    Attachment,
    Block,
    Cell,
    Heading,
    Letter,
    Paragraph,
    Table,
    grid,
)

SIGN = pgettext_lazy("paper", "审")


def no_meeting(edition: Edition) -> str:
    """Say what will stay blank on the minute."""
    return "" if hasattr(edition, "meeting") else _("还没有会审记录，时间、主持人和出席人员会空着。")


def minute(edition: Edition, user: Any, now: datetime) -> Letter:
    """Return the minute, to be signed by those who were there."""
    meeting: Any = getattr(edition, "meeting", None)
    title = _("%(name)s%(year)s年度廉政风险点会审纪要")
    facts = (
        (_("会审日期"), day(meeting.held_on if meeting else None)),
        (_("主持人"), meeting.chair if meeting else ""),
        (_("出席人员"), meeting.attendees if meeting else ""),
    )
    return paper(
        edition,
        SIGN,
        title % {"name": edition.office.name, "year": edition.year},
        blocks=(
            form(facts),
            Heading(1, _("一、审议情况")),
            Paragraph(meeting.minutes if meeting and meeting.minutes else BLANK * 3),
            Heading(1, _("二、征求意见的情况")),
            Paragraph(numbers_words(edition)),
            Heading(1, _("三、会审结论")),
            Paragraph(_conclusion(edition)),
            _signatures(),
        ),
        attachments=(Attachment(_("逐项会审结论"), _resolutions(edition)),),
    )


def _conclusion(edition: Edition) -> str:
    counts = {code: edition.resolutions.filter(outcome=code).count() for code in ResolutionOutcome.values}
    kept = carried(edition).count()
    sentence = _(
        "经集体会审，列入本册%(include)s项，暂不列入%(exclude)s项。逐项结论见附件，报党组（党委）审定。"
    )
    more = _("沿用上一册%(kept)s项。") % {"kept": kept} if kept else ""
    return sentences((sentence % counts, more))


def _signatures() -> Table:
    return Table(
        FORM_WIDTHS,
        (
            (Cell(_("主持人签字"), head=True), Cell(lines=3), Cell(_("记录人签字"), head=True), Cell()),
            (Cell(_("出席人员签字"), head=True), Cell(span=3, lines=6)),
        ),
        whole=True,
    )


def _resolutions(edition: Edition) -> tuple[Block, ...]:
    rows = [*_resolved(edition), *_kept(edition)]
    if not rows:
        return (Paragraph(_("还没有填写会审结论。")),)
    heads = (_("序号"), _("职权编码"), _("职权名称"), _("承办机构"), _("等级"), _("会审结论"), _("说明"))
    numbered = [(str(place), *row) for place, row in enumerate(rows, start=1)]
    return (grid(heads, (0.9, 2.1, 3.2, 2.3, 1.3, 1.9, 2.2), numbered, centred=(0, 4, 5)),)


def _resolved(edition: Edition) -> list[tuple[str, ...]]:
    kept = (
        edition.entries.values_list("power", "code", "name", "unit_name", "grade") if edition.digest else ()
    )
    frozen = {power: (code, name, unit, grade or "—") for power, code, name, unit, grade in kept}
    rows = edition.resolutions.select_related("power__unit", "power__assessment")
    return [
        (*(frozen.get(row.power_id) or _live(row.power)), str(row.get_outcome_display()), row.note)
        for row in rows
    ]


def _live(power: Any) -> tuple[str, ...]:
    """Return code, name, unit and grade of a power as they stand today."""
    grade = getattr(getattr(power, "assessment", None), "grade", "")
    return (power.code, power.name, power.unit.name, grade or "—")


def _kept(edition: Edition) -> list[tuple[str, ...]]:
    kept = carried(edition).defer("content").order_by("unit_code", "position")
    return [
        (entry.code, entry.name, entry.unit_name, entry.grade or "—", _("沿用上一册"), "") for entry in kept
    ]
