"""The coverage matrix: one row per power, one cell per thing the rules ask of it (domain §2.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers import standing
from dossiers.policies import Finding
from powers.enums import DossierState
from powers.models import Power
from registers.models import EditionEntry
from riskreg.tables import Column

OK, WARN, ERROR, NONE = "ok", "W", "E", ""
GAPS = "on"  # in an address: anything missing
SYMBOLS = {OK: "✓", WARN: "!", ERROR: "✗", NONE: "—"}
WORDS = {
    OK: gettext_lazy("齐全"),
    WARN: gettext_lazy("建议补充"),
    ERROR: gettext_lazy("必须补齐"),
    NONE: gettext_lazy("不适用"),
}


@dataclass(frozen=True)
class Cell:
    """How one thing stands for one power: level, why, and the finding that says where to mend it."""

    level: str
    sentences: tuple[str | Promise, ...] = ()
    finding: Finding | None = None

    @property
    def symbol(self) -> str:
        """Return the sign that stands in the cell."""
        return SYMBOLS[self.level]

    @property
    def word(self) -> str | Promise:
        """Return the sign in words, for screen readers."""
        return WORDS[self.level]

    @property
    def reason(self) -> str:
        """Return the sentences on one line."""
        return " ".join(str(sentence) for sentence in self.sentences)

    @property
    def text(self) -> str:
        """Return the cell as plain text, for CSV and Excel."""
        return f"{self.symbol} {self.reason}".strip()


@dataclass(frozen=True)
class LastEntry:
    """What the newest approved edition says about a power."""

    label: str
    filed: bool
    published: bool


@dataclass(frozen=True)
class Row:
    """One power in the matrix."""

    power: Power
    cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        """Return how many cells block the submission."""
        return sum(cell.level == ERROR for cell in self.cells.values())

    @property
    def warnings(self) -> int:
        """Return how many cells are warnings."""
        return sum(cell.level == WARN for cell in self.cells.values())

    @property
    def level(self) -> str:
        """Return the worst level of the row."""
        return ERROR if self.errors else WARN if self.warnings else OK


# Which rules speak in which column. A test holds them against the rules of dossiers.policies.
RULES_OF: dict[str, frozenset[str]] = {
    "catalogue": frozenset({"R03"}),
    "basis": frozenset({"R04"}),
    "publicity": frozenset({"R09"}),
    "chart": frozenset({"R10", "R13", "R14", "R39"}),
    "limits": frozenset({"R11"}),
    "steps": frozenset({"R15"}),
    "risks": frozenset({"R17", "R19"}),
    "lines": frozenset({"R18", "R38"}),
    "measures": frozenset({"R51"}),
    "indicators": frozenset({"R33"}),
    "people": frozenset({"R40", "R54"}),
    "grade": frozenset({"R23"}),
}
# What hangs on another thing: without it there is nothing to judge yet.
NEEDS_CHART = ("limits", "steps")
NEEDS_RISKS = ("lines", "measures", "indicators")


def _cell(key: str) -> Any:
    return lambda row: row.cells[key].text


CELLS: tuple[Column, ...] = (
    Column("catalogue", gettext_lazy("目录栏目"), _cell("catalogue")),
    Column("basis", gettext_lazy("行使依据"), _cell("basis")),
    Column("publicity", gettext_lazy("公开属性"), _cell("publicity")),
    Column("chart", gettext_lazy("流程图"), _cell("chart")),
    Column("limits", gettext_lazy("审核时限"), _cell("limits")),
    Column("steps", gettext_lazy("环节要素"), _cell("steps")),
    Column("risks", gettext_lazy("风险点"), _cell("risks")),
    Column("lines", gettext_lazy("三线与表现"), _cell("lines")),
    Column("measures", gettext_lazy("防控措施"), _cell("measures")),
    Column("indicators", gettext_lazy("监控指标"), _cell("indicators")),
    Column("people", gettext_lazy("责任人"), _cell("people")),
    Column("grade", gettext_lazy("定级"), _cell("grade")),
    Column("confirmed", gettext_lazy("确认"), _cell("confirmed")),
    Column("last", gettext_lazy("在上一册"), _cell("last")),
    Column("filed", gettext_lazy("备案"), _cell("filed")),
    Column("published", gettext_lazy("对外公开"), _cell("published")),
)
COLUMNS: tuple[Column, ...] = (
    Column("unit", gettext_lazy("科室"), lambda row: row.power.unit.name, 14, merge=True),
    Column("code", gettext_lazy("职权编码"), lambda row: row.power.code, 13),
    Column("name", gettext_lazy("职权名称"), lambda row: row.power.name, 20),
    Column("state", gettext_lazy("状态"), lambda row: row.power.get_state_display(), 12),
    *CELLS,
    Column("errors", gettext_lazy("必须补齐（项）"), lambda row: row.errors, 8, "number"),
    Column("warnings", gettext_lazy("建议补充（项）"), lambda row: row.warnings, 8, "number"),
)


def row_of(power: Power, last: LastEntry | None) -> Row:
    """Return the power's row. In: a power from `standing.judged(powers_for(…))`; no query is made."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in standing.findings_of(power):
        by_rule.setdefault(finding.rule, []).append(finding)
    cells = {}
    for key, rules in RULES_OF.items():
        cells[key] = _judged([finding for rule in sorted(rules) for finding in by_rule.get(rule, ())])
    if not power.standing.steps:
        cells.update(dict.fromkeys(NEEDS_CHART, Cell(NONE, (_("先画流程图。"),))))
    if not power.standing.points:
        cells.update(dict.fromkeys(NEEDS_RISKS, Cell(NONE, (_("没有风险点。"),))))
    return Row(power, {**cells, "confirmed": _confirmed(power), **_edition_cells(power, last)})


