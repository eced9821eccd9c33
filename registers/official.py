"""The official tables of an edition, each as a workbook of its own: F1 to F4, F9, F10 and the change statement.

What is inside an institution only: they name powers that are not public, and are for those who export the register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from powers.enums import Permanence
from registers import changes, exporting, workbook
from registers.headings import heading
from registers.models import Edition, Opinion
from registers.papers.asking import numbers_words
from registers.sheets import GradeRow, Heading
from registers.spool import Spool
from registers.words import grade_reason
from riskreg.rendering import xlsx
from riskreg.tables import Column

Contents = Iterable[dict[str, Any]]
Build = Callable[[Heading, Edition, Contents], xlsx.Sheet]


def _hidden(name: str) -> Callable[[dict[str, Any]], str]:
    return lambda content: content["nonpublic"][name]


# F4 不公开项目目录
F4: tuple[Column, ...] = (
    Column("code", gettext_lazy("职权编码"), lambda c: c["code"], 13),
    Column("name", gettext_lazy("职权名称"), lambda c: c["name"], 24),
    Column("category", gettext_lazy("职权类别"), lambda c: c["category"], 12),
    Column("unit", gettext_lazy("承办机构"), lambda c: c["unit"], 16),
    Column(
        "permanence",
        gettext_lazy("不公开类型"),
        lambda c: str(Permanence(c["nonpublic"]["permanence"]).label),
        14,
    ),
    Column("basis", gettext_lazy("不公开依据"), _hidden("basis"), 30),
    Column("reason", gettext_lazy("不公开理由"), _hidden("reason"), 30),
    Column("filing", gettext_lazy("备案机关与日期"), lambda c: "", 18),
)


def _nonpublic(head: Heading, edition: Edition, contents: Contents) -> xlsx.Sheet:
    hidden = [content for content in contents if content["nonpublic"]]
    return workbook.official(head, _("不公开项目目录"), _("不公开项目"), F4, lambda: hidden, "A4")


# F9 征求意见汇总表
F9: tuple[Column, ...] = (
    Column("method", gettext_lazy("征求方式"), lambda o: o.get_method_display(), 12),
    Column("source", gettext_lazy("对象"), lambda o: o.get_source_display(), 12),
    Column("day", gettext_lazy("时间"), lambda o: o.received_on, 12, "date"),
    Column("power", gettext_lazy("涉及职权"), lambda o: str(o.power or ""), 24),
    Column("text", gettext_lazy("意见建议"), lambda o: o.text, 44),
    Column("disposition", gettext_lazy("采纳情况"), lambda o: o.get_disposition_display(), 12),
    Column("reason", gettext_lazy("处理说明"), lambda o: o.reason, 30),
    Column("outcome", gettext_lazy("会审结论"), lambda o: o.outcome, 14),
)


def _opinions(head: Heading, edition: Edition, contents: Contents) -> xlsx.Sheet:
    sheet = workbook.official(
        head, _("征求意见汇总表"), _("征求意见"), F9, lambda: _opinions_of(edition), "A4"
    )
    return replace(sheet, title_rows=[*sheet.title_rows, numbers_words(edition)])


def _opinions_of(edition: Edition) -> Iterable[Opinion]:
    outcomes = {row.power_id: row.get_outcome_display() for row in edition.resolutions.all()}
    for opinion in edition.opinions.select_related("power"):
        opinion.outcome = outcomes.get(opinion.power_id, "")
        yield opinion


@dataclass(frozen=True)
class Reviewed:
    """One power in the annual review: its grade before and now."""

    content: dict[str, Any]
    heading: Heading

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
    Column("code", gettext_lazy("职权编码"), lambda r: r.content["code"], 13),
    Column("name", gettext_lazy("职权名称"), lambda r: r.content["name"], 24),
    Column("unit", gettext_lazy("承办机构"), lambda r: r.content["unit"], 16),
    Column("old", gettext_lazy("原等级"), lambda r: r.old, 8),
    Column("factors", gettext_lazy("风险因素变化"), lambda r: "", 24),
    Column("opinion", gettext_lazy("复核意见"), lambda r: r.opinion(), 10),
    Column("new", gettext_lazy("新等级"), lambda r: r.content["grade"], 8),
    Column("reason", gettext_lazy("理由"), lambda r: grade_reason(r.content), 30),
    Column("unit_opinion", gettext_lazy("科室意见"), lambda r: "", 14),
    Column("group_opinion", gettext_lazy("领导小组意见"), lambda r: "", 14),
    Column("approval", gettext_lazy("党组审定"), lambda r: r.heading.approval, 18),
    Column("filing", gettext_lazy("备案日期、回执"), lambda r: r.heading.filing, 16),
)


def _review(head: Heading, edition: Edition, contents: Contents) -> xlsx.Sheet:
    rows = lambda: (Reviewed(content, head) for content in contents)  # noqa: E731 - read once, when written
    return workbook.official(head, _("年度风险级别复核（调整）表"), _("年度复核"), F10, rows, "A3")


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
        book = xlsx.Book(
            sheets=[sheet], created=head.printed_at, title=title, creator=edition.institution.name
        )
        xlsx.write(book, out)
