"""Columns of a table, defined once for the screen, CSV, Excel and print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise


@dataclass(frozen=True)
class Column:
    """A column: stable key, heading, how to read its value from a row, width in characters, kind."""

    key: str
    heading: str | Promise
    value: Callable[[Any], Any]
    width: float = 14
    kind: Literal["text", "number", "date", "moment", "percent"] = "text"
    merge: bool = False
    """Equal neighbours down the rows of one group are merged in Excel and print."""