def _judged(found: list[Finding]) -> Cell:
    if not found:
        return Cell(OK)
    worst = sorted(found, key=lambda finding: finding.level != "E")
    return Cell(worst[0].level, tuple(finding.message for finding in worst), worst[0])


def _confirmed(power: Power) -> Cell:
    if power.state == DossierState.CONFIRMED:
        return Cell(OK)
    return Cell(WARN, (_("档案目前“%(state)s”，还没有确认。") % {"state": power.get_state_display()},))


def _edition_cells(power: Power, last: LastEntry | None) -> dict[str, Cell]:
    if last is None:
        absent = Cell(NONE, (_("没有列入上一册。"),))
        return {"last": absent, "filed": absent, "published": absent}
    name = {"edition": last.label}
    filed = Cell(OK, (last.label,)) if last.filed else Cell(WARN, (_("%(edition)s还没有备案回执。") % name,))
    if not power.is_public:
        published = Cell(NONE, (_("不公开的职权，不对外公开。"),))
    elif last.published:
        published = Cell(OK, (last.label,))
    else:
        published = Cell(WARN, (_("%(edition)s还没有公开。") % name,))
    return {"last": Cell(OK, (last.label,)), "filed": filed, "published": published}


def powers_for(powers: Any) -> Any:
    """Return the powers with what the rules found, in register order."""
    return powers.in_force().with_standing().order_by("unit__path", "code")


def last_entries(institution: Any) -> dict[int, LastEntry]:
    """Return power id → what the institution's newest approved edition says, in one query."""
    newest = institution.editions.exclude(digest="").order_by("-frozen_at", "-pk").values("pk")[:1]
    rows = EditionEntry.objects.filter(edition__in=newest).values_list(
        "power", "edition__year", "edition__number", "edition__state"
    )
    return {
        power: LastEntry(f"{year}-{number}", state in ("filed", "published"), state == "published")
        for power, year, number, state in rows
    }


def rows_of(powers: Any, last: dict[int, LastEntry]) -> Iterator[Row]:
    """Yield the rows of a queryset made by `powers_for`, in flat memory."""
    for power in standing.judged(powers.iterator(chunk_size=200)):
        yield row_of(power, last.get(power.pk))


@dataclass
class UnitCount:
    """One unit's line of the summary."""

    unit_id: int
    unit: str
    total: int = 0
    complete: int = 0
    warned: int = 0
    broken: int = 0
    confirmed: int = 0

    def count(self, level: str, *, confirmed: bool) -> None:
        """Take one power in."""
        self.total += 1
        self.complete += level == OK
        self.warned += level == WARN
        self.broken += level == ERROR
        self.confirmed += confirmed


@dataclass
class Summary:
    """The counts per unit in register order, and the worst level of each power."""

    units: list[UnitCount] = field(default_factory=list)
    levels: dict[int, str] = field(default_factory=dict)

    def at(self, gaps: str) -> list[int]:
        """Return the powers of a level; those with a gap of either kind for `GAPS`."""
        wanted = (ERROR, WARN) if gaps == GAPS else (gaps,)
        return [power for power, level in self.levels.items() if level in wanted]

    def totals(self) -> dict[str, int]:
        """Return the sum of each count over the units."""
        names = ("total", "complete", "warned", "broken", "confirmed")
        return {name: sum(getattr(unit, name) for unit in self.units) for name in names}


@dataclass(frozen=True)
class _Standing:
    """What the summary reads of one power."""

    pk: int
    unit: int
    unit_name: str
    state: str
    is_public: bool
    errors: int
    warnings: int

    def level(self, last: LastEntry | None) -> str:
        """Return the worst level of the power's row in the matrix."""
        if self.errors:
            return ERROR
        unfiled = last is not None and not last.filed
        unpublished = last is not None and self.is_public and not last.published
        if self.warnings or self.state != DossierState.CONFIRMED or unfiled or unpublished:
            return WARN
        return OK


def summary_of(institution: Any, user: Any, last: dict[int, LastEntry] | None = None) -> Summary:
    """Return the counts over every power the account may read. Three queries, two where `last` is given."""
    powers = institution.powers.visible_to(user).in_force()
    standing.judge_stale(powers)
    last = last_entries(institution) if last is None else last
    rows = powers.order_by("unit__path", "code").values_list(
        "pk", "unit", "unit__name", "state", "is_public", "standing__errors", "standing__warnings"
    )
    summary = Summary()
    by_unit: dict[int, UnitCount] = {}
    for values in rows:
        row = _Standing(*values)
        level = row.level(last.get(row.pk))
        unit = by_unit.setdefault(row.unit, UnitCount(row.unit, row.unit_name))
        unit.count(level, confirmed=row.state == DossierState.CONFIRMED)
        summary.levels[row.pk] = level
    summary.units = list(by_unit.values())
    return summary
