"""letter.py where names and texts are as long as they may be: nothing is squeezed, cut off or left alone on a page."""

from __future__ import annotations

from itertools import pairwise

import pytest

from riskreg.rendering import fonts
from riskreg.rendering import letter as letters
from riskreg.rendering.letter import Attachment, Cell, Paragraph, Signature, Table, grid
from tests import printed
from tests.unit.rendering.letters import CREATED, letter, plain, shown
from tests.unit.rendering.test_letter import LEFT, RIGHT, body

NAME = "某某省某某自治州某某土家族苗族自治县经济技术开发区管理委员会"


def render(made: letters.Letter) -> bytes:
    return letters.render([made], created=CREATED)


def pages(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in printed.reader(pdf).pages]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("清河镇人民政府2026年度廉政风险点公示", ["清河镇人民政府2026年度廉政风险点公示"]),
        (
            "清河镇人民政府2026年度廉政风险登记册备案表",
            ["清河镇人民政府", "2026年度廉政风险登记册备案表"],
        ),
        (
            "清河镇人民政府2026年度乡镇职权运行廉政风险点征求意见汇总表",
            ["清河镇人民政府2026年度乡镇职", "权运行廉政风险点征求意见汇总表"],
        ),
        (
            "清河镇人民政府: opinions on the risk points of 2026",
            ["清河镇人民政府:", "opinions on the risk points of 2026"],
        ),
    ],
)
def test_a_long_title_breaks_after_the_name_of_the_office_where_that_takes_no_more_lines(
    title: str, lines: list[str]
) -> None:
    assert letters.title_lines(title, "清河镇人民政府") == lines


@pytest.mark.parametrize("mark", [f"{NAME}文件", f"{NAME * 4}文件"])
def test_the_mark_of_a_long_name_takes_several_lines_rather_than_shrink_away(mark: str) -> None:
    lines = [one for one in shown(render(plain("正文", mark=mark)), 0) if one.size > 22.1 or one.text in mark]
    assert "".join(one.text for one in lines) == mark
    assert min(one.size for one in lines) >= 22
    assert all(one.x >= LEFT and one.x + len(one.text) * one.size <= RIGHT + 1 for one in lines)
    steps = [after.y - before.y for before, after in pairwise(lines)]
    assert lines[0].size < min(steps) <= max(steps) < 1.5 * lines[0].size


def test_the_date_under_a_name_longer_than_a_line_is_written_in_one() -> None:
    lines = body(render(plain("正文", signature=Signature(NAME * 2, "2026年3月2日"))), 0)
    (date,) = [one for one in lines if one.text == "2026年3月2日"]
    assert date.y == max(one.y for one in lines)


def test_a_row_longer_than_a_page_goes_on_under_the_head_and_leaves_no_page_to_its_title() -> None:
    table = grid(("序号", "内容"), (1, 9), [("1", "很长的内容。" * 600), ("2", "短的内容")])
    made = plain("正文", attachments=(Attachment("附件一览", (table,)),))
    _body, *attached = pages(render(made))
    assert len(attached) == 3
    assert attached[0].startswith("附件附件一览序号内容1很长的内容。")
    assert all(page.startswith("序号内容") for page in attached[1:])


def test_a_short_row_is_never_parted() -> None:
    rows = [(f"甲{at}\n乙{at}\n丙{at}", f"丁{at}") for at in range(60)]
    made = plain("", blocks=(grid(("一", "二"), (1, 1), rows),))
    for page in pages(render(made)):
        assert [page.count(sign) for sign in "乙丙丁"] == [page.count("甲")] * 3


@pytest.mark.parametrize("lines", [13, 14, 15])
def test_the_list_of_attachments_is_never_parted(lines: int) -> None:
    attachments = (Attachment("甲表", ()), Attachment("乙表", ()))
    signature = Signature("清河镇人民政府", "2026年3月2日")
    made = plain("\n".join(["一行"] * lines), attachments=attachments, signature=signature)
    parted = [("1.甲表" in page, "2.乙表" in page) for page in pages(render(made))]
    assert (True, True) in parted
    assert (True, False) not in parted


def test_english_words_in_tables_part_at_a_plain_hyphen() -> None:
    table = grid(("No.", "Topic"), (1, 1), [("1", "responsibility " * 30)])
    text = "".join(pages(render(letter(blocks=(table,) * 2 + (Paragraph("x"),), language="en"))))
    narrow = grid(("No.", "T", "A"), (9, 9, 1.2), [("1", "2", "responsibility")])
    parted = "".join(pages(render(letter(blocks=(narrow,), language="en"))))
    assert "responsibility" in text
    assert "‐" not in text + parted
    assert "-" in parted


def test_english_words_are_not_parted_where_they_fit_into_the_next_line() -> None:
    label = Cell("Signed, recorder", head=True)
    table = Table((1.7, 2.6, 1.7, 2.6), ((label, Cell(), label, Cell()),))
    (page,) = pages(render(plain("", blocks=(table,), language="en")))
    assert page.count("Signed,recorder") == 2


@pytest.mark.parametrize(
    "sign", ["\U00031350", "\ue000"], ids=["newer than this Python", "made up by an office"]
)
def test_a_character_of_no_font_is_marked_though_python_knows_nothing_of_it(sign: str) -> None:
    assert fonts.uncovered(f"甲{sign}乙") == [sign]
    assert f"甲{fonts.NO_GLYPH}乙" in printed.text(render(plain(f"甲{sign}乙")))
