"""The annual register as an Excel book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from registers import sheets
from registers.changes import ChangeLine
from registers.sheets import F1, F2, F3, GRADES, GradeRow, Heading, register_rows
from registers.spool import Spool
from riskreg.phrases import spaced
from riskreg.rendering import xlsx
from riskreg.tables import Column


def book(
    heading: Heading, contents: Iterable[dict[str, Any]], changes: Iterable[ChangeLine] = ()
) -> xlsx.Book:
    """Return the register: cover, summary, grade catalogue F2, risk register F1, catalogue F3, changes.

    In: contents that can be iterated several times (a list or a `Spool`), in register order.
    """
    return xlsx.Book(
        sheets=[
            _cover(heading),
            _summary(heading, contents),
            grade_catalogue(heading, contents),
            risk_register(heading, contents),
            power_catalogue(heading, contents),
            change_statement(heading, changes),
        ],
        created=heading.printed_at,
        title=heading.title(_("廉政风险登记册")),
        creator=heading.institution,
    )


def _cover(heading: Heading) -> xlsx.Sheet:
    rows = [
        (_("单位"), heading.institution),
        (_("年度"), str(heading.year)),
        (_("册号"), heading.edition or _("草稿，未经审定")),
        (_("状态"), heading.status),
        (_("党组审定"), heading.approval),
        (_("备案"), heading.filing),
        (_("内容摘要值（SHA-256）"), heading.digest),
        (_("监督投诉"), heading.complaint),
        (_("编制说明"), heading.note),
        (_("查找方法"), _("四步法：找、亮、问、审；由各科室对照流程图查找，公示并征求意见后集体会审。")),
        (
            _("定级方法"),
            _("A级：审批权、裁量幅度较大的处罚和征收、主要领导直接主抓或群众关注度高；")
            + _("B级：副职分管且群众比较关心或有一定裁量；C级：其他。定级与建议不同的写明理由。"),
        ),
        (_("三线"), _("高压线：涉及法律法规；警戒线：涉及自由裁量；斑马线：涉及日常管理规范。")),
    ]
    return xlsx.Sheet(
        title=_("封面与说明"),
        columns=[xlsx.Column(_("项目"), 24), xlsx.Column(_("内容"), 90)],
        rows=rows,
        title_rows=[heading.title(_("廉政风险登记册"))],
        orientation="portrait",
        freeze=False,
    )


def _summary(heading: Heading, contents: Iterable[dict[str, Any]]) -> xlsx.Sheet:
    units, grades, points = sheets.summary(contents)
    shown = [*GRADES, "—"] if any(grade == "—" for _unit, grade in grades) else list(GRADES)
    rows: list[list[Any]] = []
    for unit in units:
        counts = [grades[unit, grade] for grade in shown]
        rows.append([unit, *counts, sum(counts), points[unit]])
    total = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    rows.append([_("合计"), *(total or [0] * (len(shown) + 2))])
    heads = [
        xlsx.Column(
            _("%(grade)s级") % {"grade": g} if g != "—" else _("未定级"), 9, "number", group=_("职权数量")
        )
        for g in shown
    ]
    return xlsx.Sheet(
        title=_("汇总"),
        columns=[
            xlsx.Column(_("科室"), 30),
            *heads,
            xlsx.Column(_("小计"), 9, "number", group=_("职权数量")),
            xlsx.Column(_("风险点"), 9, "number"),
        ],
        rows=rows,
        title_rows=[heading.title(_("廉政风险汇总表"))],
    )


def grade_catalogue(heading: Heading, contents: Iterable[dict[str, Any]]) -> xlsx.Sheet:
    """Return F2: the powers by grade, with a subtotal for each."""
    return xlsx.Sheet(
        title=_("风险等级目录"),
        columns=sheets.columns(F2),
        rows=_by_grade(heading, contents),
        title_rows=[heading.title(_("行政权力廉政风险等级目录")), _line(heading)],
        signature=_signature(),
        paper="A3",
        freeze_columns=3,
    )


def _by_grade(heading: Heading, contents: Iterable[dict[str, Any]]) -> Iterator[list[Any] | xlsx.Band]:
    """Yield the rows of F2, A to C, those without a grade last; each grade ends with how many it has."""
    with ExitStack() as kept:
        graded = {grade: kept.enter_context(Spool[list[Any]]()) for grade in (*GRADES, "")}
        for content in contents:
            row = GradeRow(content, heading)
            graded[content["grade"]].add([column.value(row) for column in F2])
        number = 0
        for grade, rows in graded.items():
            before = number
            for number, values in enumerate(rows, start=before + 1):
                yield [number, *values]
            if number > before:
                name = _("%(grade)s级") % {"grade": grade} if grade else _("未定级")
                yield xlsx.Band(_("%(grade)s小计：%(count)s项") % {"grade": name, "count": number - before})


def risk_register(heading: Heading, contents: Iterable[dict[str, Any]]) -> xlsx.Sheet:
    """Return F1: a row for each risk point."""
    form, tab = _("廉政风险点登记表"), _("风险点登记")
    return official(heading, form, tab, F1, register_rows(contents), "A3")


def power_catalogue(heading: Heading, contents: Iterable[dict[str, Any]]) -> xlsx.Sheet:
    """Return F3: a row for each power."""
    return official(heading, _("行政职权目录"), _("职权目录"), F3, contents, "A3")


def official(
    heading: Heading,
    form: str,
    tab: str,
    table: tuple[Column, ...],
    rows: Iterable[Any],
    paper: Any,
    *,
    none: str = "",
) -> xlsx.Sheet:
    """Return a long table under its official name; runs of equal cells in merging columns become one cell.

    `none` is what a table without rows says, where it is not one that comes in again as an import.
    """
    filled = sheets.values(table, rows)
    return xlsx.Sheet(
        title=tab,
        columns=sheets.columns(table),
        rows=_or_none(filled, none) if none else filled,
        title_rows=[heading.title(form), _line(heading)],
        signature=_signature(),
        paper=paper,
        freeze_columns=4,
    )


def _or_none(rows: Iterable[list[Any]], none: str) -> Iterator[list[Any] | xlsx.Band]:
    row = None
    for row in rows:
        yield row
    if row is None:
        yield xlsx.Band(none, bold=False)


CHANGES: tuple[Column, ...] = (
    Column("power", gettext_lazy("职权"), lambda line: line.power, 26, merge=True),
    Column("kind", gettext_lazy("变动"), lambda line: line.kind, 9, merge=True),
    Column("field", gettext_lazy("栏目"), lambda line: line.field, 20),
    Column("old", gettext_lazy("变更前"), lambda line: line.old, 34),
    Column("new", gettext_lazy("变更后"), lambda line: line.new, 34),
    Column("reason", gettext_lazy("理由"), lambda line: line.reason, 24, merge=True),
    Column("basis", gettext_lazy("依据"), lambda line: line.basis, 24, merge=True),
    Column("unit", gettext_lazy("提出科室/岗位"), lambda line: line.unit, 15, merge=True),
    Column("law", gettext_lazy("法制审核"), lambda line: "", 12, merge=True),
)
"""增减职权说明表; what the party group and the superior body said of the whole register ends each line."""


def change_statement(heading: Heading, changes: Iterable[ChangeLine]) -> xlsx.Sheet:
    """Return what changed since the edition before, and why."""
    table = (
        *CHANGES,
        Column("approval", gettext_lazy("审定"), lambda line: "\n".join(heading.approved), 16, merge=True),
        Column("filing", gettext_lazy("备案"), lambda line: "\n".join(heading.filed), 16, merge=True),
    )
    none = _("与上一册相比没有变动，或没有上一册。")
    sheet = official(
        heading, _("增减职权说明表"), pgettext("sheet", "变动说明"), table, changes, "A3", none=none
    )
    return replace(sheet, freeze_columns=2)


def _line(heading: Heading) -> str:
    parts = [
        _("填报单位（盖章）：%(name)s") % {"name": heading.institution},
        _("册号：%(edition)s") % {"edition": heading.edition or _("草稿")},
        _("日期：%(day)s") % {"day": heading.printed_at.strftime("%Y-%m-%d")},
    ]
    return spaced(parts)


def _signature() -> str:
    return _("填表人：　　　　　　审核人：　　　　　　负责人：　　　　　　填表日期：")
