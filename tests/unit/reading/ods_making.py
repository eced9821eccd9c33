"""OpenDocument spreadsheets as LibreOffice writes them, by the published layout (OASIS ODF 1.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.unit.reading.making import zipped

_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {"office": "office", "table": "table", "text": "text", "draw": "drawing"}.items()
)
SPACES = f'{_SPACES} xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def package(content: str, **more: str) -> bytes:
    parts: dict[str, str | bytes] = {
        "mimetype": MIMETYPE,
        "content.xml": content,
        "META-INF/manifest.xml": MANIFEST,
    }
    return zipped(parts | more)


def content(tables: str) -> str:
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    return f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES}>{body}</office:document-content>'


def table(rows: str, name: str = "一") -> str:
    return f"<table:table table:name={quoteattr(name)}><table:table-column/>{rows}</table:table>"


def ods(rows: str) -> bytes:
    """Return a spreadsheet whose one sheet has these rows in XML."""
    return package(content(table(rows)))


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def cell(value: Any = None, more: str = "") -> str:
    if value is None:
        return f"<table:table-cell {more}/>"
    return f"<table:table-cell {_typed(value)} {more}>{_shown(value)}</table:table-cell>"


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    if isinstance(value, int | float):
        return f'office:value-type="float" office:value="{value!r}"'
    if isinstance(value, datetime | date):
        return f'office:value-type="date" office:date-value="{value.isoformat()}"'
    return 'office:value-type="string"'


def _shown(value: Any) -> str:
    lines = str(value).split("\n")
    return "".join(f"<text:p>{_spaced(escape(line))}</text:p>" for line in lines)


def _spaced(line: str) -> str:
    return line.replace("\t", "<text:tab/>").replace(" ", "<text:s/>")


def sheet_of(rows: Iterable[Iterable[Any]]) -> bytes:
    return ods("".join(row(*(cell(value) for value in values)) for values in rows))
