"""The annual register as tables: cover, summary, F2, F1, F3, opinions and the change statement (domain forms)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registers import words
from riskpoints import exports as riskpoints
from riskreg.phrases import listed
from riskreg.rendering import xlsx
from riskreg.tables import Column

GRADES = ("A", "B", "C")


@dataclass
class Heading:
    """What stands above every table: whose register, which year, approved or a draft, and when printed."""

    institution: str
    year: int
    edition: str
    status: str
    printed_at: datetime
    note: str = ""
    approved: Sequence[str] = ()
    """By which meeting, under which number, when."""
    filed: Sequence[str] = ()
    """With whom, receipt number, when."""
    digest: str = ""
    complaint: str = ""
    party_group: str = ""
    previous_grades: Mapping[str, str] = field(default_factory=dict)

    @property
    def approval(self) -> str:
        """Return the approval on one line; '' before it."""
        return " ".join(self.approved)

    @property
    def filing(self) -> str:
        """Return the filing on one line; '' before it."""
        return " ".join(self.filed)

    def title(self, form: str) -> str:
        """Return the title of one form; a working copy says so."""
        return "".join(self.title_parts(form)) + self.draft

    def title_parts(self, form: str) -> tuple[str, str, str]:
        """Return the title as what stands before the name of the form, that, and what follows.

        A form that is named after the year has the year only once.
        """
        form = form.removeprefix("年度")
        words = {"institution": self.institution, "year": self.year, "form": form}
        return (_("%(institution)s%(year)s年度%(form)s") % words).rpartition(form)

    @property
    def draft(self) -> str:
        """Say that it is a working copy; '' for an edition."""
        return "" if self.edition else _("（草稿，未经审定）")


@dataclass(frozen=True)
class RiskRow:
    """One risk point with the power it belongs to."""

    power: Mapping[str, Any]
    point: Mapping[str, Any]
    step: Mapping[str, Any] | None


def risk_rows(contents: Iterable[Mapping[str, Any]]) -> Iterator[RiskRow]:
    """Yield the risk points of the contents, in order."""
    for power in contents:
        steps = {step["no"]: step for step in power["steps"]}
        for point in power["risk_points"]:
            yield RiskRow(power, point, steps.get(point["step"]))


def register_rows(contents: Iterable[Mapping[str, Any]]) -> Iterator[riskpoints.Row]:
    """Yield the rows of F1, in order."""
    for content in contents:
        yield from riskpoints.rows_of_content(content)


# F1 廉政风险点排查登记表; the running number leads every sheet and is not part of the table here
F1: tuple[Column, ...] = riskpoints.COLUMNS[1:]


def _bases(content: Mapping[str, Any]) -> str:
    return words.numbered([words.basis(row) for row in content["bases"]])


def _public(content: Mapping[str, Any]) -> str:
    return _("公开") if content["is_public"] else _("不公开")


# F3 行政职权目录
F3: tuple[Column, ...] = (
    Column("code", gettext_lazy("职权编码"), lambda c: c["code"], 13),
    Column("name", gettext_lazy("职权名称"), lambda c: c["name"], 20),
    Column("category", gettext_lazy("职权类别"), lambda c: c["category"], 12),
    Column("bases", gettext_lazy("行使依据"), _bases, 34),
    Column("leader", gettext_lazy("主管领导"), lambda c: c["leader_in_charge"], 16),
    Column("unit", gettext_lazy("内部负责机构"), lambda c: c["unit"], 14, merge=True),
    Column("duty_division", gettext_lazy("人员职责分工"), lambda c: c["duty_division"], 26),
    Column("duties", gettext_lazy("行使职责"), lambda c: c["duties"], 24),
    Column("conditions", gettext_lazy("办理条件"), lambda c: c["conditions"], 24),
    Column("time_limit", gettext_lazy("办理时限"), lambda c: words.limit(c["time_limit"]), 10),
    Column("commitment", gettext_lazy("服务承诺"), lambda c: c["service_commitment"], 22),
    Column("discipline", gettext_lazy("工作纪律"), lambda c: c["work_discipline"], 22),
    Column("accountability", gettext_lazy("责任追究"), lambda c: c["accountability"], 22),
    Column("public", gettext_lazy("公开属性"), _public, 10),
)


def _chain(content: Mapping[str, Any]) -> str:
    chain = content["responsible"]
    return "\n".join(chain[level] for level in ("first", "in_charge", "direct") if chain[level])


def _risky_steps(content: Mapping[str, Any]) -> str:
    labels = {step["no"]: step["label"] for step in content["steps"]}
    found = [labels[p["step"]] for p in content["risk_points"] if p["step"] in labels]
    return listed(dict.fromkeys(found))


def _factor(name: str) -> Any:
    return lambda row: words.word(name, (row.content.get("grading") or {}).get(name))


def _all_measures(content: Mapping[str, Any]) -> str:
    titles = [measure["title"] for point in content["risk_points"] for measure in point["measures"]]
    return words.numbered(list(dict.fromkeys(titles)))


@dataclass(frozen=True)
class GradeRow:
    """One power in the grade catalogue, with what the heading knows about it."""

    content: Mapping[str, Any]
    heading: Heading

    def previous(self) -> str:
        """Return last edition's grade and how it changed."""
        old, new = self.heading.previous_grades.get(self.content["code"]), self.content["grade"]
        if old is None:
            return _("新列入") if self.heading.previous_grades else ""
        if old == new:
            return _("%(grade)s，未变") % {"grade": old}
        return _("%(old)s → %(new)s") % {"old": old, "new": new or "—"}


