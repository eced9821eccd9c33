"""Text of cells, and text that is longer than its place."""

from __future__ import annotations

import re

from imports.rows import ReadRow

_ENDS = "。；;！？\n"


def text_of(row: ReadRow, name: str) -> str:
    """Return the text of a field, '' if the file has no such column."""
    return str(row.values.get(name) or "").replace("\0", "").strip()


def shortened(text: str, limit: int) -> str:
    """Return the first clause of the text if it fits, else its beginning with an ellipsis."""
    first = re.split(f"[{_ENDS}]", text.strip(), maxsplit=1)[0].strip()
    return first if 0 < len(first) <= limit else f"{text.strip()[: limit - 1]}…"


def pieces(text: str, limit: int) -> list[str]:
    """Return the text in parts that fit, cut after sentences where there are any."""
    parts: list[str] = []
    for sentence in re.findall(f"[^{_ENDS}]*[{_ENDS}]?", text.strip()):
        if parts and len(parts[-1]) + len(sentence) <= limit:
            parts[-1] += sentence
        else:
            parts += [sentence[place : place + limit] for place in range(0, len(sentence), limit)]
    return [part.strip() for part in parts if part.strip()]
