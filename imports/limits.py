"""Time limits as offices write them: `20个工作日`, `自受理之日起一个月内`, `即办`, `20 working days`."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from imports.refusals import Refused
from imports.rows import Limit
from imports.wordforms import says_nothing
from powers import wording
from powers.enums import TimeUnit

_ENGLISH = re.compile(
    r"(?<![\d.])(\d{1,3})[\s-]*(?:(working|business|calendar)[\s-]+)?(day|week|month|quarter|year)s?\b",
    re.IGNORECASE,
)
_ENGLISH_UNITS = {
    "day": TimeUnit.CALENDAR_DAY,
    "week": TimeUnit.WEEK,
    "month": TimeUnit.MONTH,
    "quarter": TimeUnit.QUARTER,
    "year": TimeUnit.YEAR,
}
_AT_ONCE = re.compile(
    r"(?:即时|即办|即到即办|即来即办|当场|立即|立等可取|随到随办|马上办)(?:办结|办理|完成|办|件)?(?:结)?"
    r"|immediate(?:ly)?|at once|on the spot|instant(?:ly)?",
    re.IGNORECASE,
)
_HALF_YEAR = re.compile(r"半年(?:以内|之内|内)?")
_NUMBER = re.compile(r"(\d{1,3})")
_HEAD_UNITS = (
    (re.compile("工作日|working|business", re.IGNORECASE), TimeUnit.WORKING_DAY),
    (re.compile("周|星期|week", re.IGNORECASE), TimeUnit.WEEK),
    (re.compile("个月|[(（]月|month", re.IGNORECASE), TimeUnit.MONTH),
    (re.compile("[天日]|day", re.IGNORECASE), TimeUnit.CALENDAR_DAY),
)


def limit(text: str, head: str = "") -> tuple[Limit | None, str]:
    """Return the time limit of a cell and the words beside it that a limit cannot hold. Raises Refused.

    In: `head` of the column, which may name the unit of bare numbers: `办理时限（工作日）`.
    """
    if says_nothing(text):
        return None, ""
    plain = unicodedata.normalize("NFKC", " ".join(text.split()))
    bare = _NUMBER.fullmatch(plain)
    if bare:
        return _of_bare(int(bare[1]), head), ""
    if _AT_ONCE.fullmatch(plain.rstrip("。.")):
        return Limit(None, TimeUnit.IMMEDIATE.value), ""
    if _HALF_YEAR.fullmatch(plain):
        return Limit(6, TimeUnit.MONTH.value), ""
    found, rest = wording.without_limit(plain)
    if found:
        return Limit(int(found.value) if found.value else None, found.unit), _rest(rest)
    english = _ENGLISH.findall(plain)
    if len(english) == 1:
        value, working, unit = english[0]
        chosen = _ENGLISH_UNITS[unit.lower()]
        if working.lower() in ("working", "business"):
            chosen = TimeUnit.WORKING_DAY
        return _checked(int(value), chosen), ""
    raise Refused(_("看不出一个时限：“%(text)s”。可以写：20个工作日、15日、一个月、即时。") % {"text": text})


def _of_bare(value: int, head: str) -> Limit:
    for words, unit in _HEAD_UNITS:
        if words.search(head):
            return _checked(value, unit)
    raise Refused(_("时限“%(value)s”没有单位。可以写：20个工作日、15日、一个月、即时。") % {"value": value})


def _checked(value: int, unit: TimeUnit) -> Limit:
    if not 1 <= value <= 999:
        raise Refused(_("时限要是 1 到 999 的整数。"))
    return Limit(value, unit.value)


def _rest(text: str) -> str:
    plain = text.strip(" ，,。；;：:")
    return "" if re.fullmatch(r"(?:承诺|法定|办理|办结|完成|时限|期限|[为:：个\s])*", plain) else plain
