"""What is taken out of typed text, and which dates and numbers can be meant."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from riskreg.typed import check_dates, number, plausible, visible, visible_fields


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("受理申请", "受理申请"),
        ("第一行\r\n第二行\t列", "第一行\r\n第二行\t列"),
        ("Word\x0b换行", "Word\n换行"),
        ("分页\x0c段\u2028行", "分页\n段\n行"),
        ("a\x00b\x07\x1b\x7f\x9fc", "abc"),
        ("民政\u200b所\ufeff", "民政所"),
        ("反\u202e转\u2066隔\u2069离", "反转隔离"),
        ("\U00020000𠮷👨\u200d👩", "\U00020000𠮷👨\u200d👩"),
        ("plain ascii", "plain ascii"),
    ],
)
def test_only_what_nobody_sees_is_taken_out(typed: str, seen: str) -> None:
    assert visible(typed) == seen


def test_fields_keep_their_order_and_passwords_stay_as_they_are() -> None:
    sent = QueryDict(mutable=True)
    for name, value in (("b", "x\x00y"), ("a", "1"), ("b", "z"), ("new_password1", "p\x07w")):
        sent.appendlist(name, value)
    cleaned = visible_fields(sent)
    assert [(name, cleaned.getlist(name)) for name in cleaned] == [
        ("b", ["xy", "z"]),
        ("a", ["1"]),
        ("new_password1", ["p\x07w"]),
    ]
    with pytest.raises(AttributeError):
        cleaned["a"] = "2"


def test_fields_that_need_nothing_are_not_copied() -> None:
    sent = QueryDict("a=1&b=2")
    assert visible_fields(sent) is sent


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("17", 17),
        ("", 0),
        (None, 0),
        ("abc", 0),
        ("-3", 0),
        ("²", 0),
        ("9" * 18, 10**18 - 1),
        ("9" * 5000, 0),
    ],
)
def test_a_number_is_a_row_number_or_none(text: str | None, named: int) -> None:
    assert number(text) == named


def test_a_year_that_cannot_be_meant_is_questioned() -> None:
    for day in (date(1900, 1, 1), date(2026, 2, 28), date(2199, 12, 31)):
        plausible(day)
    for day in (date(1899, 12, 31), date(2200, 1, 1), date(26, 3, 1)):
        with pytest.raises(ValidationError) as error:
            plausible(day)
        assert error.value.messages == ["请核对年份：应在1900年至2199年之间。"]


def test_every_date_of_a_form_is_checked_and_no_other_form_is() -> None:
    class Days(forms.Form):
        first = forms.DateField()
        name = forms.CharField()
        last = forms.DateField(required=False)

    data = {"first": "0206-03-01", "name": "x", "last": ""}
    form = Days(data)
    check_dates(form)
    assert form.errors == {"first": ["请核对年份：应在1900年至2199年之间。"]}
    assert Days(data).errors == {}
