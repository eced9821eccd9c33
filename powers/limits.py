"""A time limit in words, one or many: `1个工作日`, `1 working day`, `2 working days`."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import ngettext

from powers.enums import TimeUnit

_COUNTED: dict[str, Callable[[int], str]] = {
    TimeUnit.WORKING_DAY: lambda n: ngettext("%(count)s个工作日", "%(count)s个工作日", n),
    TimeUnit.CALENDAR_DAY: lambda n: ngettext("%(count)s日", "%(count)s日", n),
    TimeUnit.WEEK: lambda n: ngettext("%(count)s周", "%(count)s周", n),
    TimeUnit.MONTH: lambda n: ngettext("%(count)s个月", "%(count)s个月", n),
    TimeUnit.QUARTER: lambda n: ngettext("%(count)s季度", "%(count)s季度", n),
    TimeUnit.YEAR: lambda n: ngettext("%(count)s年", "%(count)s年", n),
}


def limit_words(value: int | str | None, unit: str) -> str:
    """Return the limit in words, '' without a unit. `value` as text may be a fraction: `2.5`."""
    if not unit:
        return ""
    if value is None:
        return str(TimeUnit(unit).label)
    return _COUNTED[unit](1 if str(value) == "1" else 2) % {"count": value}
