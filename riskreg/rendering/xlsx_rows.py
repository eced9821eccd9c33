"""Data rows of a sheet as text: openpyxl makes an element per cell, most of the time of a large file."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.compat import safe_string
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring

MAX_TEXT = 32_767
"""Excel's limit for one cell, in characters (UTF-16 units)."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x000D_ as the character of that number
_FORMULA_SIGNS = frozenset("=+-@\t\r\n|%＝＋－＠")


def clean_text(value: object) -> str:
    """Return `value` as text that a cell can hold: no illegal characters, at most MAX_TEXT long.

    Line ends become \\n; text over the limit says so at its end.
    """
    text = value if type(value) is str else str(value)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():
        text = _ILLEGAL.sub("", text)
    if len(text) * 2 > MAX_TEXT and len(text.encode("utf-16-le")) > 2 * MAX_TEXT:
        mark = _("…（内容过长，已截断）")
        room = 2 * (MAX_TEXT - len(mark))
        text = text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + mark
    return text


class Raw(str):
    """A whole row as XML."""


def write_row_of(usual: Any) -> Any:
    """Return what writes a row: raw ones as they are, others in the usual way."""

    def write_row(xf: Any, row: Any, number: int) -> None:
        row = list(row)
        if not row or not isinstance(row[0], Raw):
            usual(xf, row, number)
        elif (raw := getattr(xf, "_file", None)) is not None:
            raw(row[0])
        else:  # with lxml the stream takes elements only
            xf.write(fromstring(row[0].replace("<row", f'<row xmlns="{SHEET_MAIN_NS}"', 1)))

    return write_row


class Filler:
    """Writes one column's values as cells that look like already styled ones."""

    def __init__(self, number: int, kind: str, typed: Any, text: Any, guarded: Any) -> None:
        self.letter = get_column_letter(number)
        self.epoch = typed.parent.parent.epoch
        self.typed, self.text, self.guarded = (f's="{cell.style_id}"' for cell in (typed, text, guarded))
        self.fill: Any = {"text": self._text, "date": self._date}.get(kind, self._number)

    def _text(self, value: object, row: int) -> str:
        text = "" if value is None else clean_text(value)
        place = f'<c r="{self.letter}{row}"'
        if not text:
            return f"{place} {self.text}/>"
        looks = self.guarded if text[0] in _FORMULA_SIGNS else self.text
        if "&" in text or "<" in text or ">" in text:
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        if "_x" in text:
            text = _ESCAPE.sub("_x005F_", text)
        keep = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
        return f'{place} {looks} t="inlineStr"><is><t{keep}>{text}</t></is></c>'

    def _number(self, value: Any, row: int) -> str:
        numeric = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
        if numeric and math.isfinite(value):
            return f'<c r="{self.letter}{row}" {self.typed} t="n"><v>{safe_string(value)}</v></c>'
        return self._text(value, row)

    def _date(self, value: object, row: int) -> str:
        if isinstance(value, datetime):
            value = value.astimezone().replace(tzinfo=None) if value.tzinfo else value
        if isinstance(value, date) and value.year >= 1900:
            days = safe_string(to_excel(value, self.epoch))  # type: ignore[no-untyped-call]
            return f'<c r="{self.letter}{row}" {self.typed} t="n"><v>{days}</v></c>'
        return self._text(value, row)
