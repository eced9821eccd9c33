"""Several items in one cell."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.lists import is_list, items

HAN = "一二三四五六七八九十"
NUMBERINGS: dict[str, Callable[[int], str]] = {
    "1.": lambda n: f"{n}.",
    "1. ": lambda n: f"{n}. ",
    "1．": lambda n: f"{n}．",
    "1、": lambda n: f"{n}、",
    "1)": lambda n: f"{n})",
    "1）": lambda n: f"{n}）",
    "（1）": lambda n: f"（{n}）",
    "(1)": lambda n: f"({n})",
    "[1]": lambda n: f"[{n}]",
    "①": lambda n: chr(0x245F + n),
    "⑴": lambda n: chr(0x2473 + n),
    "⒈": lambda n: chr(0x2487 + n),
    "一、": lambda n: f"{HAN[n - 1]}、",
    "（一）": lambda n: f"（{HAN[n - 1]}）",
    "一是": lambda n: f"{HAN[n - 1]}是",
    "第一，": lambda n: f"第{HAN[n - 1]}，",
    "措施1：": lambda n: f"措施{n}：",
}
SEPARATORS = ("\n", "；\n", "；", "。\n", ";", "；  ")
WORDS = ("实行双人审查", "3个工作日内办结", "按第1.2条执行", "2012年起每年轮岗", "定期（每季度）抽查", "执行A级标准",
         "依照《条例》第十二条办理", "10万元以上集体研究", "公开办理流程", "Keep a log", "金额超过1.5万元的报批")  # fmt: skip
measures = st.lists(st.sampled_from(WORDS), min_size=2, max_size=9, unique=True)


@given(found=measures, style=st.sampled_from(sorted(NUMBERINGS)), separator=st.sampled_from(SEPARATORS))
def test_however_measures_are_numbered_they_come_apart_again(
    found: list[str], style: str, separator: str
) -> None:
    if style in ("1.", "1．", "1. ") and "\n" not in separator:
        found = [one for one in found if not one[0].isdigit()]
    if len(found) < 2:
        found = ["实行双人审查", "公开办理流程"]
    cell = separator.join(NUMBERINGS[style](number) + text for number, text in enumerate(found, start=1))
    assert items(cell) == tuple(text + "。" * (separator[0] == "。" and text != found[-1]) for text in found)
    assert is_list(cell)


@given(found=measures)
def test_lines_are_items(found: list[str]) -> None:
    assert items("\n".join(found)) == tuple(found)
    assert items("\n".join(f"• {text}" for text in found)) == tuple(found)


@pytest.mark.parametrize(
    "text",
    [
        "按照第1.2条执行",
        "2012.3.1起实行",
        "3个工作日内办结",
        "1.5万元以上集体研究",
        "实行1、2、3级审批",
        "每月1、15日检查",
        "一级、二级单位分别负责",
        "加强教育；完善制度",
        "Keep the log (1) in the office",
    ],
)
def test_what_is_no_list_stays_whole(text: str) -> None:
    assert items(text) == (text,)
    assert not is_list(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("1.加强教育", ("加强教育",)),
        ("1、加强教育2、落实制度", ("加强教育", "落实制度")),
        ("1.实行1、2、3级审批；2.轮岗", ("实行1、2、3级审批", "轮岗")),
        ("防控措施：1.教育；2.培训", ("教育", "培训")),
        ("前期预防：1.教育；2.培训", ("前期预防：教育", "培训")),
        ("完善制度。\n1.教育\n2.培训", ("完善制度。", "教育", "培训")),
        ("1.完善下列制度：\n（1）用印\n（2）用车\n2.公开", ("完善下列制度：（1）用印；（2）用车", "公开")),
        ("1.3个工作日内办结\n2.双人复核", ("3个工作日内办结", "双人复核")),
        ("实行AB岗，\n相互监督", ("实行AB岗，相互监督",)),
        ("1. Two evaluators\nsign\n2. Rotate", ("Two evaluators sign", "Rotate")),
        ("1.教育\n2.教育", ("教育",)),
        ("1.两人核查；2、公示七天；3.纪委抽查", ("两人核查", "公示七天", "纪委抽查")),
        ("1、教育\n2.培训\n3）轮岗", ("教育", "培训", "轮岗")),
        ("一、银行直付\n二.双签", ("银行直付", "双签")),
        ("1.受理：1）登记；2）告知；3）抽查\n2.轮岗", ("受理：1）登记；2）告知；3）抽查", "轮岗")),
        ("1.双人受理，每月1、15日检查；2.轮岗", ("双人受理，每月1、15日检查", "轮岗")),
        ("一是加强教育，二是落实制度。", ("加强教育", "落实制度。")),
    ],
)
def test_lists_as_offices_write_them(text: str, expected: tuple[str, ...]) -> None:
    assert items(text) == expected
