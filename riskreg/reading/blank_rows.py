"""Takes formatted rows without content out of a worksheet's XML before it is parsed: there may be a million."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_ATTRIBUTES = rb'(?: [\w:.]++="[^"<>&]*+")*+'
_BLANK_CELL = rb'<c r="\w++"' + _ATTRIBUTES + rb" ?(?:/>|></c>)"
_BLANK_ROW = re.compile(rb'<row r="\d++"' + _ATTRIBUTES + rb" ?(?:/>|>(?:" + _BLANK_CELL + rb")*+</row>)")
UNSURE = re.compile(rb'<!|<(?:c|row)(?! r="|\w)')
"""Comments and CDATA could only look like rows; rows and cells without their place take it from those before."""
_LONGEST = 1024 * 1024


def without_blank_rows(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same XML without rows that hold nothing; unchanged from where that is not sure."""
    rest, sure = b"", True
    for chunk in chunks:
        text = rest + chunk
        cut = _cut(text) if sure else len(text)
        sure = sure and not UNSURE.search(text, 0, cut)
        yield _BLANK_ROW.sub(b"", text[:cut]) if sure else text
        rest = text[cut:] if sure else b""
    yield _BLANK_ROW.sub(b"", rest) if sure else rest


def _cut(text: bytes) -> int:
    """Return where the last row begins, or at least the last element."""
    places = (text.rfind(b"<row "), text.rfind(b"<"))
    return next((place for place in places if place >= 0 and len(text) - place <= _LONGEST), len(text))
