"""The layouts of tests/layouts as real Excel files, and what reading must give, as plain values."""

from __future__ import annotations

import io
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from openpyxl import Workbook

from imports.rows import ReadTable
from imports.tables import Table
from riskreg.reading.files import read_book
from riskreg.reading.sheet import Sheet

LAYOUTS: Path = settings.BASE_DIR / "tests" / "layouts"
NAMES = sorted(path.stem for path in LAYOUTS.glob("*.yaml"))


def layout(name: str) -> dict[str, Any]:
    """Return the description of a layout."""
    return yaml.safe_load((LAYOUTS / f"{name}.yaml").read_text(encoding="utf-8"))


def workbook(described: dict[str, Any]) -> bytes:
    """Return the layout as an Excel file."""
    book = Workbook()
    sheet = book.active
    sheet.title = described.get("sheet", "Sheet1")
    for number, row in enumerate(described["rows"], start=1):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value)
    for area in described["merged"]:
        sheet.merge_cells(area)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheet_of(data: bytes) -> Sheet:
    """Read the first sheet of an Excel file, as the site does."""
    return read_book("layout.xlsx", data).sheets[0]


def plain(value: Any) -> Any:
    """Return a value of a row as YAML writes it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: part for name, part in asdict(value).items() if part not in ("", None)}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return value


def outcome(table: Table, read: ReadTable) -> dict[str, Any]:
    """Return what reading gave in the form of a layout's `expected`; what is empty is left out."""
    rows = [
        {"number": row.number}
        | {name: plain(value) for name, value in row.values.items() if value not in ("", None, ())}
        | ({"kept": dict(row.kept)} if row.kept else {})
        for row in read.rows
    ]
    found = {
        "header_row": read.header_row,
        "columns": dict(read.columns),
        "unmapped": list(read.unmapped),
        "skipped": {one.row: one.reason for one in table.skipped},
        "rows": rows,
        "rejected": [[one.row, one.column, one.value, one.message] for one in read.rejected],
        "warnings": [[one.row, one.column, one.message] for one in read.warnings],
    }
    return {name: value for name, value in found.items() if value}
