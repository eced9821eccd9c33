"""The plan that a preview shows, kept from one of its pages to the next: a long file takes seconds to read and compare."""

from __future__ import annotations

import threading
from typing import Any

from django.utils import translation

from audit.models import AuditEvent
from imports import actions, wizard
from imports.models import Import
from imports.plans.plan import Plan
from riskreg.stale import token

MOST = 2
"""Plans that a process keeps: what is long of them lies on disk."""

_plans: dict[str, Plan] = {}
_lock = threading.Lock()


def plan_of(source: Import) -> Plan:
    """Return what the import would do now; as long as nothing at all was written since, the plan of before.

    Whatever is written anywhere leaves an audit event. A plan that is out of date all the same does no harm: `apply`
    makes its own and compares. Raises Unreadable.
    """
    key = _key(source)
    with _lock:
        if key in _plans:
            return _plans[key]
    plan = actions.preview(source, wizard.read(source))
    with _lock:
        _plans[key] = plan
        for old in list(_plans)[:-MOST]:
            del _plans[old]
    return plan


def _key(source: Import) -> str:
    event = AuditEvent.objects.order_by("-seq").values_list("id", flat=True).first()
    said: list[Any] = [
        source.pk,
        source.path,
        source.sheets,
        source.answers,
        translation.get_language(),
        event,
    ]
    return token(said)
