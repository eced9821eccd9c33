"""From a file to a read table: which sheet, what it lists, what its columns mean. Proposed, kept, or chosen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from imports.columns import Synonyms, guess_kind, suggest
from imports.fields import TableKind
from imports.models import Import, KeptMapping, Synonym
from imports.own import unchanged
from imports.reading import read_table
from imports.rows import ReadTable, Warned
from imports.tables import Table, find_table
from imports.wordforms import normal
from organisation.models import Institution
from riskreg.phrases import listed
from riskreg.reading.files import read_book
from riskreg.reading.sheet import Book, Sheet, Unreadable

NEEDED = {
    TableKind.REGISTER: ({"point"}, {"manifestation"}, {"power"}),
    TableKind.POWERS: ({"power"},),
    TableKind.STEPS: ({"power", "step"}, {"power_code", "step"}),
    TableKind.PEOPLE: ({"post"}, {"person"}),
}
"""Kind → sets of fields of which one must be mapped, or there is nothing to import."""


@dataclass(frozen=True)
class Choice:
    """How a file is read: sheet, first and last row of the heads, kind, meaning of the heads, corrected cells."""

    sheet: str
    header: tuple[int, int]
    kind: TableKind
    mapping: Mapping[str, str]
    kept: tuple[str, ...] = ()
    """Heads of columns kept as notes."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """Corrections of cells, by "row:head"."""

    @classmethod
    def of(cls, source: Import) -> Choice:
        """Return what a person chose for an import so far."""
        first, last = source.header_rows
        kept, cells = tuple(source.answers.get("kept", ())), source.answers.get("cells", {})
        return cls(source.sheet, (first, last), TableKind(source.kind), source.mapping, kept, cells)


def propose(book: Book, institution: Institution, sheet: str = "") -> Choice:
    """Return how the file would be read: its register if it holds one, else another table; or the sheet named.

    Of several the one of which most columns are understood, the first of equals. Raises Unreadable.
    """
    found = [_proposed(one, table, institution) for one, table in _tables(book, sheet)]
    usable = [choice for choice in found if has_needed(choice)]
    registers = [choice for choice in usable if choice.kind is TableKind.REGISTER]
    return max(registers or usable or found, key=lambda choice: len(choice.mapping))


def _proposed(sheet: Sheet, table: Table, institution: Institution) -> Choice:
    samples, synonyms = table.samples(), editable_synonyms()
    kind = guess_kind(table.heads, samples, synonyms)
    heads = heads_digest(table.heads)
    kept = KeptMapping.objects.filter(institution=institution, kind=kind, heads=heads).first()
    meant = suggest(table.heads, samples, kind, synonyms, kept.mapping if kept else None)
    mapping = {one.head: one.field for one in meant if one.field}
    return Choice(sheet.name, (table.first_header_row, table.header_row), kind, mapping)


def has_needed(choice: Choice) -> bool:
    """Say whether the columns are there without which nothing can be imported."""
    return any(wanted <= set(choice.mapping.values()) for wanted in NEEDED[choice.kind])


def load(book: Book, choice: Choice, institution: Institution) -> ReadTable:
    """Return the table read as chosen. Raises Unreadable where the columns that a table needs are missing."""
    if not has_needed(choice):
        raise Unreadable(
            _("表里认不出职权、风险点等必要的栏目，没有可以导入的内容。请检查表头，或在页面上逐列指定。")
        )
    sheet = next(one for one in book.sheets if one.name == choice.sheet)
    table = corrected(find_table(sheet, choice.header), choice.cells)
    known = unchanged(table, choice.mapping, institution)
    read = read_table(sheet, table, choice.kind, choice.mapping, choice.kept, known)
    return replace(read, warnings=(*read.warnings, *_left_out(book, sheet)))


def table_of(source: Import) -> ReadTable:
    """Return the table of a kept file, read as chosen so far. Raises Unreadable."""
    book = read_book(source.file_name, Path(settings.UPLOADS_DIR) / source.path)
    return load(book, Choice.of(source), source.institution)


def corrected(table: Table, cells: Mapping[str, str]) -> Table:
    """Return the table with the corrections of a person in their cells."""
    if not cells:
        return table
    rows = []
    for row in table.rows:
        texts = [
            cells.get(f"{row.number}:{head}", text)
            for head, text in zip(table.heads, row.cells, strict=False)
        ]
        rows.append(replace(row, cells=tuple(texts)))
    return replace(table, rows=tuple(rows))


def heads_digest(heads: Iterable[str]) -> str:
    """Return what two files with the same heads have in common."""
    named = sorted(normal(head) for head in heads if head)
    return hashlib.sha256("\n".join(named).encode()).hexdigest()


def editable_synonyms() -> Synonyms:
    """Return the synonyms that the office added, by kind and head."""
    return {(TableKind(row.kind), normal(row.head)): row.field for row in Synonym.objects.all()}


def _tables(book: Book, name: str) -> list[tuple[Sheet, Table]]:
    """Return the sheets that hold a table, with it: all, or the one of that name. Raises Unreadable if none does."""
    sheets = [sheet for sheet in book.sheets if name in ("", sheet.name)]
    if not sheets:
        words = {"name": name, "sheets": listed(sheet.name for sheet in book.sheets)}
        raise Unreadable(_("文件里没有工作表“%(name)s”，只有：%(sheets)s。") % words)
    found, problems = [], []
    for sheet in sheets:
        try:
            found.append((sheet, find_table(sheet)))
        except Unreadable as error:
            problems.append(error)
    if not found:
        raise problems[0]
    return found


def _left_out(book: Book, sheet: Sheet) -> list[Warned]:
    others = [one.name for one in book.sheets if one is not sheet]
    words = _("文件里还有工作表%(names)s，这次没有读入。") % {"names": listed(f"“{name}”" for name in others)}
    return [Warned(0, "", words)] if others else []
