"""Names as people write them: the same, nearly the same, and with a person inside."""

from __future__ import annotations

import pytest

from imports.matching import Names, is_name, several, title_and_holder
from riskreg.names import name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("民政所", "民 政 所"),
        ("综治办（信访办）", "综治办(信访办)"),
        ("ＡＢ岗", "ab岗"),
        ("项目〔2026〕", "项目(2026)"),
    ],
)
def test_two_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("所长（王建国）", ("所长", "王建国")),
        ("王建国（所长）", ("所长", "王建国")),
        ("所长 王建国", ("所长", "王建国")),
        ("所长：王建国", ("所长", "王建国")),
        ("王建国", ("", "王建国")),
        ("所长", ("所长", "")),
        ("副乡长（财政、民政）（童晓岚）", ("副乡长（财政、民政）", "童晓岚")),
        ("副乡长（财政、民政）", ("副乡长（财政、民政）", "")),
        ("会计", ("会计", "")),
        ("全体人员", ("全体人员", "")),
        ("欧阳修文", ("", "欧阳修文")),
        ("缪小禾", ("", "缪小禾")),
    ],
)
def test_title_and_holder_are_told_apart(text: str, found: tuple[str, str]) -> None:
    assert title_and_holder(text, {"童晓岚"}) == found


@pytest.mark.parametrize("text", ["局长", "张主任", "办公室", "综合科", "王建国同志等", "经办人", "A", ""])
def test_a_post_is_no_name(text: str) -> None:
    assert not is_name(text)


def test_several_names_in_a_cell_are_parted_outside_of_brackets() -> None:
    assert several("所长（民政、残联）、会计\n出纳；") == ["所长（民政、残联）", "会计", "出纳"]


def test_near_names_come_nearest_first_and_the_same_name_is_not_near() -> None:
    names = Names([("民政办公室", 1), ("财政办公室", 2), ("民政所", 3), ("人民武装部", 4)])
    assert names.near("民政办公") == [1]
    assert names.near("民政办公室") == [2]
    assert names.exact("民政 办公室") == [1] and names.near("水利站") == []
