"""A plan becomes rows. Only `imports.actions` comes here, with the right decided and the dossiers locked.

Units, posts and people go through the organisation's own actions. Dossiers are volume: their rows go in by
bulk with their history, as one operation, and leave what the actions of their rooms would have left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.apps import apps
from django.db.models import F

from audit.recording import record
from imports.enums import Act
from imports.models import Import, Origin
from imports.plans.entries import (
    HELD,
    LINK,
    MEASURE,
    ORDER,
    PERSON,
    POINT,
    POST,
    POWER,
    STEP,
    UNIT,
    Entry,
    Plan,
)
from imports.rows import APART
from organisation import actions as organisation
from organisation.models import Unit, User
from powers.models import Power, Step
from riskpoints.enums import RiskStatus
from riskreg.guarded import bulk_create, bulk_update, current_operation

BATCH = 500
Row = TypeVar("Row")
Progress = Callable[[int, int], None]


def write_plan(
    source: Import, plan: Plan, *, by: Any, now: datetime, progress: Progress | None = None
) -> None:
    """Write the plan and where each record comes from. Inside `acting` only."""
    writer = _Writer(source, [table.sheet for table in plan.tables], by, now)
    done = 0
    for label in ORDER:
        entries = [entry for entry in plan.entries if entry.label == label]
        if label == STEP:
            free_numbers([entry.pk for entry in entries if entry.pk and "no" in entry.values])
        for batch in _batches(entries):
            writer.write(label, batch)
            done += len(batch)
            if progress:
                progress(done, len(plan.entries))
    writer.touch(plan)
    writer.keep_origins(plan)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch


class _Writer:
    """Writes entries, model by model; an entry that was created gets its key."""

    def __init__(self, source: Import, sheets: list[str], by: Any, now: datetime) -> None:
        self.source, self.sheets, self.by, self.now = source, sheets, by, now
        self.institution = source.institution
        self.created: set[int] = set()
        self.before: dict[int, dict[str, Any]] = {}
        self.revisions: dict[int, int] = {}
        self.others: list[Origin] = []
        """Of records that no entry stands for."""

    def write(self, label: str, entries: list[Entry]) -> None:
        """Create and change the records of one model."""
        new = [entry for entry in entries if entry.new]
        changed = [entry for entry in entries if entry.values and not entry.new]
        self._remove(label, [entry for entry in entries if entry.removed])
        self.created |= set(map(id, new))
        one_by_one = {UNIT: self._unit, PERSON: self._person, POST: self._post, HELD: self._seat}
        if label in one_by_one:
            for entry in new:
                one_by_one[label](entry)
        else:
            self._create(label, new)
        self._change(label, changed)

    def _unit(self, entry: Entry) -> None:
        """The import decided that it may; the organisation enters it for the installation, told as `by`'s act."""
        root = Unit.objects.get(institution=self.institution, depth=1)
        unit = organisation.add_unit(parent=root, by=None, now=self.now, values=_values(entry))
        entry.pk = unit.pk

    def _person(self, entry: Entry) -> None:
        username = _free_username(self.institution.code)
        person = organisation.create_account(
            by=None, now=self.now, username=username, name=entry.values["name"], institution=self.institution
        )
        entry.pk = person.pk

    def _post(self, entry: Entry) -> None:
        values = _values(entry)
        unit = Unit.objects.get(pk=values.pop("unit"))
        entry.pk = organisation.add_post(unit=unit, by=None, now=self.now, values=values).pk

    def _seat(self, entry: Entry) -> None:
        post = apps.get_model(POST).objects.get(pk=entry.values["post"].pk)
        before = post.assignments.filter(ended_on=None).first()
        person = User.objects.get(pk=entry.values["person"].pk)
        organisation.assign_post(post=post, person=person, by=None, now=self.now, started_on=self.now.date())
        entry.pk = post.assignments.get(ended_on=None).pk
        if before is not None:
            origin = self._row(HELD, before.pk, entry.row, Act.CHANGED)
            origin.before = {"ended_on": None}
            self.others.append(origin)

    def _create(self, label: str, entries: list[Entry]) -> None:
        if not entries:
            return
        model = apps.get_model(label)
        rows = [model(**_attnames(model, _values(entry)), **self._given(label)) for entry in entries]
        for entry, row in zip(entries, bulk_create(rows, model), strict=True):
            entry.pk = row.pk

    def _given(self, label: str) -> dict[str, Any]:
        if label != POWER:
            return {}
        now = self.now
        return {"institution": self.institution, "created_at": now, "created_by": self.by, "state_at": now}

    def _remove(self, label: str, entries: list[Entry]) -> None:
        if not entries:
            return
        model = apps.get_model(label)
        rows = model._base_manager.in_bulk([entry.pk for entry in entries])
        for entry in entries:
            fields = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
            self.before[id(entry)] = {name: _plain(getattr(rows[entry.pk], name)) for name in fields}
        model._base_manager.filter(pk__in=list(rows)).delete()

    def _change(self, label: str, entries: list[Entry]) -> None:
        if not entries:
            return
        model = apps.get_model(label)
        rows = model._base_manager.in_bulk([entry.pk for entry in entries])
        fields: set[str] = set()
        for entry in entries:
            row, values = rows[entry.pk], _attnames(model, _values(entry))
            self.before[id(entry)] = _attnames(model, entry.before())
            for name, value in values.items():
                setattr(row, name, value)
            fields |= {model._meta.get_field(name).name for name in values}
        bulk_update(list(rows.values()), model, sorted(fields))

    def touch(self, plan: Plan) -> None:
        """Count the change of every dossier, have it judged anew, and tell of it."""
        powers: dict[int, str] = {}
        parts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for entry in plan.entries:
            owner = entry.owner or entry
            if owner.label == POWER and owner.pk:
                powers[owner.pk] = f"{owner.get('code')} {owner.words}"
                parts[owner.pk][COUNTED.get(entry.label, "parts")] += 1
        made = {entry.pk for entry in plan.entries if entry.label == POWER and id(entry) in self.created}
        old = [pk for pk in powers if pk not in made]
        for batch in _slices(old):
            Power._base_manager.filter(pk__in=batch).update(revision=F("revision") + 1)
        current_operation().touched.update(powers)
        for pk, words in powers.items():
            details = dict(parts[pk]) | {"file": self.source.file_name}
            subject = Power(pk=pk)
            code = self.institution.code
            record("power.imported", subject=subject, institution=code, label=words, details=details)
        for batch in _slices(list(powers)):
            self.revisions |= dict(Power.objects.filter(pk__in=batch).values_list("pk", "revision"))

    def keep_origins(self, plan: Plan) -> None:
        """Keep where each record comes from, and what it was before; a dossier's parts lead to its power."""
        for batch in _batches(self._origins(plan)):
            Origin.objects.bulk_create(batch)

    def _origins(self, plan: Plan) -> Iterator[Origin]:
        yield from map(self._origin, plan.entries)
        yield from self.others
        known = {entry.pk for entry in plan.entries if entry.label == POWER}
        first_rows = {entry.owner.pk or 0: _first_row(entry) for entry in plan.entries if entry.owner}
        for pk, row in first_rows.items():
            if pk not in known:
                yield self._row(POWER, pk, row, Act.CHANGED, revision=self.revisions[pk])

    def _origin(self, entry: Entry) -> Origin:
        pk = entry.pk or 0
        made = Act.CREATED if id(entry) in self.created else Act.CHANGED
        origin = self._row(entry.label, pk, _first_row(entry), Act.REMOVED if entry.removed else made)
        origin.before, origin.kept = self.before.get(id(entry), {}), entry.kept
        origin.revision = self.revisions.get(pk) if entry.label == POWER else None
        return origin

    def _row(self, label: str, pk: int, row: int, act: str, revision: int | None = None) -> Origin:
        place, number = divmod(row, APART)
        told: dict[str, Any] = {"label": label, "object_id": pk, "act": act, "revision": revision}
        return Origin(source=self.source, sheet=self.sheets[place], row=number, **told)