# F2 行政权力廉政风险等级目录
F2: tuple[Column, ...] = (
    Column("code", gettext_lazy("职权编码"), lambda r: r.content["code"], 13),
    Column("name", gettext_lazy("职权名称"), lambda r: r.content["name"], 20),
    Column("category", gettext_lazy("职权类别"), lambda r: r.content["category"], 12),
    Column("unit", gettext_lazy("承办机构"), lambda r: r.content["unit"], 14),
    Column("leader", gettext_lazy("主管领导"), lambda r: r.content["leader_in_charge"], 16),
    Column("count", gettext_lazy("风险点数量"), lambda r: len(r.content["risk_points"]), 12, "number"),
    Column("steps", gettext_lazy("风险环节"), lambda r: _risky_steps(r.content), 20),
    Column("discretion", gettext_lazy("自由裁量幅度"), _factor("discretion"), 11),
    Column("concern", gettext_lazy("群众关注度"), _factor("public_concern"), 10),
    Column("frequency", gettext_lazy("行使频率"), _factor("exercise_frequency"), 8),
    Column("grade", gettext_lazy("风险等级"), lambda r: r.content["grade"], 7),
    Column("reason", gettext_lazy("定级理由"), lambda r: words.grade_reason(r.content), 26),
    Column("measures", gettext_lazy("监控措施"), lambda r: _all_measures(r.content), 30),
    Column("owners", gettext_lazy("责任人"), lambda r: _chain(r.content), 18),
    Column("previous", gettext_lazy("上年等级/变动"), lambda r: r.previous(), 11),
    Column("approval", gettext_lazy("党组审定意见及日期"), lambda r: "\n".join(r.heading.approved), 18),
    Column("filing", gettext_lazy("备案回执"), lambda r: "\n".join(r.heading.filed), 14),
)


# the list of opinions, which F9 征求意见汇总表 completes; rows: opinions with `outcome`, what the meeting said of their power
OPINIONS: tuple[Column, ...] = (
    Column("method", gettext_lazy("征求方式"), lambda o: o.get_method_display(), 12),
    Column("source", gettext_lazy("对象"), lambda o: o.get_source_display(), 12),
    Column("day", gettext_lazy("时间"), lambda o: o.received_on, 12, "date"),
    Column("power", gettext_lazy("涉及职权"), lambda o: str(o.power or ""), 24),
    Column("text", gettext_lazy("意见建议"), lambda o: o.text, 44),
    Column("topic", gettext_lazy("归纳类别"), lambda o: o.get_topic_display(), 12),
    Column("disposition", gettext_lazy("采纳情况"), lambda o: o.get_disposition_display(), 12),
    Column("reason", gettext_lazy("处理说明"), lambda o: o.reason, 30),
    Column("outcome", gettext_lazy("会审结论"), lambda o: o.outcome, 14),
)


def with_outcomes(edition: Any, opinions: Any) -> Any:
    """Yield the opinions (a queryset with their powers) with what the meeting said of each power, '' for nothing."""
    outcomes = {row.power_id: row.get_outcome_display() for row in edition.resolutions.all()}
    for opinion in opinions:
        opinion.outcome = outcomes.get(opinion.power_id, "")
        yield opinion


def columns(table: tuple[Column, ...]) -> list[xlsx.Column]:
    """Return the table's columns for Excel, led by a running number."""
    first = xlsx.Column(_("序号"), 6, "number")
    return [first, *(xlsx.Column(str(c.heading), c.width, c.kind, merge=c.merge) for c in table)]


def values(table: tuple[Column, ...], rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield one list of values per row, led by a running number."""
    for number, row in enumerate(rows, start=1):
        yield [number, *(column.value(row) for column in table)]


def summary(
    contents: Iterable[Mapping[str, Any]],
) -> tuple[list[str], Counter[tuple[str, str]], Counter[str]]:
    """Return units in order, powers per (unit, grade), and risk points per unit."""
    units: dict[str, None] = {}
    grades: Counter[tuple[str, str]] = Counter()
    points: Counter[str] = Counter()
    for content in contents:
        units[content["unit"]] = None
        grades[content["unit"], content["grade"] or "—"] += 1
        points[content["unit"]] += len(content["risk_points"])
    return list(units), grades, points
