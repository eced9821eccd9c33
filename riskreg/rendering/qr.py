"""An address as a QR code. The only module that imports segno."""

from __future__ import annotations

from html import escape
from itertools import groupby

import segno

QUIET = 4  # empty modules around the code, as ISO/IEC 18004 asks for


def matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the modules of the code for `text`, row by row, True where dark."""
    code = segno.make(text, error="m", micro=False)
    return tuple(tuple(module == 1 for module in row) for row in code.matrix)


def svg(text: str, *, title: str) -> str:
    """Return the code as an `<svg>` element with its quiet zone: black on white, no size of its own."""
    rows = matrix(text)
    side = len(rows) + 2 * QUIET
    path = "".join(
        f"M{start + QUIET} {at + QUIET}h{length}v1h-{length}z"
        for at, row in enumerate(rows)
        for start, length in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}" role="img" '
        f'aria-label="{escape(title)}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>'
    )


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Return start and length of each run of dark modules."""
    found, at = [], 0
    for dark, group in groupby(row):
        length = sum(1 for _module in group)
        if dark:
            found.append((at, length))
        at += length
    return found
