"""Form F6: the responsibility letter of each level and post, with its list of powers and risk points.

Letters are made of the frozen content, so that what was signed can be printed again. A frozen content names posts
with their holders as text: two vacant posts of one title are one for the first two levels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from controls.enums import ResponsibilityLevel as Level
from registers.content import frozen_contents
from registers.models import Edition
from registers.papers.contents import FORM_WIDTHS, form, grade_words
from registers.papers.frame import BLANK, day, number_of, paper
from riskreg.phrases import bracketed, listed, spaced
from riskreg.rendering.letter import Attachment, Cell, Heading, Letter, Listing, Paragraph, Row, Table

SIGN = pgettext_lazy("paper", "责")
WHOLE = frozenset({Level.FIRST, Level.IN_CHARGE})  # levels whose posts stand above the units
Content = Mapping[str, Any]

# What each level answers for; the last clauses are everybody's.
DUTIES: dict[str, tuple[str | Promise, ...]] = {
    Level.FIRST: (
        gettext_lazy("对全单位廉政风险防控负总责，亲自部署、亲自过问、亲自协调、亲自督办。"),
        gettext_lazy("主持领导小组会审，组织查找风险点、评定等级，把结果报党组（党委）审定。"),
        gettext_lazy("直接主抓A级风险的防控，落实需要领导班子决定的措施和经费。"),
        gettext_lazy("督促领导班子成员对分管范围负起责任，每年听取一次防控情况的汇报。"),
        gettext_lazy("督促全单位按规定公开职权、流程和结果，办理台账随办随填。"),
        gettext_lazy("组织廉政教育，把风险点所在岗位的人员作为重点。"),
    ),
    Level.IN_CHARGE: (
        gettext_lazy("对分管范围的廉政风险防控负主要领导责任，把防控与业务同部署、同检查。"),
        gettext_lazy("组织分管科室查找风险点，审核职权目录、流程图、风险点和等级，督促措施按期落实。"),
        gettext_lazy("主抓分管范围的B级风险，定期检查A级、B级职权的运行记录。"),
        gettext_lazy("督促分管科室按规定公开办事依据、流程和结果，办理台账随办随填。"),
        gettext_lazy("与分管科室负责人逐一签订责任书，开展岗位廉政教育，发现苗头及时谈话提醒。"),
    ),
    Level.DIRECT: (
        gettext_lazy("对本科室的廉政风险防控负直接责任，组织全员对照流程图查找风险点。"),
        gettext_lazy("保证流程图与实际办理一致，保证每条措施有人负责、有据可查。"),
        gettext_lazy("按规定公开办事依据、流程、时限和结果，办理台账随办随填。"),
        gettext_lazy("安排重要岗位人员的廉政教育和轮岗。"),
    ),
    Level.STAFF: (
        gettext_lazy("熟悉本岗位的职权、流程、风险点和防控措施，按规定的权限、程序和时限办理。"),
        gettext_lazy("对照流程图查找本岗位的风险点，发现新的及时提出。"),
        gettext_lazy("如实填写办理台账，公开办事依据和时限，一次告知应当告知的事项，接受服务对象的监督。"),
        gettext_lazy("按要求参加岗位廉政教育。"),
        gettext_lazy("不收受财物，不接受请托，不优亲厚友；遇有利害关系主动回避。"),
    ),
}
EVERYBODY: tuple[str | Promise, ...] = (
    gettext_lazy("发现隐患或者违反规定的情况，及时书面报告，不隐瞒、不拖延；配合纪检监察机构的监督检查。"),
    gettext_lazy("检查发现的问题按期整改，整改结果经复查确认。"),
)


@dataclass
class Charge:
    """What one post answers for at one level: its powers, with the risk points in its care."""

    number: int
    level: str
    name: str
    unit: str
    powers: list[tuple[Content, list[Content]]] = field(default_factory=list)
    above: dict[str, None] = field(default_factory=dict)

    @property
    def points(self) -> int:
        """Return how many risk points there are."""
        return sum(len(points) for _power, points in self.powers)

    @property
    def grades(self) -> Counter[str]:
        """Return how many powers there are of each grade."""
        return Counter(content["grade"] for content, _points in self.powers)

    @property
    def level_label(self) -> str:
        """Return the level in words."""
        return str(Level(self.level).label)


def charges(contents: Iterable[Content]) -> list[Charge]:
    """Return the charges in the order of their numbers: by level, then as the register names them."""
    found: dict[str, dict[tuple[str, str], Charge]] = {level: {} for level in Level.values}
    for content in contents:
        for level in Level.values:
            for name, points in _holders(content, level).items():
                unit = "" if level in WHOLE else content["unit"]
                charge = found[level].setdefault((unit, name), Charge(0, level, name, unit))
                charge.powers.append((content, points))
                charge.above |= _above(content, points, level, name)
    ordered = [charge for level in Level.values for charge in found[level].values()]
    for number, charge in enumerate(ordered, start=1):
        charge.number = number
    return ordered


def _holders(content: Content, level: str) -> dict[str, list[Content]]:
    """Return who answers for the power at the level: the post of the power, and those of single risk points."""
    found: dict[str, list[Content]] = {}
    if name := content["responsible"][level]:
        found[name] = []
    for point in content["risk_points"]:
        if name := point["responsible"][level]:
            found.setdefault(name, []).append(point)
    return found


def _above(content: Content, points: Sequence[Content], level: str, name: str) -> dict[str, None]:
    """Return whom the name answers to: in each chain it stands in, the nearest post above that is another one."""
    chains = [one["responsible"] for one in (content, *points) if one["responsible"][level] == name]
    higher = Level.values[: Level.values.index(level)]
    nearest = (
        next((chain[one] for one in reversed(higher) if chain[one] not in ("", name)), "") for chain in chains
    )
    return dict.fromkeys(superior for superior in nearest if superior)


def charges_of(edition: Edition) -> list[Charge]:
    """Return the charges of a frozen edition, none before."""
    return charges(frozen_contents(edition)) if edition.digest else []


def number(edition: Edition, charge: Charge) -> str:
    """Return the number of the letter."""
    return number_of(edition, SIGN, charge.number)


def letter(edition: Edition, charge: Charge) -> Letter:
    """Return the letter of one post at one level."""
    title = _("%(name)s%(year)s年度廉政风险防控责任书")
    duties = tuple(str(one) for one in (*DUTIES[charge.level], *EVERYBODY))
    return paper(
        edition,
        SIGN,
        title % {"name": edition.office.name, "year": edition.year},
        part=charge.number,
        subtitle=bracketed(charge.level_label).strip(),
        blocks=(
            _facts(edition, charge),
            Heading(1, _("一、责任范围")),
            Paragraph(_scope(charge)),
            Heading(1, _("二、责任内容")),
            Listing(duties),
            Heading(1, _("三、考核和责任追究")),
            Paragraph(
                _(
                    "本责任书的落实情况列入年度考核和述职述廉，作为评先、奖惩和任用的依据。不履行或者不正确履行责任的，"
                    "视情节批评教育、责令检查、通报或者组织处理；涉嫌违纪违法的，移送有关机关处理。"
                )
            ),
            Heading(1, _("四、期限和份数")),
            Paragraph(
                _(
                    "自签订之日起有效，到签订下一年度责任书时为止；岗位变动的，重新签订。一式两份，双方各执一份。"
                )
            ),
            _signatures(charge),
        ),
        attachments=(Attachment(_("职权和风险点清单"), (_list(charge),)),),
    )


def _facts(edition: Edition, charge: Charge) -> Table:
    return form(
        (
            (_("责任人"), charge.name),
            (_("责任层级"), charge.level_label),
            (_("所在范围"), charge.unit or edition.office.name),
            (_("交责人"), _superior(edition, charge)),
            (pgettext("paper", "职权"), _("%(count)s项") % {"count": len(charge.powers)}),
            (_("风险点"), _("%(count)s个") % {"count": charge.points}),
        )
    )


def _superior(edition: Edition, charge: Charge) -> str:
    if charge.level == Level.FIRST:
        return edition.institution.party_group_name or BLANK
    return listed(charge.above) or BLANK


def _scope(charge: Charge) -> str:
    sentence = _(
        "依据%(kind)s的职责，对附件所列职权%(powers)s项（%(grades)s）、风险点%(points)s个的防控负责。"
    )
    return sentence % {
        "kind": charge.level_label,
        "powers": len(charge.powers),
        "grades": grade_words(charge.grades),
        "points": charge.points,
    }


def _signatures(charge: Charge) -> Table:
    row = (Cell(_("交责人签字"), head=True), Cell(lines=4), Cell(_("责任人签字"), head=True), Cell())
    dates = (Cell(_("日期"), head=True), Cell(day(None)), Cell(_("日期"), head=True), Cell(day(None)))
    return Table(FORM_WIDTHS, (row, dates), whole=True)


def _list(charge: Charge) -> Table:
    heads = (_("流程环节"), _("风险点"), _("防控措施"), _("监控指标"))
    rows: list[Row] = [tuple(Cell(head, head=True) for head in heads)]
    for place, (content, points) in enumerate(charge.powers, start=1):
        rows.append((Cell(_power(place, content), head=True, span=4),))
        rows += _points(content, points)
    return Table((2.2, 2.6, 4, 2), tuple(rows), heads=1, small=True)


def _power(place: int, content: Content) -> str:
    grade = _("%(grade)s级") % {"grade": content["grade"]} if content["grade"] else _("未定级")
    hidden = "" if content["is_public"] else _("（不公开）")
    return spaced(
        (f"{place}. {content['unit']}", content["name"] + bracketed(content["code"]), grade, hidden)
    )


def _points(content: Content, points: Sequence[Content]) -> list[Row]:
    if not content["risk_points"]:
        return [(Cell(_("未查找出风险点") + bracketed(content["none_found_statement"]), span=4),)]
    if not points:
        return [(Cell(_("各风险点另有责任人"), span=4),)]
    labels = {step["no"]: f"{step['no']}. {step['label']}" for step in content["steps"]}
    return [
        (
            Cell(labels.get(point["step"], "—")),
            Cell(point["title"]),
            Cell("\n".join(measure["title"] for measure in point["measures"]) or "—"),
            Cell(point["indicator"] or "—"),
        )
        for point in points
    ]


def unnamed(edition: Edition) -> str:
    """Say for how many powers nobody is named at some level."""
    missing = sum(
        1
        for content in frozen_contents(edition)
        if not all(content["responsible"][level] for level in Level.values)
    )
    if not missing:
        return ""
    return _("有%(count)s项职权没有写全四级责任人，缺的一级没有责任书。") % {"count": missing}


def letters(edition: Edition, numbers: Iterable[int]) -> list[Letter]:
    """Return the letters with these numbers."""
    wanted = set(numbers)
    return [letter(edition, charge) for charge in charges_of(edition) if charge.number in wanted]
