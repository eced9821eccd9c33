"""When two spellings are one name."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile(r"[\s　·.,，、。;；:：\-—–_/\\\"'“”‘’《》〈〉]+")
BRACKETS = str.maketrans("（）〔〕【】［］[]{}「」『』", "()()()()()()()()")
"""One sign for one: places stay."""


def name_key(text: object) -> str:
    """Return what two spellings of one name have in common: width, spaces, brackets, marks and case apart."""
    plain = unicodedata.normalize("NFKC", str(text)).translate(BRACKETS)
    return _DROPPED.sub("", plain).casefold()
