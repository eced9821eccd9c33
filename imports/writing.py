"""A plan becomes rows. Only `imports.actions` comes here, with the right decided and the dossiers locked.

Units, posts and people go through the organisation's own actions. Dossiers are volume: their rows go in by
bulk with their history, as one operation, and leave what the actions of their rooms would have left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.apps import apps
from django.db.models import F, OuterRef, Subquery

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
)
from imports.plans.plan import Plan
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
    done, total = 0, plan.size()
    for group in plan.groups():
        for label in ORDER:
            entries = [entry for entry in group if entry.label == label]
            if label == STEP:
                free_numbers([entry.pk for entry in entries if entry.pk and "no" in entry.values])
            for batch in batched(entries, BATCH):
                writer.write(label, batch)
                done += len(batch)
                if progress:
                    progress(done, total)
    writer.touch()


def batched(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Yield the rows in lists of that length; the last may be shorter."""
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield batch


class _Writer:
    """Writes entries, model by model; an entry that was created gets its key."""

    def __init__(self, source: Import, sheets: list[str], by: Any, now: datetime) -> None:
        self.source, self.sheets, self.by, self.now = source, sheets, by, now
        self.institution = source.institution
        self.made: set[int] = set()
        """Keys of the powers that were created."""
        self.told: set[int] = set()
        """Keys of the powers whose own origin is kept."""
        self.words: dict[int, str] = {}
        """Power → what people call it; of all powers of which anything was written, as are these:"""
        self.counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.first_row: dict[int, int] = {}

    def write(self, label: str, entries: list[Entry]) -> None:
        """Create and change records of one model, and keep where they come from."""
        new = [entry for entry in entries if entry.new]
        changed = [entry for entry in entries if entry.changes and not entry.new and not entry.removed]
        created = set(map(id, new))
        before = self._remove(label, [entry for entry in entries if entry.removed])
        one_by_one = {UNIT: self._unit, PERSON: self._person, POST: self._post, HELD: self._seat}
        if label in one_by_one:
            for entry in new:
                one_by_one[label](entry)
        else:
            self._create(label, new)
        before |= self._change(label, changed)
        if label == POWER:
            self.made |= {entry.pk or 0 for entry in new}
            self.told |= {entry.pk or 0 for entry in entries}
        self._note(entries)
        Origin.objects.bulk_create(
            self._origin(entry, created=id(entry) in created, before=before.get(id(entry), {}))
            for entry in entries
        )

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
            origin.save()

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

    def _remove(self, label: str, entries: list[Entry]) -> dict[int, dict[str, Any]]:
        """Delete the records; return what each was, by the identity of its entry."""
        if not entries:
            return {}
        model = apps.get_model(label)
        rows = model._base_manager.in_bulk([entry.pk for entry in entries])
        fields = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
        model._base_manager.filter(pk__in=list(rows)).delete()
        return {
            id(entry): {name: _plain(getattr(rows[entry.pk], name)) for name in fields} for entry in entries
        }

    def _change(self, label: str, entries: list[Entry]) -> dict[int, dict[str, Any]]:
        """Change the records; return what the changed fields were, by the identity of the entry."""
        if not entries:
            return {}
        model = apps.get_model(label)
        rows = model._base_manager.in_bulk([entry.pk for entry in entries])
        fields: set[str] = set()
        for entry in entries:
            row, values = rows[entry.pk], _attnames(model, _values(entry))
            for name, value in values.items():
                setattr(row, name, value)
            fields |= {model._meta.get_field(name).name for name in values}
        bulk_update(list(rows.values()), model, sorted(fields))
        return {id(entry): _attnames(model, entry.said().before) for entry in entries}

    def _note(self, entries: list[Entry]) -> None:
        """Note of which dossiers the entries are."""
        for entry in entries:
            owner = entry.owner or entry
            if owner.label == POWER and owner.pk:
                self.words[owner.pk] = f"{owner.get('code')} {owner.words}"
                self.counts[owner.pk][COUNTED.get(entry.label, "parts")] += 1
                self.first_row[owner.pk] = _first_row(entry)

    def touch(self) -> None:
        """Count the change of every dossier, have it judged anew, tell of it, and keep at which revision it is left."""
        current_operation().touched.update(self.words)
        code = self.institution.code
        for keys in batched(self.words, BATCH):
            old = [pk for pk in keys if pk not in self.made]
            Power._base_manager.filter(pk__in=old).update(revision=F("revision") + 1)
            for pk in keys:
                details = dict(self.counts[pk]) | {"file": self.source.file_name}
                told: dict[str, Any] = {"label": self.words[pk], "details": details}
                record("power.imported", subject=Power(pk=pk), institution=code, **told)
            others = [pk for pk in keys if pk not in self.told]
            Origin.objects.bulk_create(self._row(POWER, pk, self.first_row[pk], Act.CHANGED) for pk in others)
        revision = Power.objects.filter(pk=OuterRef("object_id")).values("revision")
        mine = Origin._base_manager.filter(source=self.source, label=POWER)
        mine.update(revision=Subquery(revision))

    def _origin(self, entry: Entry, *, created: bool, before: dict[str, Any]) -> Origin:
        act = Act.REMOVED if entry.removed else Act.CREATED if created else Act.CHANGED
        origin = self._row(entry.label, entry.pk or 0, _first_row(entry), act)
        origin.before, origin.kept = before, dict(entry.said().kept)
        return origin

    def _row(self, label: str, pk: int, row: int, act: str) -> Origin:
        place, number = divmod(row, APART)
        told: dict[str, Any] = {"label": label, "object_id": pk, "act": act}
        return Origin(source=self.source, sheet=self.sheets[place], row=number, **told)


def _first_row(entry: Entry) -> int:
    return entry.row or min(entry.rows.values(), default=0)


COUNTED = {POWER: "powers", STEP: "steps", POINT: "risk_points", MEASURE: "measures", LINK: "links"}


def free_numbers(steps: list[int]) -> None:
    """Move the numbers of steps that get others out of the way: no two steps of a chart share one."""
    Step._base_manager.filter(pk__in=steps).update(no=F("no") + 10_000)


def _values(entry: Entry) -> dict[str, Any]:
    """Return the values to write, records as keys. A point that is not on a step is a candidate."""
    values = {
        name: value.pk if isinstance(value, Entry) else value for name, value in entry.said().values.items()
    }
    if entry.label == POINT and entry.new:
        values.setdefault("status", RiskStatus.CANDIDATE.value)
    return values


def _attnames(model: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return {model._meta.get_field(name).attname: value for name, value in values.items()}


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _free_username(code: str) -> str:
    """Return a username for a person who does not sign in: the institution's code and the next number."""
    prefix = f"{code.lower()}.p"
    names = User.objects.filter(username__startswith=prefix).values_list("username", flat=True)
    highest = max((int(n[len(prefix) :]) for n in names if n[len(prefix) :].isdigit()), default=0)
    return f"{prefix}{highest + 1:04d}"
