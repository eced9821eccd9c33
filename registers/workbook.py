"""The annual register as an Excel book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from registers import sheets
from registers.changes import ChangeLine
from registers.sheets import F1, F2, F3, GRADES, GradeRow, Heading, register_rows
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
    by_grade: dict[str, list[list[Any]]] = {}
    for content in contents:
        row = GradeRow(content, heading)
        by_grade.setdefault(content["grade"], []).append([column.value(row) for column in F2])
    rows: list[list[Any]] = []
    merges: list[xlsx.Merge] = []
    number = 0
    for grade in (*GRADES, ""):
        group = by_grade.get(grade, [])
        for values in group:
            number += 1
            rows.append([number, *values])
        if group:
            name = _("%(grade)s级") % {"grade": grade} if grade else _("未定级")
            words = _("%(grade)s小计：%(count)s项") % {"grade": name, "count": len(group)}
            merges.append(xlsx.Merge(len(rows), len(rows), 1, len(F2)))
            rows.append([None, words, *([None] * (len(F2) - 1))])
    return xlsx.Sheet(
        title=_("风险等级目录"),
        columns=sheets.columns(F2),
        rows=rows,
        title_rows=[heading.title(_("行政权力廉政风险等级目录")), _line(heading)],
        signature=_signature(),
        merges=merges,
        paper="A3",
        freeze_columns=3,
    )


def risk_register(heading: Heading, contents: Iterable[dict[str, Any]]) -> xlsx.Sheet:
    """Return F1: a row for each risk point."""
    form, tab = _("廉政风险点登记表"), _("风险点登记")
    return official(heading, form, tab, F1, lambda: register_rows(contents), "A3")


def power_catalogue(heading: Heading, contents: Iterable[dict[str, Any]]) -> xlsx.Sheet:
    """Return F3: a row for each power."""
    return official(heading, _("行政职权目录"), _("职权目录"), F3, lambda: contents, "A3")


def official(
    heading: Heading, form: str, tab: str, table: tuple[Column, ...], rows: Any, paper: Any
) -> xlsx.Sheet:
    """Return a long table under its official name; runs of equal cells in merging columns become one cell."""
    merges: list[xlsx.Merge] = []
    return xlsx.Sheet(
        title=tab,
        columns=sheets.columns(table),
        rows=_with_merges(table, rows(), merges),
        title_rows=[heading.title(form), _line(heading)],
        signature=_signature(),
        merges=merges,
        paper=paper,
        freeze_columns=4,
    )


def _with_merges(
    table: tuple[Column, ...], rows: Iterable[Any], merges: list[xlsx.Merge]
) -> Iterator[list[Any]]:
    """Yield the rows and note runs; a run never crosses a change in a merging column left of it."""
    merging = [index for index, column in enumerate(table, start=1) if column.merge]
    open_runs: dict[int, tuple[int, tuple[Any, ...]]] = {}
    last = -1
    for last, values in enumerate(sheets.values(table, rows)):
        for place, index in enumerate(merging):
            key = tuple(values[i] for i in merging[: place + 1])
            start, seen = open_runs.get(index, (last, key))
            if seen != key:
                _close(merges, start, last - 1, index)
                start = last
            open_runs[index] = (start, key)
        yield values
    for index, (start, _key) in open_runs.items():
        _close(merges, start, last, index)


def _close(merges: list[xlsx.Merge], first: int, last: int, index: int) -> None:
    if last > first:
        merges.append(xlsx.Merge(first, last, index, index))


def change_statement(heading: Heading, changes: Iterable[ChangeLine]) -> xlsx.Sheet:
    """Return what changed since the edition before."""
    heads = (
        (_("职权"), 30),
        (_("变动"), 8),
        (_("栏目"), 22),
        (_("变更前"), 36),
        (_("变更后"), 36),
        (_("理由"), 26),
    )
    rows = [[number, *line.cells()] for number, line in enumerate(changes, start=1)]
    return xlsx.Sheet(
        title=_("变动说明"),
        columns=[xlsx.Column(_("序号"), 6, "number"), *(xlsx.Column(head, width) for head, width in heads)],
        rows=rows or [[None, _("与上一册相比没有变动，或没有上一册。"), *([None] * 5)]],
        title_rows=[heading.title(_("增减职权说明表"))],
        signature=_signature(),
    )


def _line(heading: Heading) -> str:
    parts = [
        _("填报单位（盖章）：%(name)s") % {"name": heading.institution},
        _("册号：%(edition)s") % {"edition": heading.edition or _("草稿")},
        _("日期：%(day)s") % {"day": heading.printed_at.strftime("%Y-%m-%d")},
    ]
    return spaced(parts)


def _signature() -> str:
    return _("填表人：　　　　　　审核人：　　　　　　负责人：　　　　　　填表日期：")
