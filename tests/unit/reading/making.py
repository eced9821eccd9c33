"""Files as people send them, made on the spot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PLAIN = '<row r="1"><c r="A1"><v>1</v></c></row>'


def saved(workbook: Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def xlsx(rows: Iterable[Iterable[Any]] = (("序号", "职权"), (1, "采购")), title: str = "一") -> bytes:
    workbook = Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(list(row))
    return saved(workbook)


def zipped(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return file.getvalue()


def parts_of(data: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def with_parts(parts: dict[str, str | bytes], data: bytes | None = None) -> bytes:
    """Return a good workbook with some parts put in another's place."""
    return zipped(parts_of(data or xlsx()) | parts)


def with_rows(rows: str, behind: str = "") -> bytes:
    """Return a workbook whose one sheet has this XML between <sheetData> and its end."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{behind}</worksheet>'
    return with_parts({"xl/worksheets/sheet1.xml": sheet})
