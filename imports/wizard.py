"""What the pages of the wizard show: plain functions from an import to values for templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports import loading
from imports.columns import Suggestion, guess_kind, suggest
from imports.enums import ImportState
from imports.fields import TableKind
from imports.labels import KEEP, LEAVE, label_of
from imports.models import Import, KeptMapping
from imports.rows import ReadTable
from imports.tables import Table, find_table, letter
from imports.wordforms import text_of
from riskreg.reading.files import read_book
from riskreg.reading.sheet import Book, Sheet, Unreadable

SHOWN_ROWS = 15
"""Rows of a sheet shown for choosing its heads."""
SHOWN_COLUMNS = 12
SHOWN_TEXT = 60
SAMPLES = 3
"""Values of a column shown for choosing its meaning."""
STEPS: tuple[tuple[str, str | Promise], ...] = (
    ("sheet", gettext_lazy("工作表和表头")),
    ("columns", gettext_lazy("各列的意思")),
    ("preview", gettext_lazy("预览")),
    ("detail", gettext_lazy("导入结果")),
)


def stepper(current: str) -> list[dict[str, Any]]:
    """Return the way through the wizard, for the stepper."""
    at = [name for name, _label in STEPS].index(current)
    status = ["done"] * at + ["current"] + ["todo"] * (len(STEPS) - at - 1)
    return [{"label": label, "status": status[place]} for place, (_name, label) in enumerate(STEPS)]


def next_page(source: Import) -> str:
    """Return the address where the import goes on."""
    if source.state in (ImportState.APPLIED, ImportState.UNDONE):
        return reverse("imports:detail", args=[source.pk])
    name = "preview" if source.mapping else "columns" if source.sheet else "sheet"
    return reverse(f"imports:{name}", args=[source.pk])


def book_of(source: Import) -> Book:
    """Return the file as it was sent in. Raises Unreadable where it is no longer kept."""
    path = Path(settings.UPLOADS_DIR) / source.path
    if not source.path or not path.is_file():
        raise Unreadable(_("这份文件没有保存在服务器上，请重新上传。"))
    return read_book(source.file_name, path)


def read(source: Import) -> ReadTable:
    """Return the table as the person has it read. Raises Unreadable."""
    return loading.load(book_of(source), loading.Choice.of(source), source.institution)


@dataclass(frozen=True)
class Glimpse:
    """The beginning of a sheet, and where its heads seem to stand (rows from 1; 0 where none are found)."""

    name: str
    count: int
    lines: tuple[tuple[int, tuple[str, ...]], ...]
    first: int
    last: int
    kind: str
    problem: str = ""


def glimpses(book: Book) -> list[Glimpse]:
    """Return every sheet with what is proposed for it."""
    return [_glimpse(sheet) for sheet in book.sheets]


def _glimpse(sheet: Sheet) -> Glimpse:
    lines = tuple(
        (number, tuple(text_of(value)[:SHOWN_TEXT] for value in row[:SHOWN_COLUMNS]))
        for number, row in enumerate(sheet.rows[:SHOWN_ROWS], start=1)
    )
    try:
        table = find_table(sheet)
    except Unreadable as error:
        return Glimpse(sheet.name, len(sheet.rows), lines, 1, 1, TableKind.REGISTER.value, str(error))
    kind = guess_kind(table.heads, table.samples(), loading.editable_synonyms())
    first, last = table.first_header_row, table.header_row
    return Glimpse(sheet.name, len(sheet.rows), lines, first, last, kind.value)


def chosen_table(source: Import) -> Table:
    """Return the table of the sheet and the header rows the person chose. Raises Unreadable."""
    sheet = next((one for one in book_of(source).sheets if one.name == source.sheet), None)
    if sheet is None:
        raise Unreadable(_("文件里没有工作表“%(name)s”，请重新选择。") % {"name": source.sheet})
    first, last = source.header_rows
    return find_table(sheet, (first, last))


@dataclass(frozen=True)
class ColumnLine:
    """One column on the page: where it stands, what it holds, where it goes and why that is proposed."""

    place: int
    letter: str
    head: str
    samples: tuple[str, ...]
    chosen: str
    why: str
    missing: bool = False


def column_lines(source: Import, table: Table, typed: Mapping[str, str] | None = None) -> list[ColumnLine]:
    """Return the columns that have a head; `typed` is what a person chose on the page just sent."""
    kind, samples = TableKind(source.kind), table.samples()
    heads = loading.heads_digest(table.heads)
    kept = KeptMapping.objects.filter(institution=source.institution, kind=kind, heads=heads).first()
    meant = suggest(table.heads, samples, kind, loading.editable_synonyms(), kept.mapping if kept else None)
    return [_column_line(source, one, samples[one.column], kept, typed) for one in meant]


def _column_line(
    source: Import,
    one: Suggestion,
    samples: Sequence[str],
    kept: KeptMapping | None,
    typed: Mapping[str, str] | None,
) -> ColumnLine:
    chosen = one.field or ""
    if typed is not None:
        chosen = typed.get(f"column-{one.column}", "")
    elif source.mapping:
        left = KEEP if one.head in source.answers.get("kept", ()) else LEAVE
        chosen = source.mapping.get(one.head, left)
    elif kept and one.head in kept.mapping and kept.mapping[one.head] is None:
        chosen = LEAVE
    shown = tuple(dict.fromkeys(text[:SHOWN_TEXT] for text in samples))[:SAMPLES]
    missing = typed is not None and not chosen
    return ColumnLine(one.column, letter(one.column), one.head, shown, chosen, one.why, missing)


@dataclass(frozen=True)
class Finding:
    """Something said of a cell: its row, the column in words, and the sentence."""

    row: int
    where: str
    message: str


def findings(cells: Iterable[Any]) -> list[Finding]:
    """Return warnings or refusals (rows.Warned, rows.Rejected, or as the report keeps them) to be read."""
    plain = [cell if isinstance(cell, dict) else asdict(cell) for cell in cells]
    return [Finding(cell["row"], label_of(cell["column"]), cell["message"]) for cell in plain]


def left_out(source: Import, heads: Sequence[str]) -> list[str]:
    """Return the heads of columns that go nowhere."""
    kept = source.answers.get("kept", ())
    return [head for head in heads if head and head not in source.mapping and head not in kept]


def mapped(source: Import, heads: Sequence[str]) -> list[tuple[str, str]]:
    """Return head and meaning of every column that is read, notes included."""
    kept = source.answers.get("kept", ())
    return [
        (head, _("作为备注保留") if head in kept else label_of(source.mapping[head]))
        for head in heads
        if head in source.mapping or head in kept
    ]
