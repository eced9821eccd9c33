"""A time limit in words, in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from powers.enums import TimeUnit
from powers.limits import limit_words


@pytest.mark.parametrize(
    ("value", "unit", "chinese", "english"),
    [
        (1, "working_day", "1个工作日", "1 working day"),
        (15, "working_day", "15个工作日", "15 working days"),
        ("2.5", "month", "2.5个月", "2.5 months"),
        ("1", "year", "1年", "1 year"),
        (None, "immediate", "即时", "immediately"),
        (None, "", "", ""),
    ],
)
def test_a_limit_in_words(value: int | str | None, unit: str, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert limit_words(value, unit) == chinese
    with translation.override("en"):
        assert limit_words(value, unit) == english


@pytest.mark.parametrize("unit", [unit for unit in TimeUnit if unit != TimeUnit.IMMEDIATE])
def test_every_unit_is_counted(unit: TimeUnit) -> None:
    with translation.override("en"):
        assert limit_words(2, unit) == f"2{unit.label}"
        assert limit_words(1, unit) == f"1{unit.label}"[:-1]
    with translation.override("zh-hans"):
        assert limit_words(2, unit) == f"2{unit.label}"
