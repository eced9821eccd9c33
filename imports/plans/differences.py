"""Before and after of one value, as people read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from imports.plans.entries import POST, POWER, STEP, Difference, Entry
from imports.snapshot import Snapshot
from powers.limits import limit_words

ALWAYS: Mapping[str, tuple[str, ...]] = {POWER: ("unit", "category"), POST: ("unit",), STEP: ("post",)}
"""Model → what a record of it has, whether its row says so or not."""
NAMES = ("name", "title", "label")
LIMIT = ("time_limit_value", "time_limit_unit")


def difference(entry: Entry, name: str, value: Any, stored: Snapshot) -> Difference:
    """Return what the entry's field changes from and to."""
    field: Any = apps.get_model(entry.label)._meta.get_field(name)
    return Difference(
        what=entry.words,
        label=str(field.verbose_name),
        old=_words(field, entry.stored.get(name), stored),
        new=_words(field, value, stored),
    )


def facts(entry: Entry, row: int, stored: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield columns and texts that the row says of a record to be created; last what is only kept, no text twice."""
    model = apps.get_model(entry.label)
    always = ALWAYS.get(entry.label, ())
    said = set()
    for name, value in entry.values.items():
        if entry.rows.get(name, entry.row if name in always else None) != row or name in (LIMIT[0], *NAMES):
            continue
        field: Any = model._meta.get_field(name)
        if name == LIMIT[1]:
            yield _("时限"), limit_words(entry.get(LIMIT[0]), value)
        elif text := _words(field, value, stored):
            said.add(text)
            yield str(field.verbose_name), text
    if entry.row == row:
        yield from ((head, text) for head, text in entry.kept.items() if text not in said)


def _words(field: Any, value: Any, stored: Snapshot) -> str:
    if isinstance(value, Entry):
        return value.words
    if value in (None, "", (), []):
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if field.is_relation:
        return _named(field.related_model._meta.label_lower, value, stored)
    return str(dict(field.flatchoices).get(value, value))


def _named(label: str, pk: Any, stored: Snapshot) -> str:
    if label == "powers.powercategory":
        return next((str(row) for row in stored.categories if row.pk == pk), "")
    steps = (
        {step.pk or 0: step for steps in stored.parts.steps.values() for step in steps}
        if label == "powers.step"
        else {}
    )
    places: dict[str, dict[int, Entry]] = {
        "organisation.unit": stored.units,
        "organisation.post": stored.posts,
        "powers.step": steps,
    }
    found = places.get(label, {}).get(pk)
    return found.words if found else ""
