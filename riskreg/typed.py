"""What people type and paste, without the characters that nobody can see."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)

# Word breaks a line inside a paragraph with a vertical tab; the others come out of mail and web pages.
_LINE_ENDS = dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
_UNSEEN = dict.fromkeys(
    (
        *(sign for sign in range(0x20) if sign not in (0x09, 0x0A, 0x0B, 0x0C, 0x0D)),
        *(sign for sign in range(0x7F, 0xA0) if sign != 0x85),
        *(0xAD, 0x200B, 0x200E, 0x200F, 0xFEFF),
        *range(0x202A, 0x202F),  # overrides of the reading direction: text would look other than it is
        *range(0x2060, 0x206A),
    )
)
_SIGNS = {**_UNSEEN, **_LINE_ENDS}


def visible(text: str) -> str:
    """Return the text without control characters and invisible marks; line ends of any kind stay line ends."""
    return text if text.isascii() and text.isprintable() else text.translate(_SIGNS)


def visible_fields(fields: QueryDict) -> QueryDict:
    """Return the fields with names and values made visible; the same object if nothing was to be done.

    Passwords stay as they are: nobody may be locked out by a change of this rule.
    """
    kept = [(name, value, visible(value)) for name in fields for value in fields.getlist(name)]
    if all(value == seen or _secret(name) for name, value, seen in kept):
        return fields
    cleaned = QueryDict(mutable=True, encoding=fields.encoding)
    for name, value, seen in kept:
        cleaned.appendlist(name, value if _secret(name) else seen)
    cleaned._mutable = False
    return cleaned


def _secret(name: str) -> bool:
    return "password" in name


def number(text: str | None) -> int:
    """Return the row number that an address or a hidden field names; 0, which no row has, if it names none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def plausible(day: date) -> None:
    """Return if the year can be meant; ValidationError if a digit was mistyped or forgotten."""
    if not EARLIEST <= day <= LATEST:
        words = {"first": EARLIEST.year, "last": LATEST.year}
        raise ValidationError(_("请核对年份：应在%(first)s年至%(last)s年之间。") % words)


def check_dates(form: forms.BaseForm) -> None:
    """Have every date of the form checked by `plausible`."""
    for field in form.fields.values():
        if isinstance(field, forms.DateField):
            field.validators.append(plausible)
