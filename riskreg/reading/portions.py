"""Cuts a worksheet's XML into worksheets of some rows each: a reader that takes sheets whole holds only so many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from riskreg.reading.blank_rows import UNSURE

ROWS = 1000
"""Rows of a portion."""
_HEAD = re.compile(rb"<worksheet[\s>](?:[^<]|<(?!worksheet[\s>]|sheetData))*+<sheetData>\s*+\Z")
_LONGEST_HEAD = 256 * 1024
_FOOT = b"</sheetData></worksheet>"


def in_portions(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the XML in pieces, each with the number of its portion, from 0. In: from `without_blank_rows`.

    What stands above the rows comes again in every portion; what stands below them (merged areas) in the last one.
    The XML stays one worksheet from where it is not sure what is a row: the places of rows have to be stated.
    """
    head, portion, rows, sure = b"", 0, 0, True
    for chunk in chunks:
        sure = sure and not UNSURE.search(chunk)
        done = 0
        for found in re.finditer(rb"<row ", chunk) if sure else ():
            if not rows:
                head += chunk[: found.start()]
                sure = len(head) <= _LONGEST_HEAD and _HEAD.search(head) is not None
            if not sure:
                break
            rows += 1
            if rows > ROWS:
                yield portion, chunk[done : found.start()] + _FOOT
                portion, rows, done = portion + 1, 1, found.start()
                yield portion, head
        if sure and not rows:
            head = (head + chunk)[: _LONGEST_HEAD + 1]
        yield portion, chunk[done:]
