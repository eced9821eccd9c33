"""The records of an edition's stages in words, for pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from powers.enums import DossierState
from powers.models import Power
from registers.enums import Carrier, Disposition
from registers.models import Edition
from riskreg.phrases import listed

Fact = tuple[str | Promise, str]
SKIPPED = ("id", "edition")


def facts(record: Any) -> list[Fact]:
    """Return (label, value in words) of every column of a stage's record."""
    fields = [field for field in record._meta.fields if field.name not in SKIPPED]
    return [(field.verbose_name, _shown(record, field)) for field in fields]


def _shown(record: Any, field: Any) -> str:
    value = getattr(record, field.name)
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    if field.name == "carriers":
        return listed(Carrier(code).label for code in value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return "" if value is None else str(value)


def opinion_numbers(edition: Edition) -> dict[str, int]:
    """Return the head of form F9: sheets sent, returned and valid, opinions by what was done about them."""
    sheets = edition.consultations.aggregate(
        rounds_=Count("pk"),
        sent_=Sum("sent"),
        returned_=Sum("returned"),
        valid_=Sum(Coalesce("valid", "returned")),
    )
    by = {code: Count("pk", filter=Q(disposition=code)) for code in Disposition.values}
    opinions = edition.opinions.aggregate(all=Count("pk"), **by)
    return {key.rstrip("_"): value or 0 for key, value in {**sheets, **opinions}.items()}


def states_by_unit(institution: Any, user: Any) -> dict[str, Any]:
    """Return the matrix of dossiers by unit and state, as far as the account may read them."""
    counted = (
        Power.objects.visible_to(user)
        .in_force()
        .filter(institution=institution)
        .order_by("unit__path")
        .values_list("unit__path", "unit", "unit__name", "state")
        .annotate(n=Count("pk"))
    )
    states = [state for state in DossierState if state != DossierState.REMOVED]
    counts: dict[tuple[int, str], dict[str, int]] = {}
    for _path, unit, name, state, count in counted:
        counts.setdefault((unit, name), {})[state] = count
    rows = [
        {"label": name, "cells": [_cell(unit, state, by.get(state, 0)) for state in states]}
        for (unit, name), by in counts.items()
    ]
    top = max((n for by in counts.values() for n in by.values()), default=0)
    return {"columns": [state.label for state in states], "rows": rows, "top": top}


def _cell(unit: int, state: str, count: int) -> dict[str, Any]:
    return {"count": count, "url": f"{reverse('powers:list')}?unit={unit}&state={state}"}
