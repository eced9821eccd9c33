"""How words of a sheet are compared: values as text, heads without their ornaments, cells that say "nothing"."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from functools import lru_cache

from riskreg.reading.sheet import Value

_UNSEEN = re.compile(r"[\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]|_x000[dD]_")
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_BESIDE_HAN = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_BROKEN = re.compile(r"(?<=[^\x00-\x7f])\n|\n(?=[^\x00-\x7f])")
_ORNAMENTS = "*★☆※▲△#:：。.，,、；;\"'“”‘’"
_BRACKETS = re.compile(r"[(\[【〔<][^()\[\]【】〔〕<>]*[)\]】〕>]")
_DASHES = re.compile(r"[-‐-―−—–_/\\|·.…~～ ]+")
_NONE = frozenset({"无", "没有", "暂无", "空", "none", "nil", "n/a", "na", "null"})


def text_of(value: Value) -> str:
    """Return what a cell holds as text: stripped, line breaks inside kept, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    text = _BREAKS.sub("\n", _UNSEEN.sub("", str(value)))
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()


def shown(text: str) -> str:
    """Return a head on one line, as people read it: `风 险\\n点` is 风险点, `Risk\\npoint` is Risk point."""
    return _BESIDE_HAN.sub("", " ".join(text.split()))


def one_line(text: str) -> str:
    """Return a name on one line: a line break beside a Chinese sign was only the width of the column."""
    return " ".join(_BROKEN.sub("", text).split("\n"))


REMEMBERED = 60
"""Texts up to this length are reckoned once: a table asks for the same words in row after row."""


def normal(text: str) -> str:
    """Return a head as it is compared: without spaces, full-width forms, capitals and ornaments."""
    return _known(text) if len(text) <= REMEMBERED else _normal(text)


def _normal(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"\s", "", plain).strip(_ORNAMENTS)


_known = lru_cache(maxsize=2048)(_normal)


def unbracketed(head: str) -> str:
    """Return a normal head without what stands in brackets."""
    return _BRACKETS.sub("", head).strip(_ORNAMENTS)


def is_dash(text: str) -> bool:
    """Say whether a cell holds nothing but dashes or slashes: filled in to say that it stays empty."""
    return not text or bool(_DASHES.fullmatch(unicodedata.normalize("NFKC", text)))


def says_nothing(text: str) -> bool:
    """Say whether a cell is empty, dashes, or a word for "none"."""
    return is_dash(text) or normal(text) in _NONE
