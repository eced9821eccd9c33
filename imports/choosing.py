"""How the sheets of a file are read: what is proposed, and what a person chose."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from imports.columns import Synonyms, guess_kind, suggest
from imports.fields import TableKind, main_of
from imports.labels import KEEP
from imports.models import Import, KeptMapping, Synonym
from imports.tables import find_table
from imports.wordforms import normal
from organisation.models import Institution
from riskreg.phrases import listed
from riskreg.reading.sheet import Book, Sheet, Unreadable

NEEDED = {
    TableKind.REGISTER: ({"point"}, {"manifestation"}, {"power"}),
    TableKind.POWERS: ({"power"},),
    TableKind.STEPS: ({"power", "step"}, {"power_code", "step"}),
    TableKind.PEOPLE: ({"post"}, {"person"}),
}
"""Kind → sets of fields of which one must be mapped, or there is nothing to import."""
ENOUGH = {TableKind.REGISTER: 3, TableKind.POWERS: 3, TableKind.STEPS: 3, TableKind.PEOPLE: 2}
"""So many columns must be understood before a sheet of several is taken without being asked for."""
_NO_REGISTER = re.compile(
    r"样表|样式|模板|模版|示例|范例|举例|填表说明|填报说明|填写说明|作废|停用|旧表|旧版|备份|草稿|变动|变更|增减|统计"
    r"|template|sample|example|backup|draft|changes?\b|statistics",
    re.IGNORECASE,
)
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True)
class Choice:
    """How a sheet is read: first and last row of the heads, kind, meaning of the heads, corrected cells."""

    sheet: str
    header: tuple[int, int]
    kind: TableKind
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Empty until a person has seen the columns."""
    kept: tuple[str, ...] = ()
    """Heads of columns kept as notes."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """Corrections of cells, by "row:head"."""

    def plain(self) -> dict[str, Any]:
        """Return it as models.Import keeps it."""
        return {
            "sheet": self.sheet,
            "header": list(self.header),
            "kind": self.kind.value,
            "mapping": dict(self.mapping),
            "kept": list(self.kept),
            "cells": dict(self.cells),
        }

    def has_needed(self) -> bool:
        """Say whether the columns are there without which nothing can be imported."""
        return any(wanted <= set(self.mapping.values()) for wanted in NEEDED[self.kind])


def chosen(source: Import) -> tuple[Choice, ...]:
    """Return what a person chose for an import so far."""
    return tuple(
        Choice(
            sheet=one["sheet"],
            header=(one["header"][0], one["header"][1]),
            kind=TableKind(one["kind"]),
            mapping=one["mapping"],
            kept=tuple(one["kept"]),
            cells=one["cells"],
        )
        for one in source.sheets
    )


@dataclass(frozen=True)
class Looked:
    """A sheet looked at: how it would be read, or why no table is found in it."""

    sheet: Sheet
    choice: Choice | None
    problem: str = ""


def look(book: Book, institution: Institution, names: Collection[str] = ()) -> list[Looked]:
    """Return every sheet, or those named, with what is proposed for it."""
    return [_looked(sheet, institution) for sheet in book.sheets if not names or sheet.name in names]


def propose(book: Book, institution: Institution, names: Collection[str] = ()) -> tuple[Choice, ...]:
    """Return how the file would be read: the sheets that are taken, or those named. Raises Unreadable."""
    present = [sheet.name for sheet in book.sheets]
    for name in names:
        if name not in present:
            words = {"name": name, "sheets": listed(present)}
            raise Unreadable(_("文件里没有工作表“%(name)s”，只有：%(sheets)s。") % words)
    looked = look(book, institution, names)
    found = [one.choice for one in looked if one.choice]
    if not found or (names and len(found) < len(looked)):
        raise Unreadable(next(one.problem for one in looked if one.problem))
    return tuple(found) if names else taken(looked)


def taken(looked: Sequence[Looked]) -> tuple[Choice, ...]:
    """Return the sheets that are read without being asked for: all that list something; at least one if any has heads.

    Of forms for several years the newest; no hidden ones, no samples, no copies, nothing that only tells of changes.
    """
    shown = [one.choice for one in looked if one.choice and not one.sheet.hidden]
    found = shown or [one.choice for one in looked if one.choice]
    usable = [choice for choice in found if choice.has_needed()]
    meant = [
        one for one in usable if not _NO_REGISTER.search(one.sheet) and _understood(one) >= ENOUGH[one.kind]
    ]
    if meant:
        return tuple(_newest(meant))
    likely = usable or found
    if not likely:
        return ()
    return (likely[main_of([(choice.kind, len(choice.mapping)) for choice in likely])],)


def _understood(choice: Choice) -> int:
    return len(set(choice.mapping.values()) - {"seq", "notes"})


def _newest(choices: Sequence[Choice]) -> list[Choice]:
    """Return the choices without those that say, of the same kind, an earlier year than another."""
    years = {choice.sheet: max(_YEAR.findall(choice.sheet), default="") for choice in choices}
    newest = {
        kind: max((years[one.sheet] for one in choices if one.kind is kind), default="") for kind in TableKind
    }
    return [one for one in choices if years[one.sheet] in ("", newest[one.kind])]


def _looked(sheet: Sheet, institution: Institution) -> Looked:
    try:
        table = find_table(sheet)
    except Unreadable as error:
        return Looked(sheet, None, str(error))
    samples, synonyms = table.samples(), editable_synonyms()
    kind = guess_kind(table.heads, samples, synonyms)
    kept = kept_mapping(institution, kind, table.heads)
    meant = suggest(table.heads, samples, kind, synonyms, remembered(kept))
    mapping = {one.head: one.field for one in meant if one.field}
    notes = tuple(head for head in table.heads if kept and kept.mapping.get(head) == KEEP)
    header = (table.first_header_row, table.header_row)
    return Looked(sheet, Choice(sheet.name, header, kind, mapping, notes))


def kept_mapping(institution: Institution, kind: TableKind, heads: Iterable[str]) -> KeptMapping | None:
    """Return what the same heads meant in the institution the last time."""
    rows = KeptMapping.objects.filter(institution=institution, kind=kind, heads=heads_digest(heads))
    found: KeptMapping | None = rows.first()
    return found


def remembered(kept: KeptMapping | None) -> dict[str, str | None]:
    """Return head → field as chosen the last time; None for columns that got none, notes among them."""
    return {head: None if field == KEEP else field for head, field in kept.mapping.items()} if kept else {}


def heads_digest(heads: Iterable[str]) -> str:
    """Return what two files with the same heads have in common."""
    named = sorted(normal(head) for head in heads if head)
    return hashlib.sha256("\n".join(named).encode()).hexdigest()


def editable_synonyms() -> Synonyms:
    """Return the synonyms that the office added, by kind and head."""
    return {(TableKind(row.kind), normal(row.head)): row.field for row in Synonym.objects.all()}
