"""The columns of the risk point register (F1): one definition for the screen, CSV, Excel and print.

The columns read plain rows, so that the working copy and a frozen edition feed the same table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskpoints.enums import Cause, RiskLine, RiskStatus
from riskpoints.people import chain
from riskreg.phrases import parted
from riskreg.tables import Column


@dataclass(frozen=True)
class Row:
    """One risk point with everything the register says beside it. Codes stay codes, names are text."""

    unit: str
    post: str
    power: str
    power_code: str
    step: str
    code: str
    title: str
    manifestation: str
    cause: str
    line: str
    grade: str
    measures: tuple[str, ...]
    indicator: str
    owners: tuple[str, ...]
    head: str
    leader: str
    found_how: str
    precedent: str
    status: str
    no: int = 0


def _word(enum: Any, code: str) -> str:
    return str(enum(code).label) if code else ""


def _lines(texts: tuple[str, ...]) -> str:
    """Return several texts in one cell, numbered if there is more than one."""
    if len(texts) < 2:
        return "".join(texts)
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, start=1))


COLUMNS: tuple[Column, ...] = (
    Column("no", gettext_lazy("序号"), lambda row: row.no, 6, "number"),
    Column("unit", gettext_lazy("单位/科室"), lambda row: row.unit, 14, merge=True),
    Column("post", gettext_lazy("岗位"), lambda row: row.post, 14),
    Column("power", gettext_lazy("职权名称"), lambda row: row.power, 18, merge=True),
    Column("power_code", gettext_lazy("职权编码"), lambda row: row.power_code, 13, merge=True),
    Column("step", gettext_lazy("流程环节"), lambda row: row.step or _("（待落位）"), 16),
    Column("title", gettext_lazy("风险点"), lambda row: f"{row.code} {row.title}", 18),
    Column("manifestation", gettext_lazy("表现形式"), lambda row: row.manifestation, 30),
    Column("cause", gettext_lazy("风险类别"), lambda row: _word(Cause, row.cause), 10),
    Column("line", gettext_lazy("三线"), lambda row: _word(RiskLine, row.line), 9),
    Column("grade", gettext_lazy("风险等级"), lambda row: row.grade, 7),
    Column("measures", gettext_lazy("防控措施"), lambda row: _lines(row.measures), 34),
    Column("indicator", gettext_lazy("监控指标"), lambda row: row.indicator, 16),
    Column("owner", gettext_lazy("责任岗位/责任人"), lambda row: "\n".join(row.owners), 18),
    Column("head", gettext_lazy("部门负责人"), lambda row: row.head, 16),
    Column("leader", gettext_lazy("责任（分管）领导"), lambda row: row.leader, 16),
    Column(
        "found",
        gettext_lazy("查找方式/案例依据"),
        lambda row: parted((row.found_how, row.precedent)),
        22,
    ),
    Column(
        "notes",
        gettext_lazy("备注"),
        lambda row: "" if row.status == RiskStatus.CONFIRMED else _("待确认"),
        10,
    ),
)


def rows_of(points: Iterable[Any]) -> Iterator[Row]:
    """Yield the rows of live risk points read by `RiskPoint.objects.with_register_facts()`."""
    for point in points:
        power, step, measures = point.power, point.step, list(point.measures.all())
        posts = {link.level: str(link.post or "") for link in chain(power, point)}
        assessment = getattr(power, "assessment", None)
        yield Row(
            unit=power.unit.name,
            post=str(step.post or "") if step else "",
            power=power.name,
            power_code=power.code,
            step=f"{step.no}. {step.label}" if step else "",
            code=point.code,
            title=point.title,
            manifestation=point.manifestation,
            cause=point.cause,
            line=point.line,
            grade=assessment.grade if assessment else "",
            measures=tuple(measure.title for measure in measures),
            indicator=point.indicator,
            owners=_owners([str(measure.responsible or "") for measure in measures], posts["staff"]),
            head=posts["direct"],
            leader=posts["in_charge"],
            found_how=point.found_how,
            precedent=point.precedent,
            status=point.status,
        )


def rows_of_content(content: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the rows of one power in the form of the JSON contract ("The register as JSON").

    `post` of a step and `cause`, `indicator`, `found_how`, `precedent` of a point may be absent.
    """
    steps = {step["no"]: step for step in content["steps"]}
    for point in content["risk_points"]:
        step = steps.get(point["step"])
        posts, measures = point["responsible"], point["measures"]
        yield Row(
            unit=content["unit"],
            post=step.get("post", "") if step else "",
            power=content["name"],
            power_code=content["code"],
            step=f"{step['no']}. {step['label']}" if step else "",
            code=point["code"],
            title=point["title"],
            manifestation=point["manifestation"],
            cause=point.get("cause") or "",
            line=point["line"] or "",
            grade=point["grade"] or "",
            measures=tuple(measure["title"] for measure in measures),
            indicator=point.get("indicator") or "",
            owners=_owners([measure["responsible"] or "" for measure in measures], posts.get("staff") or ""),
            head=posts["direct"] or "",
            leader=posts["in_charge"] or "",
            found_how=point.get("found_how") or "",
            precedent=point.get("precedent") or "",
            status=point["status"],
        )


def _owners(of_measures: list[str], staff: str) -> tuple[str, ...]:
    """Return the posts that carry the measures, each once; the staff level of the chain if none does."""
    named = tuple(dict.fromkeys(post for post in of_measures if post))
    return named or ((staff,) if staff else ())


def numbered(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows with their running number."""
    for number, row in enumerate(rows, start=1):
        yield replace(row, no=number)


def values(rows: Iterable[Row]) -> Iterator[list[Any]]:
    """Yield one list of values per row, in the order of `COLUMNS`."""
    for row in numbered(rows):
        yield [column.value(row) for column in COLUMNS]
