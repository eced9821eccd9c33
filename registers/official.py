"""The official tables of an edition, each as a workbook of its own: F1 to F5, F9, F10 and the change statement.

What is inside an institution only: they name powers that are not public, and are for those who export the register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from powers.enums import Permanence
from registers import changes, exporting, workbook
from registers.headings import heading
from registers.models import Edition
from registers.papers.asking import numbers_words
from registers.sheets import OPINIONS, GradeRow, Heading, values, with_outcomes
from registers.spool import Spool
from registers.words import basis, grade_reason, limit, numbered
from riskreg.phrases import bracketed, labelled, parted, spaced
from riskreg.rendering import xlsx
from riskreg.tables import Column

Contents = Iterable[dict[str, Any]]
Build = Callable[[Heading, Edition, Contents], xlsx.Sheet]


@dataclass(frozen=True)
class Listed:
    """One power, and what the heading says of the whole register."""

    content: dict[str, Any]
    heading: Heading


def _of(name: str) -> Callable[[Listed], str]:
    return lambda row: row.content[name]


def _hidden(name: str) -> Callable[[Listed], str]:
    return lambda row: row.content["nonpublic"][name]


def _by_hand(row: Any) -> str:
    """Leave the cell for the pen: the form asks for what the register does not hold."""
    return ""


# F4 不公开项目目录
F4: tuple[Column, ...] = (
    Column("code", gettext_lazy("职权编码"), _of("code"), 13),
    Column("name", gettext_lazy("职权名称"), _of("name"), 24),
    Column("category", gettext_lazy("职权类别"), _of("category"), 12),
    Column("unit", gettext_lazy("承办机构"), _of("unit"), 16),
    Column(
        "permanence",
        gettext_lazy("不公开类型"),
        lambda row: str(Permanence(row.content["nonpublic"]["permanence"]).label),
        14,
    ),
    Column("basis", gettext_lazy("不公开依据"), _hidden("basis"), 28),
    Column("reason", gettext_lazy("不公开理由"), _hidden("reason"), 28),
    Column("known_to", gettext_lazy("知悉范围"), _by_hand, 14),
    Column("secrecy", gettext_lazy("保密审查人及日期"), _by_hand, 14),
    Column("review_by", gettext_lazy("期限/复审日期"), _by_hand, 12),
    Column("filing", gettext_lazy("备案机关与日期"), lambda row: "\n".join(row.heading.filed), 18),
)


def _nonpublic(head: Heading, edition: Edition, contents: Contents) -> xlsx.Sheet:
    rows = (Listed(content, head) for content in contents if content["nonpublic"])
    return workbook.official(
        head, _("不公开项目目录"), _("不公开项目"), F4, rows, "A3", none=_("没有不公开的职权。")
    )


# F9 征求意见汇总表: the list on screen, with the cells that are filled in by hand
F9: tuple[Column, ...] = (
    *OPINIONS[:5],
    Column("count", gettext_lazy("条数"), lambda o: 1, 6, "number"),
    *OPINIONS[5:8],
    Column("answer", gettext_lazy("反馈"), _by_hand, 14),
    *OPINIONS[8:],
)


def _opinions(head: Heading, edition: Edition, contents: Contents) -> xlsx.Sheet:
    rows = with_outcomes(edition, edition.opinions.select_related("power"))
    sheet = workbook.official(
        head, _("征求意见汇总表"), _("征求意见"), F9, rows, "A3", none=_("没有收到意见。")
    )
    return replace(sheet, title_rows=[*sheet.title_rows, numbers_words(edition)])


class Reviewed(Listed):
    """One power in the annual review: its grade before and now."""

    @property
    def old(self) -> str:
        """Return the grade of the edition before, '' where it was not listed."""
        return self.heading.previous_grades.get(self.content["code"], "")

    def opinion(self) -> str:
        """Return what becomes of the grade: kept, raised, lowered, or given for the first time."""
        old, new = self.old, self.content["grade"]
        if not old or not new:
            return GradeRow(self.content, self.heading).previous() if new else ""
        return _("维持") if old == new else _("升级") if new < old else _("降级")


# F10 年度风险级别复核（调整）表
F10: tuple[Column, ...] = (
    Column("year", gettext_lazy("年度"), lambda r: r.heading.year, 7, "number"),
    Column("code", gettext_lazy("职权编码"), _of("code"), 13),
    Column("name", gettext_lazy("职权名称"), _of("name"), 22),
    Column("unit", gettext_lazy("承办机构"), _of("unit"), 16),
    Column("old", gettext_lazy("原等级"), lambda r: r.old, 8),
    Column("factors", gettext_lazy("风险因素变化"), _by_hand, 20),
    Column("watched", gettext_lazy("监控与整改情况"), _by_hand, 20),
    Column("opinion", gettext_lazy("复核意见"), lambda r: r.opinion(), 10),
    Column("new", gettext_lazy("新等级"), _of("grade"), 8),
    Column("reason", gettext_lazy("理由"), lambda r: grade_reason(r.content), 28),
    Column("unit_opinion", gettext_lazy("科室意见"), _by_hand, 14),
    Column("group_opinion", gettext_lazy("领导小组意见"), _by_hand, 14),
    Column("approval", gettext_lazy("党组审定"), lambda r: "\n".join(r.heading.approved), 18),
    Column("filing", gettext_lazy("备案日期、回执"), lambda r: "\n".join(r.heading.filed), 16),
)


def _review(head: Heading, edition: Edition, contents: Contents) -> xlsx.Sheet:
    rows = (Reviewed(content, head) for content in contents)
    return workbook.official(head, _("年度风险级别复核（调整）表"), _("年度复核"), F10, rows, "A3")


# F5 流程图页: what can go wrong left of each step, what is done about it right of it
F5: tuple[Column, ...] = (
    Column("risks", gettext_lazy("风险点及等级"), lambda row: row.risks(), 34),
    Column("step", gettext_lazy("流程环节"), lambda row: f"{row.step['no']}. {row.step['label']}", 26),
    Column("actor", gettext_lazy("承办岗位"), lambda row: row.step["post"] or row.step["actor"], 18),
    Column("limit", gettext_lazy("办理时限"), lambda row: limit(row.step["time_limit"]), 11),
    Column("next", gettext_lazy("去向"), lambda row: row.ways(), 16),
    Column("measures", gettext_lazy("防控措施"), lambda row: numbered(row.measures("title")), 38),
    Column(
        "owners",
        gettext_lazy("责任人"),
        lambda row: "\n".join(dict.fromkeys(row.measures("responsible"))),
        18,
    ),
)


@dataclass(frozen=True)
class StepRow:
    """One step of a power's flowchart, with the risk points on it."""

    content: dict[str, Any]
    step: dict[str, Any]

    @property
    def _points(self) -> list[dict[str, Any]]:
        return [point for point in self.content["risk_points"] if point["step"] == self.step["no"]]

    def risks(self) -> str:
        """Return the risk points, each with the grade of its power."""
        return numbered([point["title"] + bracketed(point["grade"]) for point in self._points])

    def ways(self) -> str:
        """Return where the step leads to, and on which condition."""
        ways = [way for way in self.content["transitions"] if way["from"] == self.step["no"]]
        return "\n".join(f"{way['condition']} → {way['to']}".strip() for way in ways)

    def measures(self, name: str) -> list[str]:
        """Return one thing about each measure against the risk points of the step."""
        return [measure[name] for point in self._points for measure in point["measures"] if measure[name]]


