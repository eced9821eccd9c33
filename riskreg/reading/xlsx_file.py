"""An xlsx package: looked through part by part and packed anew, so that what was checked is what gets read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from riskreg.reading.blank_rows import without_blank_rows
from riskreg.reading.calamine_book import read_sheets
from riskreg.reading.limits import Tally, check_sheet_count, damaged
from riskreg.reading.package import Package
from riskreg.reading.sheet import Sheet
from riskreg.reading.xlsx_scan import ContentTypes, Relationships, SheetReader, Strings, Workbook
from riskreg.reading.xml_parts import Handler, Ignored

_WORKBOOK = "xl/workbook.xml"
_RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedstrings.xml"
_CONTENT_TYPES = "[content_types].xml"
_FIRST = (_CONTENT_TYPES, _WORKBOOK, _RELATIONSHIPS, _STRINGS)
_KEPT = ("_rels/.rels", "xl/styles.xml")


def read_xlsx(package: Package) -> tuple[Sheet, ...]:
    """Return the sheets with content; external links, connections and drawings stay out of sight."""
    workbook, relationships, strings = Workbook(), Relationships(), Strings()
    known: dict[str, Handler | Ignored] = {
        _CONTENT_TYPES: ContentTypes(),
        _WORKBOOK: workbook,
        _RELATIONSHIPS: relationships,
        _STRINGS: strings,
    }
    readers: dict[str, SheetReader] = {}
    tally = Tally()

    def handler_of(part: str) -> Handler | Ignored | None:
        if part in known or part in _KEPT:
            return known.get(part, Ignored())
        names = [name for name, link in workbook.sheets if relationships.parts.get(link) == part]
        check_sheet_count(len(workbook.sheets))
        if len(names) > 1:
            raise damaged()  # one part in several places: small file, endless reading
        if not names:
            return None
        readers[names[0]] = SheetReader(names[0], strings, tally)
        return readers[names[0]]

    parts = package.xml_names()
    ordered = [part for part in _FIRST if part in parts] + [part for part in parts if part not in _FIRST]
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for part in ordered:
            handler = handler_of(part)
            if handler is None:
                package.looked_through(part, Ignored())
                continue
            with packed.open(package.name_of(part), "w") as file:
                file.writelines(package.parsed(_chunks(package, part, handler), handler))
    copy.seek(0)
    return read_sheets(copy, {name: reader.found for name, reader in readers.items()})


def _chunks(package: Package, part: str, handler: Handler | Ignored) -> Iterator[bytes]:
    chunks = package.chunks(part)
    return without_blank_rows(chunks) if isinstance(handler, SheetReader) else chunks
