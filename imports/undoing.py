"""Taking an import back: what it created goes, what it changed becomes what it was. Only `imports.actions` comes here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _

from audit.models import AuditEvent
from audit.recording import record
from imports.enums import Act
from imports.models import Import, Origin
from imports.plans.entries import HELD, ORDER, PERSON, POST, POWER, STEP, UNIT
from imports.writing import BATCH, batched, free_numbers
from organisation.models import Unit
from powers.models import Power
from riskreg.decisions import conflict
from riskreg.guarded import bulk_create, bulk_update, current_operation
from riskreg.phrases import listed

NAMED = 5  # things a refusal names


def take_back(source: Import) -> None:
    """Undo the import. Inside `acting` only. Raises Conflict, naming what was changed since."""
    _refuse_changed(source)
    for label in reversed(ORDER):
        model = apps.get_model(label)
        for batch in batched(_origins(source, label, Act.CREATED), BATCH):
            _remove(model, label, [origin.object_id for origin in batch])
        for batch in batched(_origins(source, label, Act.REMOVED), BATCH):
            bulk_create([model(pk=origin.object_id, **origin.before) for origin in batch], model)
        for batch in batched(_origins(source, label, Act.CHANGED).exclude(before={}), BATCH):
            _restore(model, label, batch)
    _touch(source)


def _origins(source: Import, label: str, act: str) -> Any:
    return Origin.objects.filter(source=source, label=label, act=act).order_by("pk")


def _refuse_changed(source: Import) -> None:
    """Raise Conflict if a dossier, unit, post or person of the import was changed since."""
    changed = [*_changed_dossiers(source), *_changed_places(source)]
    if changed:
        words = {"names": listed(changed[:NAMED]), "count": len(changed)}
        conflict(_("导入以后已有修改，不能整批撤销（共%(count)s处）：%(names)s。请逐项处理。") % words)


def _changed_dossiers(source: Import) -> Iterator[str]:
    """Yield the dossiers that anybody touched: every change of any part counts the revision."""
    for batch in batched(Origin.objects.filter(source=source, label=POWER).order_by("pk"), BATCH):
        revisions = {origin.object_id: origin.revision for origin in batch}
        powers = Power.objects.select_for_update(of=("self",)).filter(pk__in=revisions).order_by("pk")
        found = {power.pk: power for power in powers}
        for origin in batch:
            power = found.get(origin.object_id)
            if power is None:
                yield _("第%(row)s行的职权（已删除）") % {"row": origin.row}
            elif power.revision != origin.revision:
                yield str(power)


def _changed_places(source: Import) -> Iterator[str]:
    """Yield units, posts and assignments with a later history row, and people with a later event."""
    for label in (UNIT, POST, HELD):
        model: Any = apps.get_model(label)
        for batch in batched(_origins(source, label, Act.CREATED), BATCH):
            keys = [origin.object_id for origin in batch]
            rows = model.history.filter(id__in=keys).exclude(event_id=source.operation)
            yield from sorted({str(row.instance) for row in rows})
    for batch in batched(_origins(source, PERSON, Act.CREATED), BATCH):
        people = [str(origin.object_id) for origin in batch]
        events = AuditEvent.objects.filter(subject_type=PERSON, subject_id__in=people)
        later = events.exclude(event="account.created").values_list("subject_label", flat=True)
        yield from sorted(set(later))


def _restore(model: Any, label: str, origins: list[Origin]) -> None:
    if label == STEP:
        free_numbers([origin.object_id for origin in origins if "no" in origin.before])
    rows = model._base_manager.in_bulk([origin.object_id for origin in origins])
    fields: set[str] = set()
    for origin in origins:
        for name, value in origin.before.items():
            setattr(rows[origin.object_id], name, value)
            fields.add(model._meta.get_field(name).name)
    bulk_update(list(rows.values()), model, sorted(fields))


def _remove(model: Any, label: str, keys: list[int]) -> None:
    """Delete the records; history keeps them. Raises Conflict if something else has come to use one."""
    try:
        if label == UNIT:
            for unit in Unit.objects.filter(pk__in=keys):
                unit.delete()
        else:
            model._base_manager.filter(pk__in=keys).delete()
    except ProtectedError as error:
        used = sorted({str(row) for row in error.protected_objects})
        message = _("导入时新建的内容已被别处使用，不能整批撤销：%(names)s。请逐项处理。")
        conflict(message % {"names": listed(used[:NAMED])})


def _touch(source: Import) -> None:
    """Count the change of the dossiers that stay, have them judged anew, and tell of it."""
    origins = Origin.objects.filter(source=source, label=POWER).order_by("pk")
    for batch in batched(origins, BATCH):
        changed = Power._base_manager.filter(pk__in=[origin.object_id for origin in batch])
        changed.update(revision=F("revision") + 1)
        for power in changed.select_related("institution"):
            current_operation().touched.add(power.pk)
            details = {"file": source.file_name}
            record("power.import_undone", subject=power, institution=power.institution.code, details=details)
