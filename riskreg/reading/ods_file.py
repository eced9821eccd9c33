"""An OpenDocument spreadsheet (.ods) as LibreOffice and WPS write it."""

from __future__ import annotations

from riskreg.reading.limits import damaged
from riskreg.reading.ods_scan import Manifest, Tables
from riskreg.reading.package import Package
from riskreg.reading.sheet import Sheet
from riskreg.reading.xml_parts import Ignored

_MANIFEST = "meta-inf/manifest.xml"
_CONTENT = "content.xml"


def read_ods(package: Package) -> tuple[Sheet, ...]:
    """Return the sheets with content."""
    parts = package.xml_names()
    if _CONTENT not in parts:
        raise damaged()
    if _MANIFEST in parts:  # first: what is encrypted is no XML
        package.looked_through(_MANIFEST, Manifest())
    tables = Tables()
    for part in parts:
        if part != _MANIFEST:
            package.looked_through(part, tables if part == _CONTENT else Ignored())
    return tuple(tables.sheets)
