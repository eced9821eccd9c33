"""*Ask* (问): the questionnaire for outside, the opinion form for inside, and the summary of what came back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from powers.models import Power
from registers import facts
from registers.enums import AskMethod, Disposition, OpinionSource
from registers.models import Consultation, Edition, Opinion
from registers.papers.frame import BLANK, day, paper, signed
from riskreg.phrases import labelled
from riskreg.rendering.letter import Attachment, Block, Cell, Heading, Letter, Paragraph, Table, grid

QUESTIONNAIRE_SIGN = pgettext_lazy("paper", "问")
FORM_SIGN = pgettext_lazy("paper", "征")
SUMMARY_SIGN = pgettext_lazy("paper", "汇")
BOX = "□"
ROWS_TO_WRITE = 8


def no_contact(edition: Edition) -> str:
    """Say what will stay blank on questionnaire and form."""
    if hasattr(edition, "display"):
        return ""
    return _("还没有登记意见受理人，印出的问卷和意见表上会空着。")


def questionnaire(edition: Edition, _user: Any, now: datetime) -> Letter:
    """Return the questionnaire. It goes outside: it names public powers, and no risk points."""
    title = _("%(name)s%(year)s年度廉政风险防控调查问卷")
    return paper(
        edition,
        QUESTIONNAIRE_SIGN,
        title % {"name": edition.office.name, "year": edition.year},
        blocks=(
            Paragraph(
                _(
                    "为查准廉政风险点、把防控措施落到实处，现就本单位办理的事项征求您的意见。问卷不记名，请在选中的“□”里打“√”，"
                    "或者写在横线和空格里。"
                )
            ),
            *_questions(),
            Paragraph(_where_to(edition)),
        ),
        attachments=(Attachment(_("本单位办理的事项"), _public_powers(edition)),),
    )


def _questions() -> Iterator[Block]:
    for place, (question, answers) in enumerate(_asked(), start=1):
        yield Heading(3, f"{place}. {question}")
        if answers:
            yield Paragraph("　".join(answers))
        else:
            yield Table((1,), ((Cell(lines=7),),))


def _asked() -> tuple[tuple[str, Sequence[str]], ...]:
    """Return the questions with what may be ticked or filled in; none where there is room to write."""
    some = _("有，情况是：%(blank)s") % {"blank": BLANK * 2}
    return (
        (_("您是："), _boxes(*OpinionSource.labels)),
        (_("您在本单位办理过的事项（填附件里的序号）："), (BLANK * 3,)),
        (_("办事的依据、条件和时限是否公开、清楚？"), _boxes(_("清楚"), _("基本清楚"), _("不清楚"))),
        (_("事项是否在规定的时限内办完？"), _boxes(_("是"), _("否"), _("不了解"))),
        (_("是否遇到过重复要求材料、无故拖延或者推诿？"), _boxes(_("没有"), some)),
        (_("是否遇到过收受财物、优亲厚友等情况？"), _boxes(_("没有"), some)),
        (
            _("您认为哪些环节最容易出问题？（可多选）"),
            _boxes(
                _("受理"),
                _("审核"),
                _("审批"),
                _("检查"),
                _("处罚"),
                _("资金发放"),
                _("其他：%(blank)s") % {"blank": BLANK},
            ),
        ),
        (_("您对廉政风险防控还有什么意见和建议？"), ()),
    )


def _boxes(*answers: str | Promise) -> list[str]:
    return [f"{BOX}{answer}" for answer in answers]


def _public_powers(edition: Edition) -> tuple[Block, ...]:
    if edition.digest:
        rows = edition.entries.filter(is_public=True).order_by("position")
        named = rows.values_list("name", "unit_name")
    else:
        powers = Power.objects.filter(institution=edition.institution, is_public=True).in_force()
        named = powers.order_by("unit__path", "code").values_list("name", "unit__name")
    if not named:
        return (Paragraph(_("还没有列入目录的公开事项。")),)
    lines = [(str(place), name, unit) for place, (name, unit) in enumerate(named, start=1)]
    return (grid((_("序号"), _("事项"), _("承办机构")), (1, 6, 4), lines, centred=(0,)),)


def _where_to(edition: Edition) -> str:
    display: Any = getattr(edition, "display", None)
    phone = edition.institution.complaint_phone
    lines = (
        labelled(_("问卷请交"), display.contact if display else BLANK * 2),
        labelled(_("监督投诉电话"), phone) if phone else "",
    )
    return "\n".join(line for line in lines if line)


def opinion_form(edition: Edition, _user: Any, now: datetime) -> Letter:
    """Return the form on which people inside write their opinions about what was found."""
    title = _("%(name)s%(year)s年度廉政风险点征求意见表")
    head = Table(
        (1.4, 2.8, 1.9, 2.7),
        (
            (Cell(_("科室"), head=True), Cell(), Cell(_("姓名（可不填）"), head=True), Cell()),
            (
                Cell(_("来源"), head=True),
                Cell("\n".join(_boxes(*OpinionSource.labels))),
                Cell(_("方式"), head=True),
                Cell("\n".join(_boxes(*AskMethod.labels))),
            ),
        ),
    )
    heads = (_("序号"), _("职权名称或编码"), _("流程环节或风险点"), _("意见和建议"))
    body = tuple(
        (Cell(str(place), centred=True), Cell(), Cell(), Cell(lines=4))
        for place in range(1, ROWS_TO_WRITE + 1)
    )
    table = Table((1, 3, 3.2, 5.8), (tuple(Cell(text, head=True) for text in heads), *body), heads=1)
    return paper(
        edition,
        FORM_SIGN,
        title % {"name": edition.office.name, "year": edition.year},
        blocks=(
            Paragraph(_("请对照公示稿，逐项写明对风险点、等级和防控措施的意见；认为有遗漏的，也请写明。")),
            head,
            table,
            Paragraph(_form_to(edition)),
        ),
    )


def _form_to(edition: Edition) -> str:
    display: Any = getattr(edition, "display", None)
    sentence = _("请在%(until)s前交%(contact)s。")
    until = day(display.ends_on if display else None)
    return sentence % {"until": until, "contact": display.contact if display else BLANK * 2}


def nothing_asked(edition: Edition) -> str:
    """Say what the summary still lacks."""
    if not edition.consultations.exists():
        return _("还没有征求意见的记录。")
    pending = edition.opinions.filter(disposition=Disposition.PENDING).count()
    return _("还有%(count)s条意见没有写明采纳情况。") % {"count": pending} if pending else ""


def summary(edition: Edition, user: Any, now: datetime) -> Letter:
    """Return form F9: how opinions were asked for, what came in, and what was done about it."""
    title = _("%(name)s%(year)s年度廉政风险点征求意见汇总表")
    last = edition.consultations.order_by("held_on").last()
    return paper(
        edition,
        SUMMARY_SIGN,
        title % {"name": edition.office.name, "year": edition.year},
        blocks=(
            Heading(1, _("一、征求意见的方式")),
            *_rounds(edition),
            Heading(1, _("二、意见和采纳情况")),
            Paragraph(numbers_words(edition)),
            *_opinions(edition, user),
        ),
        signature=signed(edition, last.held_on if last else None),
    )


def numbers_words(edition: Edition) -> str:
    """Return the head of form F9 as one sentence."""
    sentence = _(
        "共发放%(sent)s份（人），收回%(returned)s份，有效%(valid)s份；收到意见%(all)s条，采纳%(adopted)s条，部分采纳%(partly)s条，"
        "不采纳%(rejected)s条，待处理%(pending)s条。"
    )
    return sentence % facts.opinion_numbers(edition)


def _rounds(edition: Edition) -> Iterator[Block]:
    rounds = list(edition.consultations.all())
    if not rounds:
        yield Paragraph(_("还没有征求意见的记录。"))
        return
    back, valid = pgettext("consultation", "收回"), pgettext("consultation", "有效")
    heads = (_("方式"), _("日期"), _("对象"), _("发放（到会）"), back, valid)
    rows = [
        (
            one.get_method_display(),
            day(one.held_on),
            one.audience,
            str(one.sent),
            str(one.returned),
            _valid(one),
        )
        for one in rounds
    ]
    yield grid(heads, (2.2, 2.4, 3.3, 2.1, 1.3, 1.3), rows, centred=(3, 4, 5))


def _valid(one: Consultation) -> str:
    return "—" if one.valid is None else str(one.valid)


def _opinions(edition: Edition, user: Any) -> Iterator[Block]:
    opinions = list(edition.opinions.select_related("power__unit"))
    if not opinions:
        return
    outcomes = {row.power_id: row.get_outcome_display() for row in edition.resolutions.all()}
    names = names_of(edition)
    heads = (
        _("序号"),
        _("来源和方式"),
        _("涉及职权"),
        _("意见内容"),
        _("归纳类别"),
        _("采纳情况"),
        _("处理说明"),
        _("会审结论"),
    )
    rows = [
        (
            str(place),
            _from(one),
            _named(one, names),
            one.text,
            one.get_topic_display() or "—",
            one.get_disposition_display(),
            one.reason,
            outcomes.get(one.power_id, "—"),
        )
        for place, one in enumerate(opinions, start=1)
    ]
    yield grid(heads, (1, 2.2, 1.8, 2.7, 1.65, 1.65, 2.1, 1.65), rows, centred=(0, 4, 5, 7))


def _from(opinion: Opinion) -> str:
    return "\n".join(
        (opinion.get_source_display(), opinion.get_method_display(), f"{opinion.received_on:%Y-%m-%d}")
    )


def _named(opinion: Opinion, names: dict[int, tuple[str, str]]) -> str:
    if opinion.power is None or opinion.power_id is None:
        return "—"
    code, name = names.get(opinion.power_id) or (opinion.power.code, opinion.power.name)
    return f"{name}\n{code}"


def names_of(edition: Edition) -> dict[int, tuple[str, str]]:
    """Return power → code and name as they were frozen; none while the edition is open."""
    rows = edition.entries.values_list("power", "code", "name") if edition.digest else ()
    return {power: (code, name) for power, code, name in rows}
