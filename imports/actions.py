"""Every write to imports: bringing a file in, having it written, taking it back.

What an import writes into dossiers it writes for the account that holds `import_register` on the whole institution:
that right is decided here, once; whether a dossier is open for changes is asked for each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from audit.recording import record
from imports import permissions
from imports.enums import ImportState
from imports.models import Import
from imports.planning import plan as plan_of
from imports.plans.entries import Answers
from imports.plans.plan import Plan
from imports.reporting import report
from imports.rows import ReadTable
from imports.snapshot import snapshot
from imports.undoing import take_back
from imports.writing import BATCH, Progress, batched, write_plan
from organisation.models import Institution
from powers.models import Power
from riskreg.decisions import conflict, require
from riskreg.guarded import acting, write
from riskreg.whole_file import whole


def upload(
    *, institution: Institution, by: Any, now: datetime, file_name: str, content: bytes, keep: bool = True
) -> Import:
    """Keep a file that was sent in; `keep` false notes it without storing it. Raises Refused, ValidationError."""
    with acting(by=by, now=now):
        require(permissions.can_import(by, institution))
        digest = hashlib.sha256(content).hexdigest()
        row = Import(institution=institution, uploaded_by=by, uploaded_at=now)
        path = f"{institution.code}/{digest}{Path(file_name).suffix.lower()[:8]}"
        write(row, {"file_name": file_name[-255:], "digest": digest, "path": path})
        if keep:
            _keep(Path(settings.UPLOADS_DIR) / path, content)
        record("import.uploaded", subject=row, institution=institution.code, details={"digest": digest})
        return row


def preview(source: Import, tables: Sequence[ReadTable]) -> Plan:
    """Return what the import would do now. Nothing is written."""
    stored = snapshot(source.institution, {table.kind for table in tables})
    return plan_of(tables, stored, Answers.of(source.answers))


def apply(
    *,
    source: Import,
    tables: Sequence[ReadTable],
    by: Any,
    now: datetime,
    seen: str | None = None,
    progress: Progress | None = None,
) -> Import:
    """Write what the tables say, in one transaction, and keep the report of what the database then holds.

    `seen` is the token of the plan the person was shown (`Plan.token`). Raises Refused; Conflict if
    the institution changed since and the import would do something else now.
    """
    with acting(by=by, now=now) as operation:
        Institution.objects.lock(source.institution_id)
        source = Import.objects.lock(source.pk)
        require(permissions.can_apply(by, source))
        plan = preview(source, tables)
        if seen is not None and seen != plan.token():
            conflict(_("预览以后本单位的资料有变化，这份文件现在会有不同的结果。请重新预览。"))
        _lock_dossiers(plan)
        values = {
            "state": ImportState.APPLIED,
            "operation": operation.id,
            "applied_by": by,
            "applied_at": now,
        }
        write(source, {**values, "error": ""})
        event = record("import.applied", subject=source, institution=source.institution.code)
        source.operation = event.id
        write_plan(source, plan, by=by, now=now, progress=progress)
        write(source, {"report": report(source, plan)})
        return source


def _lock_dossiers(plan: Plan) -> None:
    """Lock the dossiers that change; Conflict if somebody changed one since the plan was made."""
    for keys in batched(sorted(plan.revisions), BATCH):
        locked = Power.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        for pk, revision in locked.values_list("pk", "revision"):
            if revision != plan.revisions[pk]:
                words = {"power": Power.objects.get(pk=pk)}
                conflict(_("职权“%(power)s”刚刚被别人修改，请重新预览。") % words)


def undo(*, source: Import, by: Any, now: datetime) -> Import:
    """Take back what the import wrote, if nothing of it was changed since. Raises Refused, Conflict."""
    with acting(by=by, now=now):
        Institution.objects.lock(source.institution_id)
        source = Import.objects.lock(source.pk)
        require(permissions.can_undo(by, source))
        record("import.undone", subject=source, institution=source.institution.code)
        take_back(source)
        write(source, {"state": ImportState.UNDONE, "undone_by": by, "undone_at": now})
        return source


def _keep(path: Path, content: bytes) -> None:
    """Store the file whole; the same content is stored once. Raises OSError."""
    if not path.exists():
        with whole(path) as file:
            file.write(content)
