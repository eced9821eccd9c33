"""What an institution has, read for a plan: places and powers once, what dossiers hold a few powers at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet

from controls.models import Measure, Responsibility
from imports.fields import TableKind
from imports.plans.entries import BASIS, LINK, MEASURE, PERSON, POINT, POST, POWER, STEP, UNIT, WAY, Entry
from organisation.models import Institution, Post, PostAssignment, Unit, User
from powers.models import LegalBasis, Power, PowerCategory, Step, Transition
from riskpoints.models import RiskPoint

CATALOGUE = (
    "duty_division", "duties", "conditions", "time_limit_value", "time_limit_unit", "service_commitment",
    "work_discipline", "accountability", "is_public", "notes",
)  # fmt: skip
STEP_FIELDS = (
    "no", "label", "kind", "actor", "post", "time_limit_value", "time_limit_unit", "handling_system",
    "duty_requirement", "supervision", "counterpart_rights",
)  # fmt: skip


@dataclass
class Parts:
    """What dossiers consist of, as entries."""

    points: dict[int, list[Entry]] = field(default_factory=dict)
    """Power → its risk points."""
    measures: dict[int, list[Entry]] = field(default_factory=dict)
    """Risk point → its measures."""
    links: dict[int, list[Entry]] = field(default_factory=dict)
    """Power → its chain and the overrides of its points."""
    steps: dict[int, list[Entry]] = field(default_factory=dict)
    codes_used: Mapping[tuple[str, int], set[str]] = field(default_factory=dict)
    """Model and owner → the codes that were ever given there."""


@dataclass
class Snapshot:
    """The stored records as entries, by key."""

    institution: Institution
    root: Entry
    units: dict[int, Entry]
    posts: dict[int, Entry]
    holder: dict[int, Entry]
    """Post → its present holder."""
    people: dict[int, Entry]
    categories: list[PowerCategory]
    powers: dict[int, Entry]
    ways: dict[int, list[Entry]]
    bases: dict[int, list[Entry]]
    """Of the powers whose catalogue was opened last."""
    parts: Parts
    """Of the powers that were opened last; of all of them where a table of steps is planned."""
    whole: bool
    slim: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    """Power whose catalogue is open → what is stored of it without that."""

    def open(self, powers: Collection[int]) -> None:
        """Read the parts of these powers instead of those of the powers before. In: keys, some hundreds at most."""
        if not self.whole:
            of = Power.objects.filter(pk__in=powers)
            self.parts = _parts(of, {pk: self.powers[pk] for pk in powers}) if powers else Parts()

    def open_catalogue(self, powers: Collection[int]) -> None:
        """Read columns and bases of these powers instead of those of the powers before. In: keys, some hundreds."""
        for pk, stored in self.slim.items():
            self.powers[pk].stored = stored
        self.slim = {pk: self.powers[pk].stored for pk in powers}
        for pk, *values in (
            Power.objects.filter(pk__in=powers).values_list("pk", *CATALOGUE) if powers else ()
        ):
            self.powers[pk].stored = {**self.slim[pk], **dict(zip(CATALOGUE, values, strict=True))}
        self.bases = _bases(powers, self.powers) if powers else {}


def snapshot(institution: Institution, kinds: Collection[TableKind]) -> Snapshot:
    """Read what tables of these kinds are compared with."""
    units = _units(institution)
    posts, holder, people = _people(institution)
    powers = _powers(institution)
    whole = TableKind.STEPS in kinds
    every = Power.objects.filter(institution=institution)
    return Snapshot(
        institution=institution,
        root=next(unit for unit in units.values() if unit.stored["depth"] == 1),
        units=units,
        posts=posts,
        holder=holder,
        people=people,
        categories=list(PowerCategory.objects.all()),
        powers=powers,
        ways=_ways(institution, powers) if whole else {},
        bases={},
        parts=_parts(every, powers, register=TableKind.REGISTER in kinds) if whole else Parts(),
        whole=whole,
    )


def _parts(of: QuerySet[Power], powers: Mapping[int, Entry], *, register: bool = True) -> Parts:
    """Read the parts of powers. In: the powers as a query and as entries, `register` if there are rows of one."""
    points, steps = _points(of, powers), _steps(of, powers)
    if not register:
        return Parts(points, steps=steps)
    return Parts(points, *_controls(of, powers), steps, _codes_used(of))


def _entries(label: str, rows: Any, words: str) -> dict[int, Entry]:
    return {row["id"]: Entry(label, row.pop("id"), row, words=row[words]) for row in rows}


def _units(institution: Institution) -> dict[int, Entry]:
    rows = Unit.objects.of(institution).values("id", "code", "name", "kind", "path", "depth", "abolished_on")
    return _entries(UNIT, rows, "name")


def _people(institution: Institution) -> tuple[dict[int, Entry], dict[int, Entry], dict[int, Entry]]:
    """Return posts, the present holder of each, and people."""
    people = _entries(PERSON, User.objects.filter(institution=institution).values("id", "name"), "name")
    fields = ("id", "unit", "code", "title", "level", "abolished_on", "is_key", "duties")
    posts = _entries(POST, Post.objects.filter(unit__institution=institution).values(*fields), "title")
    held = PostAssignment.objects.filter(post__unit__institution=institution, ended_on=None)
    holder = {post: people[person] for post, person in held.values_list("post", "person") if person in people}
    return posts, holder, people


def _powers(institution: Institution) -> dict[int, Entry]:
    fields = [
        "id",
        "code",
        "name",
        "unit",
        "category",
        "leader_in_charge",
        "state",
        "revision",
        "imported_grade",
    ]
    rows = Power.objects.filter(institution=institution).order_by("pk")
    return _entries(POWER, rows.values(*fields, grade=F("assessment__grade")), "name")


def _owned(
    label: str, rows: Iterable[dict[str, Any]], owner: str, powers: Mapping[int, Entry], words: str
) -> dict[int, list[Entry]]:
    """Return parts of powers as entries, by the key in their field `owner`."""
    found: dict[int, list[Entry]] = defaultdict(list)
    for row in rows:
        power = powers[row.pop("power_key")]
        found[row[owner]].append(Entry(label, row.pop("id"), row, owner=power, words=str(row[words])))
    return dict(found)


def _points(of: QuerySet[Power], powers: Mapping[int, Entry]) -> dict[int, list[Entry]]:
    fields = (
        "id", "power", "code", "title", "manifestation", "step", "kind", "line", "cause", "precedent",
        "found_how", "indicator", "status", "imported_step",
    )  # fmt: skip
    rows = RiskPoint.objects.filter(power__in=of).values(*fields, power_key=F("power"))
    return _owned(POINT, rows, "power", powers, "title")


def _controls(
    of: QuerySet[Power], powers: Mapping[int, Entry]
) -> tuple[dict[int, list[Entry]], dict[int, list[Entry]]]:
    measures = Measure.objects.filter(risk_point__power__in=of).values(
        "id", "risk_point", "code", "title", "responsible", power_key=F("risk_point__power")
    )
    links = Responsibility.objects.filter(power__in=of).values(
        "id", "power", "risk_point", "level", "post", power_key=F("power")
    )
    return (
        _owned(MEASURE, measures, "risk_point", powers, "title"),
        _owned(LINK, links, "power", powers, "level"),
    )


def _steps(of: QuerySet[Power], powers: Mapping[int, Entry]) -> dict[int, list[Entry]]:
    rows = Step.objects.filter(power__in=of).order_by("power", "no")
    return _owned(
        STEP, rows.values("id", "power", *STEP_FIELDS, power_key=F("power")), "power", powers, "label"
    )


def _ways(institution: Institution, powers: Mapping[int, Entry]) -> dict[int, list[Entry]]:
    rows = Transition.objects.filter(power__institution=institution).order_by("source__no", "position", "pk")
    fields = ("id", "power", "source", "target", "condition", "position")
    return _owned(WAY, rows.values(*fields, power_key=F("power")), "power", powers, "condition")


def _bases(of: Collection[int], powers: Mapping[int, Entry]) -> dict[int, list[Entry]]:
    rows = LegalBasis.objects.filter(power__in=of).order_by("position", "pk")
    fields = ("id", "power", "title", "document_no", "article")
    return _owned(BASIS, rows.values(*fields, power_key=F("power")), "power", powers, "title")


def _codes_used(of: QuerySet[Power]) -> dict[tuple[str, int], set[str]]:
    """Return the codes of risk points and measures that there are or were: codes are never used again."""
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    points = RiskPoint.history.filter(power__in=of).order_by()
    for power, code in points.values_list("power", "code").distinct():
        found[POINT, power].add(code)
    measures = Measure.history.filter(risk_point__power__in=of).order_by()
    for point, code in measures.values_list("risk_point", "code").distinct():
        found[MEASURE, point].add(code)
    return dict(found)
