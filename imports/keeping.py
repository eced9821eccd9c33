"""Writes of what people decide on the way: how a file is read, what its heads mean, and answers to questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from audit.recording import record
from imports import permissions
from imports.choosing import Choice, chosen, heads_digest, kept_mapping
from imports.enums import ImportState
from imports.labels import KEEP
from imports.models import Import, KeptMapping, Synonym
from imports.wordforms import normal
from riskreg.decisions import require
from riskreg.guarded import acting, write

AGAIN = "again"
"""The answer that takes an earlier one back."""


def choose_sheets(*, source: Import, by: Any, now: datetime, sheets: Sequence[Choice]) -> Import:
    """Keep which sheets are read and where their heads stand. Raises Refused.

    What was chosen for the columns of a sheet stays if it is read as before.
    """
    with acting(by=by, now=now):
        source = Import.objects.lock(source.pk)
        require(permissions.can_apply(by, source))
        before = {(one.sheet, one.kind, one.header): one for one in chosen(source)}
        kept = [before.get((one.sheet, one.kind, one.header), one).plain() for one in sheets]
        if kept != source.sheets:
            write(source, {"sheets": kept, "state": ImportState.UPLOADED})
        return source


def choose_columns(
    *, source: Import, by: Any, now: datetime, sheets: Sequence[tuple[Choice, tuple[str, ...]]]
) -> Import:
    """Keep what the columns mean, for this file and for the next with the same heads. Raises Refused.

    In: every sheet with mapping and kept heads, and all its heads in their order; those that are in neither are
    left out.
    """
    with acting(by=by, now=now):
        source = Import.objects.lock(source.pk)
        require(permissions.can_apply(by, source))
        plain = [choice.plain() for choice, _heads in sheets]
        write(source, {"sheets": plain, "state": ImportState.PREVIEWED})
        for choice, heads in sheets:
            row = kept_mapping(source.institution, choice.kind, heads) or KeptMapping(
                institution=source.institution, kind=choice.kind.value, heads=heads_digest(heads)
            )
            meant = {
                head: KEEP if head in choice.kept else choice.mapping.get(head) for head in heads if head
            }
            write(row, {"mapping": meant, "kept_at": now})
        return source


def answer(
    *,
    source: Import,
    by: Any,
    now: datetime,
    cells: Mapping[int, Mapping[str, str | None]],
    named: Mapping[str, Mapping[str, int | str | None]],
) -> Import:
    """Keep corrections of cells (place of the sheet → "row:head" → text) and which record a name means.

    None takes a correction back, AGAIN an answer. Raises Refused.
    """
    with acting(by=by, now=now):
        source = Import.objects.lock(source.pk)
        require(permissions.can_apply(by, source))
        sheets = [
            {**one, "cells": _without({**one["cells"], **cells.get(place, {})}, None)}
            for place, one in enumerate(source.sheets)
        ]
        answers = dict(source.answers)
        for kind, names in named.items():
            answers[kind] = _without({**answers.get(kind, {}), **names}, AGAIN)
        write(source, {"sheets": sheets, "answers": answers})
        return source


def _without(values: Mapping[str, Any], nothing: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != nothing}


def fail(*, source: Import, by: Any, now: datetime, error: str) -> Import:
    """Note why an import could not be written. Raises Refused."""
    with acting(by=by, now=now):
        source = Import.objects.lock(source.pk)
        require(permissions.can_apply(by, source))
        write(source, {"state": ImportState.FAILED, "error": error[:500]})
        return source


def add_synonym(*, by: Any, now: datetime, kind: str, head: str, field: str) -> Synonym:
    """Let a head mean a field in every file to come. Raises Refused, ValidationError by field."""
    with acting(by=by, now=now):
        require(permissions.can_keep_synonyms(by))
        row = Synonym()
        write(row, {"kind": kind, "head": normal(head), "field": field})
        record("synonym.added", subject=row, label=_synonym_label(row))
        return row


def remove_synonym(*, synonym: Synonym, by: Any, now: datetime) -> None:
    """Forget what a head means. Raises Refused."""
    with acting(by=by, now=now):
        require(permissions.can_keep_synonyms(by))
        synonym = Synonym.objects.lock(synonym.pk)
        record("synonym.removed", subject=synonym, label=_synonym_label(synonym))
        synonym.delete()


def _synonym_label(row: Synonym) -> str:
    return _("“%(head)s”（%(kind)s）") % {"head": row.head, "kind": row.get_kind_display()}
