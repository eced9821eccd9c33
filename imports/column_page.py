"""The page of the columns: where each goes, of sheets of one form together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from imports import choosing, own
from imports.choosing import Choice, kept_mapping
from imports.columns import Suggestion, suggest
from imports.enums import Kind
from imports.fields import TableKind
from imports.labels import KEEP, LEAVE, places_of
from imports.loading import sheet_of
from imports.models import Import, KeptMapping
from imports.tables import Skipped, Table, find_table, letter
from riskreg.reading.sheet import Book

SAMPLES = 3
"""Values of a column shown for choosing its meaning."""
SHOWN_TEXT = 60
REST = "rest"
"""The button that sends all columns that are not decided to one place."""


@dataclass(frozen=True)
class ColumnLine:
    """One column on the page: where it stands, what it holds, where it goes and why that is proposed."""

    name: str
    letter: str
    head: str
    samples: tuple[str, ...]
    chosen: str
    why: str
    missing: bool = False


@dataclass(frozen=True)
class Form:
    """Sheets of one form: the same kind under the same heads."""

    choices: tuple[Choice, ...]
    heads: tuple[str, ...]
    lines: tuple[ColumnLine, ...]
    skipped: tuple[tuple[str, Skipped], ...]
    """Rows that are not part of a table, with the name of the sheet."""

    @property
    def kind(self) -> TableKind:
        """Return what the sheets list."""
        return self.choices[0].kind

    @property
    def label(self) -> str:
        """Return what the sheets list, in words."""
        return str(Kind(self.kind.value).label)

    @property
    def names(self) -> list[str]:
        """Return the names of the sheets."""
        return [choice.sheet for choice in self.choices]

    def places(self) -> list[tuple[str, str]]:
        """Return where a column can go: value and label."""
        return places_of(self.kind)

    @property
    def missing(self) -> bool:
        """Say whether a column still has to be decided."""
        return any(line.missing for line in self.lines)

    @property
    def undecided(self) -> list[ColumnLine]:
        """Return the columns that have nowhere to go yet."""
        return [line for line in self.lines if not line.chosen]

    def decided(self) -> list[tuple[Choice, tuple[str, ...]]]:
        """Return each sheet with what its columns mean now, and its heads."""
        mapping = {line.head: line.chosen for line in self.lines if line.chosen not in ("", KEEP, LEAVE)}
        kept = tuple(sorted(line.head for line in self.lines if line.chosen == KEEP))
        return [(replace(choice, mapping=mapping, kept=kept), self.heads) for choice in self.choices]


def forms_of(source: Import, book: Book, typed: Mapping[str, str] | None = None) -> list[Form]:
    """Return the forms of the sheets that are read; `typed` is what a person chose on the page just sent.

    Raises Unreadable.
    """
    found: dict[tuple[TableKind, tuple[str, ...]], list[tuple[Choice, Table]]] = {}
    for choice in choosing.chosen(source):
        table = find_table(sheet_of(book, choice.sheet), choice.header)
        found.setdefault((choice.kind, table.heads), []).append((choice, table))
    return [_form(source, place, members, typed) for place, members in enumerate(found.values())]


def _form(
    source: Import, place: int, members: Sequence[tuple[Choice, Table]], typed: Mapping[str, str] | None
) -> Form:
    (choice, table), kind = members[0], members[0][0].kind
    each = [one.samples() for _choice, one in members]
    samples = [tuple(text for one in each for text in one[column]) for column in range(len(table.heads))]
    kept = kept_mapping(source.institution, kind, table.heads)
    meant = suggest(table.heads, samples, kind, choosing.editable_synonyms(), choosing.remembered(kept))
    ours = own.places(table, source.institution) if typed is None else frozenset()
    lines = tuple(
        _derived(_line(choice, place, one, samples[one.column], kept, typed), one.column in ours)
        for one in meant
    )
    skipped = tuple((one.sheet, row) for _choice, one in members for row in one.skipped)
    return Form(tuple(choice for choice, _table in members), table.heads, lines, skipped)


def _derived(line: ColumnLine, ours: bool) -> ColumnLine:
    """Leave out what our own file says of things that follow from others, unless a person decided otherwise."""
    if line.chosen or not ours:
        return line
    return replace(line, chosen=LEAVE, why=_("本系统自己得出的，不用导入"))


def _line(
    choice: Choice,
    place: int,
    one: Suggestion,
    samples: Sequence[str],
    kept: KeptMapping | None,
    typed: Mapping[str, str] | None,
) -> ColumnLine:
    name, chosen, why = f"column-{place}-{one.column}", one.field or "", one.why
    if kept and kept.mapping.get(one.head) == KEEP:
        chosen, why = KEEP, _("上次这样选择")
    if typed is not None:
        chosen = typed.get(name, "") or typed.get(REST, "")
    elif choice.mapping:
        chosen = choice.mapping.get(one.head, KEEP if one.head in choice.kept else LEAVE)
    elif kept and one.head in kept.mapping and kept.mapping[one.head] is None:
        chosen = LEAVE
    shown = tuple(dict.fromkeys(text[:SHOWN_TEXT] for text in samples))[:SAMPLES]
    missing = typed is not None and not chosen
    return ColumnLine(name, letter(one.column), one.head, shown, chosen, why, missing)
