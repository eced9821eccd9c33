"""An Excel 97–2003 workbook (.xls, and WPS's .et): its one stream looked through, then read."""

from __future__ import annotations

import io

from riskreg.reading.biff import scan
from riskreg.reading.calamine_book import read_sheets
from riskreg.reading.compound import Compound, written
from riskreg.reading.limits import damaged, encrypted, not_a_table, with_macros
from riskreg.reading.sheet import Sheet

_DOCUMENTS = {"WordDocument", "PowerPoint Document"}
_MACROS = {"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"}


def read_xls(data: bytes) -> tuple[Sheet, ...]:
    """Return the sheets with content; refuse what else comes in a compound file with what it is."""
    compound = Compound(data)
    names = compound.names
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise encrypted()
    if names & _DOCUMENTS:
        raise not_a_table()
    if names & _MACROS:
        raise with_macros()
    if "Workbook" not in names and "Book" not in names:
        raise damaged()
    stream = bytearray(compound.stream("Workbook" if "Workbook" in names else "Book"))
    scanned = scan(stream)
    return read_sheets(io.BytesIO(written("Workbook", bytes(stream))), scanned)
