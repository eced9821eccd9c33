"""What every paper of an edition has: a number, an issuer, a date, and the form's own words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registers.models import Edition
from riskreg.phrases import continued, labelled
from riskreg.rendering.letter import Imprint, Letter, Signature, Words

BLANK = "________"


def number_of(edition: Edition, sign: str | Promise, part: int | None = None) -> str:
    """Return the paper's number: office, the sign of its kind, year, edition and, of several, which one.

    清河镇廉责〔2026〕1-3号 is the third responsibility letter of 2026-1. Only the language changes it.
    """
    named = {
        "office": edition.office.short_name,
        "sign": sign,
        "year": edition.year,
        "serial": f"{edition.number}-{part}" if part else edition.number,
    }
    return _("%(office)s廉%(sign)s〔%(year)s〕%(serial)s号") % named


def paper(
    edition: Edition, sign: str | Promise, title: str, *, part: int | None = None, **values: Any
) -> Letter:
    """Return a paper issued by the edition's institution; `values` are the rest of the `Letter`."""
    return Letter(
        issuer=edition.office.name,
        number=number_of(edition, sign, part),
        title=title,
        words=words(),
        language=get_language() or "zh-hans",
        **values,
    )


def words() -> Words:
    """Return the form's own words in the reader's language."""
    numbered = _("附件%(number)s") % {"number": "%s"}
    return Words(
        attachment=_("附件"),
        numbered=numbered,
        digest=_("内容校验 SHA-256"),
        colon=_("："),
        signer=_("签发人"),
        missing=_("〓为本机字体没有的字：%(signs)s") % {"signs": "%s"},
    )


def day(value: date | None) -> str:
    """Return the day as papers write it, or room to write it."""
    return date_format(value) if value else _("____年__月__日")


def imprint(edition: Edition, copies: str, on: date | None) -> Imprint:
    """Return the foot of a letter that is sent. In: who gets copies, as typed, and the day it goes out."""
    told = continued(line.strip(" \u3000，,、；;。.") for line in copies.splitlines())
    return Imprint(
        office=edition.office.issuing_office or edition.office.name,
        date=_("%(day)s印发") % {"day": day(on)},
        lead=labelled(_("抄送"), ""),
        copies=(told + _("。")).rstrip() if told else "",
    )


def signed(edition: Edition, on: date | None) -> Signature:
    """Return the institution's signature under a paper."""
    return Signature(edition.office.name, day(on))
