"""The report of an import: what was read, and what the database holds afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.apps import apps
from django.db.models import Q

from imports.enums import Act
from imports.fields import main_of
from imports.models import Import, Origin
from imports.plans.entries import MEASURE, PERSON, POINT, POST, POWER, STEP, UNIT
from imports.plans.plan import Plan
from imports.rows import Rejected, Summary, Warned
from imports.writing import BATCH, batched

THINGS = {
    "units": UNIT,
    "powers": POWER,
    "risk_points": POINT,
    "measures": MEASURE,
    "people": PERSON,
    "posts": POST,
    "steps": STEP,
}


def report(source: Import, plan: Plan, *, dry_run: bool = False) -> dict[str, Any]:
    """Return the report of the contract. Call it after writing: the counts are read from the database.

    Of several sheets the main one stands where the one of a file stands, all of them in `sheets`.
    """
    main = plan.tables[main_of([(table.kind, len(table.columns)) for table in plan.tables])]
    several = len(plan.tables) > 1
    made = {name: _existing(label, pk__in=_created(source, label)) for name, label in THINGS.items()}
    changed = {name: _existing(label, pk__in=_changed(source, label)) for name, label in THINGS.items()}
    return {
        "rows_read": sum(table.count for table in plan.tables),
        "header_row": main.header_row,
        "columns": dict(main.columns),
        "unmapped_columns": list(main.unmapped),
        "created": made,
        "updated": changed,
        "unchanged": {name: _unchanged(source, plan, label) for name, label in THINGS.items()},
        "grades": _grades(table for table in plan.tables if table.kind is main.kind),
        "rejected": [_cell(cell, plan, several=several) for cell in plan.rejected],
        "warnings": [_cell(warned, plan, several=several) for warned in plan.warnings],
        "dry_run": dry_run,
        "sheet": main.sheet,
        "kind": main.kind.value,
        "sheets": [_sheet(table) for table in plan.tables],
        "digest": source.digest,
    }


def _sheet(table: Summary) -> dict[str, Any]:
    return {
        "sheet": table.sheet,
        "kind": table.kind.value,
        "rows_read": table.count,
        "header_row": table.header_row,
        "columns": dict(table.columns),
        "unmapped_columns": list(table.unmapped),
        "grades": dict(table.grades),
    }


def _grades(tables: Iterable[Summary]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for table in tables:
        found.update(table.grades)
    return dict(sorted(found.items()))


def _cell(cell: Rejected | Warned, plan: Plan, *, several: bool) -> dict[str, Any]:
    """Return a refusal or a warning; of several sheets it says which."""
    told = asdict(cell)
    place = told.pop("place")
    return told | {"sheet": plan.tables[place].sheet} if several else told


def _created(source: Import, label: str) -> Any:
    return _of(source, label).filter(act=Act.CREATED)


def _changed(source: Import, label: str) -> Any:
    """Return the keys of changed records; a power of which only parts changed is not one."""
    return _of(source, label).filter(act=Act.CHANGED).exclude(before={})


def _of(source: Import, label: str) -> Any:
    return Origin.objects.filter(source=source, label=label).order_by().values("object_id")


def _unchanged(source: Import, plan: Plan, label: str) -> int:
    written = Q(pk__in=_created(source, label)) | Q(pk__in=_changed(source, label))
    return sum(
        _existing(label, ~written, pk__in=batch)
        for batch in batched(plan.matched.get(label, frozenset()), BATCH)
    )


def _existing(label: str, *which: Q, **keys: Any) -> int:
    """Return how many of the records are in the database."""
    return int(apps.get_model(label)._base_manager.filter(*which, **keys).count())
