"""Filing (备案): the report to the superior discipline body, and the filing form (F15) with the receipt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from powers.enums import Permanence
from registers.models import Edition, EditionEntry
from registers.papers.approving import changed_words
from registers.papers.asking import numbers_words
from registers.papers.contents import (
    Figures,
    by_unit,
    digest_row,
    entries_of,
    figures,
    form,
    grade_catalogue,
    grade_words,
    statement,
    to_sign,
)
from registers.papers.frame import BLANK, day, imprint, paper, signed
from riskreg.phrases import sentences
from riskreg.rendering.letter import (
    Attachment,
    Block,
    Heading,
    Letter,
    Paragraph,
    Table,
    grid,
)

REPORT_SIGN = pgettext_lazy("paper", "报")
FORM_SIGN = pgettext_lazy("paper", "备")


def no_recipient(edition: Edition) -> str:
    """Say what will stay blank on the report."""
    return "" if _recipient(edition) else _("还没有填写上级纪检监察机构，报送对象会空着。")


def no_receipt(edition: Edition) -> str:
    """Say what will stay blank on the form."""
    return "" if hasattr(edition, "filing") else _("还没有登记备案，报送和回执各栏会空着。")


def _recipient(edition: Edition) -> str:
    filing: Any = getattr(edition, "filing", None)
    return str(filing.recipient if filing else edition.institution.superior_discipline_body)


def report(edition: Edition, user: Any, now: datetime) -> Letter:
    """Return the report on the official letterhead, with the grade catalogue and the non-public powers."""
    entries = entries_of(edition)
    filing: Any = getattr(edition, "filing", None)
    approval: Any = getattr(edition, "approval", None)
    on = filing.sent_on if filing else approval.approved_on if approval else None
    name = edition.office.name
    title = _("%(name)s关于%(year)s年度廉政风险登记册备案的报告")
    hidden = [entry for entry in entries if not entry.is_public]
    attachments = [Attachment(_("行政权力廉政风险等级目录"), (grade_catalogue(entries),))]
    if hidden:
        attachments.append(Attachment(_("不公开项目目录"), (_hidden_table(hidden),)))
    return paper(
        edition,
        REPORT_SIGN,
        title % {"name": name, "year": edition.year},
        mark=_("%(name)s文件") % {"name": name},
        signer=BLANK,
        addressee=_recipient(edition) or BLANK,
        blocks=tuple(_report(edition, user, entries, approval)),
        attachments=tuple(attachments),
        signature=signed(edition, on),
        imprint=imprint(edition, edition.report_copies, on),
        note=_("（联系人：%(blank)s，电话：%(blank)s）") % {"blank": BLANK},
    )


def _report(edition: Edition, user: Any, entries: list[EditionEntry], approval: Any) -> Iterator[Block]:
    found = figures(entries)
    yield Paragraph(_opening(edition, approval))
    yield Heading(1, _("一、查找和征求意见的情况"))
    how = _("各科室对照权力运行流程图查找风险点，在单位内部公示，并用问卷、座谈、评议等方式征求意见。")
    yield Paragraph(sentences((how, numbers_words(edition))))
    yield Heading(1, _("二、职权和风险等级"))
    yield Paragraph(_levels(found))
    yield by_unit([entry.content for entry in entries])
    yield Heading(1, _("三、与上一册比较"))
    yield Paragraph(changed_words(edition, user) + _("。"))
    yield Heading(1, _("四、不公开的职权"))
    yield Paragraph(_hidden_words(found))
    yield Paragraph(_("特此报告。"))


def _opening(edition: Edition, approval: Any) -> str:
    sentence = _(
        "按照廉政风险防控管理的要求，我单位编制了%(year)s年度廉政风险登记册（册号%(label)s），%(day)s经%(meeting)s审定（%(number)s），现报请备案。"
    )
    return sentence % {
        "year": edition.year,
        "label": edition.label,
        "day": day(approval.approved_on if approval else None),
        "meeting": approval.meeting if approval else BLANK,
        "number": approval.document_no if approval else BLANK,
    }


def _levels(found: Figures) -> str:
    sentence = _("本册列入职权%(powers)s项，其中%(grades)s；风险点%(points)s个。各科室情况如下：")
    return sentence % {"powers": found.powers, "grades": grade_words(found.grades), "points": found.points}


def _hidden_words(found: Figures) -> str:
    if not found.hidden:
        return _("本册没有不公开的职权。")
    return _("不公开的职权%(count)s项，依据和理由见附件2。") % {"count": found.hidden}


def _hidden_table(hidden: list[EditionEntry]) -> Table:
    heads = (_("序号"), _("职权名称"), _("承办机构"), _("不公开类型"), _("不公开依据"), _("不公开理由"))
    rows = []
    for place, entry in enumerate(hidden, start=1):
        why = entry.content.get("nonpublic") or {}
        kind = str(Permanence(why["permanence"]).label) if why.get("permanence") else ""
        rows.append(
            (str(place), entry.name, entry.unit_name, kind, why.get("basis", ""), why.get("reason", ""))
        )
    return grid(heads, (0.9, 3, 2.2, 1.9, 2.9, 3), rows, centred=(0,))


def filing_form(edition: Edition, user: Any, now: datetime) -> Letter:
    """Return form F15: what is filed, and the receipt."""
    found = figures(entries_of(edition))
    title = _("%(name)s%(year)s年度廉政风险登记册备案表")
    return paper(
        edition,
        FORM_SIGN,
        title % {"name": edition.office.name, "year": edition.year},
        blocks=(_form(edition, found),),
    )


def _form(edition: Edition, found: Figures) -> Table:
    approval: Any = getattr(edition, "approval", None)
    filing: Any = getattr(edition, "filing", None)
    facts = form(
        (
            (_("报送单位"), edition.office.name),
            (_("册号"), edition.label),
            (_("审定会议"), approval.meeting if approval else ""),
            (_("审定日期"), day(approval.approved_on if approval else None)),
            (_("审定文号"), approval.document_no if approval else ""),
            (_("风险点"), _("%(count)s个") % {"count": found.points}),
            (pgettext("paper", "职权"), _("%(count)s项") % {"count": found.powers}),
            (_("其中不公开"), _("%(count)s项") % {"count": found.hidden}),
            (pgettext("paper", "风险等级"), grade_words(found.grades)),
            (_("报送日期"), day(filing.sent_on if filing else None)),
            (_("报送人"), ""),
            (_("联系电话"), ""),
        )
    )
    receipt = form(
        (
            (_("备案机关"), _recipient(edition)),
            (_("回执编号"), filing.receipt_no if filing else ""),
            (_("回执日期"), day(filing.received_on if filing else None)),
        )
    )
    rows = (
        *facts.rows,
        digest_row(edition.digest),
        statement(_("报送单位意见"), f"\n\n{to_sign()}"),
        *receipt.rows[:1],
        statement(_("备案机关意见"), f"\n\n{to_sign()}"),
        *receipt.rows[1:],
    )
    return Table(facts.widths, rows)