def _first_row(entry: Entry) -> int:
    return entry.row or min(entry.rows.values(), default=0)


COUNTED = {POWER: "powers", STEP: "steps", POINT: "risk_points", MEASURE: "measures", LINK: "links"}


def free_numbers(steps: list[int]) -> None:
    """Move the numbers of steps that get others out of the way: no two steps of a chart share one."""
    Step._base_manager.filter(pk__in=steps).update(no=F("no") + 10_000)


def _slices(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def _values(entry: Entry) -> dict[str, Any]:
    """Return the values to write, records as keys. A point that is not on a step is a candidate."""
    values = {name: value.pk if isinstance(value, Entry) else value for name, value in entry.values.items()}
    if entry.label == POINT and entry.new:
        values.setdefault("status", RiskStatus.CANDIDATE.value)
    return values


def _attnames(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    return {model._meta.get_field(name).attname: value for name, value in values.items()}


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _free_username(code: str) -> str:
    """Return a username for a person who does not sign in: the institution's code and the next number."""
    prefix = f"{code.lower()}.p"
    names = User.objects.filter(username__startswith=prefix).values_list("username", flat=True)
    highest = max((int(n[len(prefix) :]) for n in names if n[len(prefix) :].isdigit()), default=0)
    return f"{prefix}{highest + 1:04d}"