def _flowcharts(head: Heading, edition: Edition, contents: Contents) -> xlsx.Sheet:
    sheet = workbook.official(head, _("行政职权流程图表"), _("流程图"), F5, (), "A4")
    return replace(sheet, rows=_flows(head, edition, contents), freeze_columns=0)


def _flows(head: Heading, edition: Edition, contents: Contents) -> Iterator[list[Any] | xlsx.Band]:
    """Yield for each power its head, its steps, and its foot: bases, limit, rights, who supervises."""
    approval: Any = getattr(edition, "approval", None)
    approved = labelled(_("审定日期"), date_format(approval.approved_on)) if approval else ""
    for content in contents:
        name = f"{content['code']} {content['name']}"
        grade = _("%(grade)s级") % {"grade": content["grade"]} if content["grade"] else _("未定级")
        facts = (name, content["category"], grade, content["unit"], head.edition, approved)
        yield xlsx.Band(spaced(facts), head=True)
        yield from values(F5, (StepRow(content, step) for step in content["steps"]))
        if not content["steps"]:
            yield xlsx.Band(_("还没有流程图。"), bold=False)
        yield xlsx.Band(_foot(head, edition, content), bold=False)


def _foot(head: Heading, edition: Edition, content: dict[str, Any]) -> str:
    published = edition.published_at and content["is_public"]
    rights = dict.fromkeys(step["counterpart_rights"] for step in content["steps"])
    facts = (
        (_("办理依据"), parted(basis(row) for row in content["bases"])),
        (_("总时限"), limit(content["time_limit"])),
        (_("相对人权利"), parted(rights)),
        (_("监督投诉"), head.complaint),
        (_("监督机构"), edition.institution.superior_discipline_body),
        (_("公开日期"), date_format(localtime(edition.published_at)) if published else ""),
    )
    return "\n".join(labelled(label, value) for label, value in facts if value)


def _changes(head: Heading, edition: Edition, contents: Contents) -> xlsx.Sheet:
    found = exporting.changes_of(edition.institution, edition if edition.digest else None, contents)
    return workbook.change_statement(head, changes.lines(found))


@dataclass(frozen=True)
class Table:
    """One official table."""

    code: str
    label: str | Promise
    build: Build


TABLES = {
    table.code: table
    for table in (
        Table(
            "grades", gettext_lazy("风险等级目录"), lambda h, e, c: workbook.grade_catalogue(h, c)
        ),
        Table("risks", gettext_lazy("风险点登记表"), lambda h, e, c: workbook.risk_register(h, c)),
        Table("powers", gettext_lazy("行政职权目录"), lambda h, e, c: workbook.power_catalogue(h, c)),
        Table("flowcharts", gettext_lazy("行政职权流程图表"), _flowcharts),
        Table("nonpublic", gettext_lazy("不公开项目目录"), _nonpublic),
        Table("changes", gettext_lazy("增减职权说明表"), _changes),
        Table("opinions", gettext_lazy("征求意见汇总表"), _opinions),
        Table("review", gettext_lazy("年度风险级别复核（调整）表"), _review),
    )
}  # fmt: skip


def write(table: Table, edition: Edition, now: datetime, out: Any) -> None:
    """Write the table of the edition, frozen or as it stands, into a binary file."""
    frozen = edition if edition.digest else None
    head = heading(edition.institution, edition.year, frozen, now)
    with Spool(exporting.contents_for(edition.institution, frozen)) as spool:
        sheet = table.build(head, edition, spool)
        title = head.title(str(table.label))
        book = xlsx.Book(sheets=[sheet], created=head.printed_at, title=title, creator=edition.office.name)
        xlsx.write(book, out)
