"""An xlsx package: looked through part by part and packed anew, so that what was checked is what gets read."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from riskreg.reading.blank_rows import without_blank_rows
from riskreg.reading.calamine_book import read_portions
from riskreg.reading.limits import Tally, check_sheet_count, damaged
from riskreg.reading.package import Package
from riskreg.reading.portions import in_portions
from riskreg.reading.sheet import Sheet
from riskreg.reading.xlsx_scan import ContentTypes, Relationships, SheetReader, Strings, Workbook
from riskreg.reading.xml_parts import Handler, Ignored
from riskreg.spool import IN_MEMORY

_WORKBOOK = "xl/workbook.xml"
_RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedstrings.xml"
_STYLES = "xl/styles.xml"
_CONTENT_TYPES = "[content_types].xml"
_FIRST = (_CONTENT_TYPES, _WORKBOOK, _RELATIONSHIPS, _STRINGS)
_KEPT = {_STRINGS: "xl/sharedStrings.xml", _STYLES: _STYLES}
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def read_xlsx(package: Package) -> tuple[Sheet, ...]:
    """Return the sheets with content; external links, connections and drawings stay out of sight."""
    parts = package.xml_names()
    ordered = [part for part in _FIRST if part in parts] + [part for part in parts if part not in _FIRST]
    told = _Told()
    with tempfile.SpooledTemporaryFile(IN_MEMORY, prefix="riskreg-") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
            copy = _Copy(zipped)
            for part in ordered:
                handler = told.handler_of(part)
                if part in told.readers and part in told.relationships.worksheets:
                    copy.sheet(part, package.parsed(without_blank_rows(package.chunks(part)), handler))
                elif part in _KEPT:
                    copy.write(_KEPT[part], package.parsed(package.chunks(part), handler))
                else:
                    package.looked_through(part, handler)
            copy.finish(from_1904=told.workbook.from_1904)
        file.seek(0)
        sheets = [(reader.found, copy.portions[part]) for part, reader in told.worksheets()]
        return read_portions(file, sheets, told.workbook.hidden)


class _Told:
    """What the parts of a package tell as they are looked through: the sheets, and what is in each."""

    def __init__(self) -> None:
        self.workbook, self.relationships = Workbook(), Relationships()
        self.readers: dict[str, SheetReader] = {}
        self._strings, self._tally = Strings(), Tally()
        self._known: dict[str, Handler] = {
            _CONTENT_TYPES: ContentTypes(),
            _WORKBOOK: self.workbook,
            _RELATIONSHIPS: self.relationships,
            _STRINGS: self._strings,
        }

    def handler_of(self, part: str) -> Handler | Ignored:
        """Return who is told of the part."""
        if part in self._known:
            return self._known[part]
        names = [name for name, link in self.workbook.sheets if self.relationships.parts.get(link) == part]
        check_sheet_count(len(self.workbook.sheets))
        if len(names) > 1:
            raise damaged()  # one part in several places: small file, endless reading
        if not names:
            return Ignored()
        self.readers[part] = SheetReader(names[0], self._strings, self._tally)
        return self.readers[part]

    def worksheets(self) -> Iterator[tuple[str, SheetReader]]:
        """Yield part and reader of each worksheet in the workbook's order; other sheets are passed over."""
        for _name, link in self.workbook.sheets:
            part = self.relationships.parts.get(link, "")
            if part not in self.readers:
                raise damaged()
            if part in self.relationships.worksheets:
                yield part, self.readers[part]


class _Copy:
    """A workbook of our own making, whose sheets are portions of those of the file."""

    def __init__(self, zipped: zipfile.ZipFile) -> None:
        self._zip = zipped
        self.portions: dict[str, list[str]] = {}
        """Part → the names of its portions."""
        self._count = 0

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        """Copy a part."""
        with self._zip.open(name, "w") as file:
            file.writelines(chunks)

    def sheet(self, part: str, chunks: Iterable[bytes]) -> None:
        """Copy a worksheet, some rows to a part."""
        self.portions[part] = []
        for _portion, pieces in groupby(in_portions(chunks), key=itemgetter(0)):
            self._count += 1
            self.portions[part].append(str(self._count))
            self.write(f"xl/worksheets/sheet{self._count}.xml", (piece for _portion, piece in pieces))

    def finish(self, *, from_1904: bool) -> None:
        """Write what a reader begins with."""
        numbers = range(1, self._count + 1)
        sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
        workbook = (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{int(from_1904)}"/>'
            f"<sheets>{sheets}</sheets></workbook>"
        )
        self.write(_WORKBOOK, [workbook.encode()])
        self._link("_rels/.rels", [("officeDocument", _WORKBOOK)])
        parts = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
        kept = [("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]
        self._link(_RELATIONSHIPS, [*parts, *kept])

    def _link(self, name: str, parts: Iterable[tuple[str, str]]) -> None:
        """Write relationships, rId1 and so on. In: kind and target of each."""
        links = "".join(
            f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(parts, start=1)
        )
        self.write(name, [f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>'.encode()])
