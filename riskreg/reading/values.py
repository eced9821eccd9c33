"""What a cell's raw value is to the rest of the project, the same for every format."""

from __future__ import annotations

import math
from datetime import timedelta

from riskreg.reading.sheet import Value

_EXACT = 2**53
"""From here on a float no longer holds every whole number."""
_CONTROL: dict[int, str | None] = dict.fromkeys((*range(9), 12, *range(14, 32), 127), None) | {11: "\n"}
"""Characters no register holds; the vertical tab is Word's line break within a paragraph."""


def text_value(text: str) -> Value:
    """Return the text with line ends as \\n and without control characters; None if nothing is left."""
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)
    return text or None


def number_value(number: float) -> Value:
    """Return a whole number as int, and what is no number (NaN) as its text."""
    if not math.isfinite(number):
        return str(number)
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def duration_value(duration: timedelta) -> Value:
    """Return hours, minutes and seconds as Excel's [h]:mm:ss shows them."""
    seconds = round(duration.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
