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

from imports import choosing, loading
from imports.choosing import Choice, Looked
from imports.enums import ImportState
from imports.fields import TableKind
from imports.labels import label_of
from imports.models import Import
from imports.rows import ReadTable, Summary
from imports.wordforms import text_of
from riskreg.reading.files import read_book
from riskreg.reading.sheet import Book, Unreadable

SHOWN_ROWS = 15
"""Rows of a sheet shown for choosing its heads."""
SHOWN_COLUMNS = 12
SHOWN_TEXT = 60
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


def has_columns(source: Import) -> bool:
    """Say whether a person has seen the columns of every sheet that is read."""
    return bool(source.sheets) and all(one["mapping"] for one in source.sheets)


def next_page(source: Import) -> str:
    """Return the address where the import goes on."""
    if source.state in (ImportState.APPLIED, ImportState.UNDONE):
        return reverse("imports:detail", args=[source.pk])
    name = "preview" if has_columns(source) else "columns" if source.sheets else "sheet"
    return reverse(f"imports:{name}", args=[source.pk])


def book_of(source: Import) -> Book:
    """Return the file as it was sent in. Raises Unreadable where it is no longer kept."""
    path = Path(settings.UPLOADS_DIR) / source.path
    if not source.path or not path.is_file():
        raise Unreadable(_("这份文件没有保存在服务器上，请重新上传。"))
    return read_book(source.file_name, path)


def read(source: Import) -> tuple[ReadTable, ...]:
    """Return the tables as the person has them read. Raises Unreadable."""
    return loading.load(book_of(source), choosing.chosen(source), source.institution)


@dataclass(frozen=True)
class Glimpse:
    """The beginning of a sheet, and how it would be read (rows from 1)."""

    name: str
    count: int
    lines: tuple[tuple[int, tuple[str, ...]], ...]
    taken: bool
    kind: str
    first: int
    last: int
    problem: str = ""
    hidden: bool = False

    def initial(self) -> dict[str, Any]:
        """Return what the form of the sheet begins with."""
        return {"take": self.taken, "kind": self.kind, "first": self.first, "last": self.last}


def glimpses(book: Book, source: Import) -> list[Glimpse]:
    """Return every sheet with what a person chose for it, else with what is proposed."""
    looked = choosing.look(book, source.institution)
    taken = choosing.chosen(source) or choosing.taken(looked)
    by_name = {choice.sheet: choice for choice in taken}
    return [_glimpse(one, by_name) for one in looked]


def _glimpse(one: Looked, taken: Mapping[str, Choice]) -> Glimpse:
    name, rows = one.sheet.name, one.sheet.rows
    lines = tuple(
        (number, tuple(text_of(value)[:SHOWN_TEXT] for value in row[:SHOWN_COLUMNS]))
        for number, row in enumerate(rows[:SHOWN_ROWS], start=1)
    )
    choice = taken.get(name) or one.choice or Choice(name, (1, 1), TableKind.REGISTER)
    told = (choice.kind.value, *choice.header, one.problem, one.sheet.hidden)
    return Glimpse(name, len(rows), lines, name in taken, *told)


@dataclass(frozen=True)
class Finding:
    """Something said of a cell: its sheet if there are several, its row, the column in words, and the sentence."""

    sheet: str
    row: int
    where: str
    message: str


def findings(cells: Iterable[Any], sheets: Sequence[str] = ()) -> list[Finding]:
    """Return warnings or refusals (rows.Warned, rows.Rejected, or as the report keeps them) to be read.

    In: the names of the sheets by place, if there are several.
    """
    plain = [cell if isinstance(cell, dict) else asdict(cell) for cell in cells]
    return [
        Finding(
            cell.get("sheet") or (sheets[cell["place"]] if sheets else ""),
            cell["row"],
            label_of(cell["column"]),
            cell["message"],
        )
        for cell in plain
    ]


@dataclass(frozen=True)
class Going:
    """Where the columns of sheets of one form go: heads with their meaning, and the heads that go nowhere."""

    sheets: tuple[str, ...]
    mapped: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]


def goings(source: Import, tables: Iterable[Summary]) -> list[Going]:
    """Return where the columns of the tables go, those of one form together."""
    forms: dict[tuple[Any, ...], list[str]] = {}
    for table, choice in zip(tables, choosing.chosen(source), strict=True):
        heads = [*table.columns, *table.unmapped]
        mapped = tuple((head, _meaning(head, choice)) for head in heads if _goes(head, choice))
        left = tuple(head for head in heads if not _goes(head, choice))
        forms.setdefault((mapped, left), []).append(table.sheet)
    return [Going(tuple(names), mapped, left) for (mapped, left), names in forms.items()]


def _goes(head: str, choice: Choice) -> bool:
    return head in choice.mapping or head in choice.kept


def _meaning(head: str, choice: Choice) -> str:
    return _("作为备注保留") if head in choice.kept else label_of(choice.mapping[head])
