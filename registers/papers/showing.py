"""*Show* (亮): the notice that hangs inside the institution."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from registers import notice
from registers.models import Edition
from registers.notice import NoticeRow
from registers.papers.frame import BLANK, day, imprint, paper, signed
from riskreg.phrases import bracketed, labelled, spaced
from riskreg.rendering.letter import Attachment, Block, Cell, Letter, Paragraph, Row, Table

SIGN = pgettext_lazy("paper", "示")


def no_display(edition: Edition) -> str:
    """Say what will stay blank on the notice."""
    if hasattr(edition, "display"):
        return ""
    return _("还没有登记公示的地点和日期，印出的公示稿上会空着。")


def notice_letter(edition: Edition, user: Any, now: datetime) -> Letter:
    """Return the notice with the list of what was found, as far as the account may read it."""
    display: Any = getattr(edition, "display", None)
    found = notice.rows(edition, user)
    title = _("%(name)s%(year)s年度廉政风险点公示")
    on = display.starts_on if display else None
    return paper(
        edition,
        SIGN,
        title % {"name": edition.office.name, "year": edition.year},
        subtitle=_("（内部公示，请勿对外张贴）"),
        addressee=_("本单位各科室、各站所"),
        blocks=_body(edition, display, found),
        attachments=(Attachment(_("查找出的风险点"), _list(found)),),
        signature=signed(edition, on),
        imprint=imprint(edition, edition.notice_copies, on),
    )


def _body(edition: Edition, display: Any, found: Sequence[NoticeRow]) -> tuple[Block, ...]:
    sentence = _(
        "根据廉政风险防控管理的要求，各科室对照权力运行流程图查找了廉政风险点。现在%(place)s公示，时间从%(start)s至%(end)s。"
        "对公示内容有不同意见的，请在公示期内向下列人员反映。"
    )
    named = {
        "place": display.place if display else BLANK,
        "start": day(display.starts_on if display else None),
        "end": day(display.ends_on if display else None),
    }
    phone = edition.institution.complaint_phone
    contact = labelled(_("意见受理人及电话"), display.contact if display else BLANK * 2)
    return (
        Paragraph(sentence % named),
        Paragraph(_counted(found)),
        Paragraph("\n".join((contact, labelled(_("监督投诉电话"), phone) if phone else ""))),
    )


def _counted(found: Sequence[NoticeRow]) -> str:
    points = sum(len(row.points) for row in found)
    sentence = _("本次公示职权%(powers)s项，查找出风险点%(points)s个，见附件。")
    return sentence % {"powers": len(found), "points": points}


def _list(found: Sequence[NoticeRow]) -> tuple[Block, ...]:
    if not found:
        return (Paragraph(_("没有列入公示的职权。")),)
    heads = (_("流程环节"), _("风险点"), _("表现形式"))
    rows: list[Row] = [tuple(Cell(head, head=True) for head in heads)]
    for place, row in enumerate(found, start=1):
        rows.append((Cell(_heading(place, row), head=True, span=3),))
        rows += [(Cell(one.step or "—"), Cell(one.title), Cell(one.manifestation)) for one in row.points]
        if not row.points:
            rows.append((Cell(_nothing(row), span=3),))
    return (Table((2.2, 3, 5), tuple(rows), heads=1, small=True),)


def _heading(place: int, row: NoticeRow) -> str:
    grade = _("%(grade)s级") % {"grade": row.grade} if row.grade else _("未定级")
    hidden = "" if row.is_public else _("（不公开）")
    return spaced((f"{place}. {row.unit}", row.name + bracketed(row.code), grade, hidden))


def _nothing(row: NoticeRow) -> str:
    if row.none_found:
        return labelled(_("未查找出风险点"), row.none_found)
    return _("还没有查找出风险点")
