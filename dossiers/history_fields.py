"""Which columns of which parts the history shows, and how to put their values into words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.models import Measure, Responsibility
from powers.limits import limit_words
from powers.models import LegalBasis, Power, Step, Transition
from riskpoints.grading import RULES
from riskpoints.models import GradeAssessment, RiskPoint
from riskreg.phrases import labelled, parted

Row = dict[str, Any]
Names = dict[str, dict[int, str]]


@dataclass(frozen=True)
class Column:
    """A column of a part: its name in history rows, its label, and what it refers to or how it reads."""

    name: str
    label: str | Promise
    refers_to: str = ""
    choices: tuple[tuple[Any, Any], ...] = ()
    special: Callable[[Row], str] | None = None

    def words(self, row: Row, names: Names) -> str:
        """Return the value of the row as people read it."""
        if self.special:
            return self.special(row)
        value = row[self.name]
        if value is None or value == "":
            return ""
        if self.refers_to:
            return names[self.refers_to].get(value, f"#{value}")
        if isinstance(value, bool):
            return _("是") if value else _("否")
        return str(dict(self.choices).get(value, value))


@dataclass(frozen=True)
class Part:
    """A kind of row that belongs to the dossier. `rows` false: there is one, shown field by field."""

    key: str
    label: str | Promise
    model: Any
    owner: str
    columns: tuple[Column, ...]
    title: Callable[[Row, Names], str]
    rows: bool = True

    def scope(self, power: Power) -> dict[str, Any]:
        """Return the filter of this part's history rows."""
        if self.owner == "risk_point_id__in":
            points = RiskPoint.history.filter(power_id=power.pk).values("id")
            return {self.owner: points}
        return {self.owner: power.pk}


def _limit(row: Row) -> str:
    return limit_words(row["time_limit_value"], row["time_limit_unit"])


def _rules(row: Row) -> str:
    return parted(RULES.get(rule, rule) for rule in row["fired_rules"] or [])


LIMIT = Column("time_limit_unit", gettext_lazy("办理时限"), special=_limit)
HIDDEN = frozenset(
    [
        "id",
        "power",
        "institution",
        "revision",
        "round",
        "state_at",
        "created_at",
        "created_by",
        "is_sample",
        "position",
        "found_by_unit",
        "risk_point",
        "time_limit_value",
    ]
)
REFERS: dict[str, str] = {
    "leader_in_charge": "post",
    "post": "post",
    "responsible": "post",
    "unit": "unit",
    "category": "category",
    "step": "step",
    "source": "step",
    "target": "step",
}


def _columns(model: type[models.Model]) -> tuple[Column, ...]:
    found = []
    for column in model._meta.concrete_fields:
        if column.name in HIDDEN:
            continue
        if column.name == "time_limit_unit":
            found.append(LIMIT)
        elif column.name == "fired_rules":
            found.append(Column(column.name, gettext_lazy("建议依据"), special=_rules))
        else:
            refers = REFERS.get(column.name, "")
            choices = tuple(column.flatchoices) if column.choices else ()
            found.append(Column(column.attname, column.verbose_name, refers, choices))
    return tuple(found)


def _way(row: Row, names: Names) -> str:
    step = names["step"]
    return f"{step.get(row['source_id'], '?')} → {step.get(row['target_id'], '?')}"


def _level(row: Row, names: Names) -> str:
    point = names["point"].get(row["risk_point_id"] or 0, "")
    label = dict(Responsibility._meta.get_field("level").flatchoices)[row["level"]]  # type: ignore[union-attr]
    return f"{point} {label}".strip()


def _measure(row: Row, names: Names) -> str:
    point = names["point"].get(row["risk_point_id"], "")
    return f"{point} · {row['code']} {row['title']}"


PARTS: tuple[Part, ...] = (
    Part("power", gettext_lazy("职权资料"), Power, "id", _columns(Power), lambda r, n: "", rows=False),
    Part(
        "bases",
        gettext_lazy("行使依据"),
        LegalBasis,
        "power_id",
        _columns(LegalBasis),
        lambda r, n: " ".join(filter(None, (r["title"], r["document_no"], r["article"]))),
    ),
    Part(
        "steps",
        gettext_lazy("流程环节"),
        Step,
        "power_id",
        _columns(Step),
        lambda r, n: f"{r['no']}. {r['label']}",
    ),
    Part("transitions", gettext_lazy("流向"), Transition, "power_id", _columns(Transition), _way),
    Part(
        "risk_points",
        gettext_lazy("风险点"),
        RiskPoint,
        "power_id",
        _columns(RiskPoint),
        lambda r, n: f"{r['code']} {r['title']}",
    ),
    Part("measures", gettext_lazy("防控措施"), Measure, "risk_point_id__in", _columns(Measure), _measure),
    Part("chain", gettext_lazy("责任链"), Responsibility, "power_id", _columns(Responsibility), _level),
    Part(
        "grade",
        gettext_lazy("风险定级"),
        GradeAssessment,
        "power_id",
        _columns(GradeAssessment),
        lambda r, n: "",
        rows=False,
    ),
)
# What the title of a row already says is not repeated in its summary.
TITLED = {
    "bases": {"title", "document_no", "article"},
    "steps": {"no", "label"},
    "transitions": {"source_id", "target_id"},
    "risk_points": {"code", "title"},
    "measures": {"code", "title"},
    "chain": {"level"},
}


def thing_of(part: Part, row: Row, names: Names) -> str:
    """Return what the row is called, '' for the dossier's own columns."""
    return part.title(row, names)


def words_of(part: Part, row: Row, names: Names) -> str:
    """Return the whole row in one sentence, for rows that came or went."""
    said = TITLED.get(part.key, set())
    pairs = [(column.label, column.words(row, names)) for column in part.columns if column.name not in said]
    return parted(labelled(label, value) for label, value in pairs if value and value != _("否"))
