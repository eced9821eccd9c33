"""Writes of what people decide on the way: how a file is read, what its heads mean, and answers to questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from audit.recording import record
from imports import loading, permissions
from imports.enums import ImportState
from imports.models import Import, KeptMapping, Synonym
from imports.wordforms import normal
from riskreg.decisions import require
from riskreg.guarded import acting, write


def choose_sheet(
    *, source: Import, by: Any, now: datetime, sheet: str, kind: str, header: tuple[int, int]
) -> Import:
    """Keep which sheet is read and how. What was chosen for other columns than these is dropped. Raises Refused."""
    with acting(by=by, now=now):
        source = Import.objects.lock(source.pk)
        require(permissions.can_apply(by, source))
        values: dict[str, Any] = {"sheet": sheet, "kind": kind, "header_rows": list(header)}
        if any(getattr(source, name) != value for name, value in values.items()):
            write(source, {**values, "mapping": {}, "answers": {}, "state": ImportState.UPLOADED})
        return source


def choose_columns(
    *,
    source: Import,
    by: Any,
    now: datetime,
    heads: tuple[str, ...],
    mapping: Mapping[str, str],
    kept: Iterable[str],
) -> Import:
    """Keep what the columns mean, for this file and for the next with the same heads. Raises Refused.

    In: all `heads` in their order, head → field of the mapped ones, the heads kept as notes. The others
    are left out.
    """
    with acting(by=by, now=now):
        source = Import.objects.lock(source.pk)
        require(permissions.can_apply(by, source))
        answers = {**source.answers, "kept": sorted(kept)}
        write(source, {"mapping": dict(mapping), "answers": answers, "state": ImportState.PREVIEWED})
        kept_key = {
            "institution": source.institution,
            "kind": source.kind,
            "heads": loading.heads_digest(heads),
        }
        row = KeptMapping.objects.filter(**kept_key).first() or KeptMapping(**kept_key)
        chosen = {head: mapping.get(head) for head in heads if head and head not in answers["kept"]}
        write(row, {"mapping": chosen, "kept_at": now})
        return source


def answer(
    *,
    source: Import,
    by: Any,
    now: datetime,
    cells: Mapping[str, str],
    chosen: Mapping[str, Mapping[str, int | None]],
) -> Import:
    """Keep corrections of cells ("row:head" → text) and which record a name means. Raises Refused."""
    with acting(by=by, now=now):
        source = Import.objects.lock(source.pk)
        require(permissions.can_apply(by, source))
        answers = {**source.answers, "cells": {**source.answers.get("cells", {}), **cells}}
        for kind, names in chosen.items():
            answers[kind] = {**answers.get(kind, {}), **names}
        write(source, {"answers": answers})
        return source


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
