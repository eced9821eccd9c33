"""How words are put together in the reader's language: Chinese and English punctuate differently.

For pages, files and messages. What is frozen or digested is the same in every language and does not come here.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

NOTHING = ("", None)


def _joined(sign: str, parts: Iterable[object]) -> str:
    return sign.join(str(part) for part in parts if part not in NOTHING)


def listed(words: Iterable[object]) -> str:
    """Return the words as a list on one line: `A、B` or `A, B`. Here and below, empty ones are passed over."""
    return _joined(_("、"), words)


def continued(parts: Iterable[object]) -> str:
    """Return parts of one sentence: `A，B` or `A, B`."""
    return _joined(_("，"), parts)


def parted(parts: Iterable[object]) -> str:
    """Return parts that may have commas of their own: `A；B` or `A; B`."""
    return _joined(_("；"), parts)


def sentences(parts: Iterable[object]) -> str:
    """Return whole sentences after one another: Chinese ones touch, English ones do not."""
    told = ""
    for part in parts:
        if part not in NOTHING:
            told = _("%(before)s%(after)s") % {"before": told, "after": part} if told else str(part)
    return told


def spaced(parts: Iterable[object]) -> str:
    """Return facts beside each other on one line, a wide space or a dot between them."""
    return _joined(_("　"), parts)


def labelled(label: object, value: object) -> str:
    """Return `label：value` or `label: value`."""
    return _("%(label)s：%(value)s") % {"label": label, "value": value}


def bracketed(text: object) -> str:
    """Return the text in brackets, to follow other words directly: `（A）` or ` (A)`; '' for nothing."""
    return _("（%(text)s）") % {"text": text} if text not in NOTHING else ""


def limited(text: object) -> str:
    """Return a time limit as drawings and charts write it under a step: `〔A〕` or `[A]`; '' for nothing."""
    return _("〔%(text)s〕") % {"text": text} if text not in NOTHING else ""


def titled(text: object) -> str:
    """Return the title of a law or document in its marks, once: `《A》` or `“A”`."""
    return _("《%(text)s》") % {"text": str(text).strip("《》")}


def numbered(number: int, text: object) -> str:
    """Return one item of a numbered list in a drawing: `1．A` or `1. A`."""
    return _("%(number)s．%(text)s") % {"number": number, "text": text}
