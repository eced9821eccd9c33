"""letter.py: the geometry of GB/T 9704-2012 measured on the produced PDF, and what the file promises."""

from __future__ import annotations

import io
import itertools
import subprocess
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from riskreg.rendering import checks, fonts
from riskreg.rendering import letter as letters
from riskreg.rendering.letter import Attachment, Cell, Paragraph, Signature, Table
from tests import printed
from tests.unit.rendering.letters import CREATED, LONG, WORDS, ends, letter, plain, shown

MILLIMETRE = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28 * MILLIMETRE, 184 * MILLIMETRE, 37 * MILLIMETRE, 262 * MILLIMETRE


def render(*made):
    return letters.render(made, created=CREATED)


def body(pdf, page):
    return [one for one in shown(pdf, page) if "—" not in one.text and "SHA-256" not in one.text]


def test_a_full_page_is_22_lines_of_28_characters_in_the_type_area():
    pdf = render(plain())
    assert printed.sizes(pdf)[0] == pytest.approx((210, 297), abs=0.1)
    lines = body(pdf, 1)
    assert [len(line.text) for line in lines] == [28] * 22
    assert {round(line.size, 2) for line in lines} == {15.75}
    steps = [after.y - before.y for before, after in itertools.pairwise(lines)]
    assert steps == pytest.approx([28.99] * 21, abs=0.1)
    assert {round(line.x, 1) for line in lines} == {round(LEFT, 1)}
    # 28 characters of 15.75 pt, and the last line still above the foot of the type area
    assert LEFT + 28 * 15.75 <= RIGHT
    assert lines[0].y - 15.75 >= TOP
    assert lines[-1].y + 0.2 * 15.75 <= BOTTOM


def test_a_paragraph_begins_two_characters_in():
    first, second = body(render(plain()), 0)[2:4]
    assert first.x - second.x == pytest.approx(2 * 15.75, abs=0.1)
    assert len(first.text) == 26


def grey_rows(pdf: bytes, folder: Path, page: int, left: float, right: float) -> list[float]:
    """Millimetres from the top of the page where something dark stands between left and right (points)."""
    scale = 300 / 72
    rows = printed.grey(pdf, folder, page=page, dpi=300)
    across = slice(int(left * scale), int(right * scale))
    return [y / scale / MILLIMETRE for y, row in enumerate(rows) if min(row[across]) < 110]


def test_page_numbers_stand_outside_one_character_in_7_mm_below(tmp_path):
    pdf = render(plain())
    (odd,) = [one for one in shown(pdf, 0) if one.text == "— 1 —"]
    (even,) = [one for one in shown(pdf, 1) if one.text == "— 2 —"]
    assert odd.size == pytest.approx(14, abs=0.01)
    assert even.x - LEFT == pytest.approx(14, abs=0.1)
    end = ends(pdf, 0, "—")
    assert RIGHT - end == pytest.approx(14, abs=0.1)
    below = [y for y in grey_rows(pdf, tmp_path, 1, end - 12, end - 1) if y > 262]
    assert sum(below) / len(below) - 262 == pytest.approx(7, abs=0.3)


def test_title_and_headings_have_their_faces_and_sizes():
    pdf = render(letter())
    by = {one.text: one for one in shown(pdf, 0)}
    title = next(one for text, one in by.items() if text.startswith("清河镇人民政府2026"))
    assert (round(title.size, 2), title.font) == (22, "Noto-Serif-CJK-SC-Bold")
    for text, font in (
        ("一、内容", "Noto-Sans-CJK-SC"),
        ("（一）时间", "Noto-Serif-CJK-SC"),
        ("1. 起", "Noto-Serif-CJK-SC"),
        ("(1) 止", "Noto-Serif-CJK-SC"),
    ):
        assert (round(by[text].size, 2), by[text].font) == (15.75, font)
        assert by[text].x - LEFT == pytest.approx(2 * 15.75, abs=0.1)
    assert by["各科室、各站所："].x == pytest.approx(LEFT, abs=0.1)


def runs(rows: list[float]) -> list[tuple[float, float]]:
    """Return first and last of each stretch of neighbouring rows."""
    starts = [at for at, row in enumerate(rows) if not at or row - rows[at - 1] > 0.2]
    return [(rows[at], rows[end - 1]) for at, end in zip(starts, [*starts[1:], len(rows)], strict=True)]


def test_the_issuing_mark_stands_35_mm_below_the_top_and_the_rule_4_mm_below_the_number(tmp_path):
    pdf = render(plain("正文", mark="清河镇人民政府文件"))
    mark, number, rule, title, *_rest = runs(grey_rows(pdf, tmp_path, 1, LEFT + 1, RIGHT - 1))
    assert mark[0] - 37 == pytest.approx(35, abs=1)
    assert number[0] - mark[1] == pytest.approx(2 * 28.99 / MILLIMETRE, abs=1)
    assert rule[0] - number[1] == pytest.approx(4, abs=1)
    assert rule[1] - rule[0] == pytest.approx(0.5, abs=0.3)
    assert title[0] - rule[1] == pytest.approx(2 * 28.99 / MILLIMETRE, abs=2)


def test_a_letter_to_a_superior_names_its_signer_and_the_number_stands_at_the_left():
    pdf = render(plain("正文", mark="清河镇人民政府文件", signer="某某甲"))
    (number,) = [one for one in shown(pdf, 0) if one.text == "清河镇廉示〔2026〕1号" and one.size > 10]
    (signer,) = [one for one in shown(pdf, 0) if one.text == "某某甲"]
    assert number.x - LEFT == pytest.approx(15.75, abs=0.1)
    assert RIGHT - (signer.x + 3 * 15.75) == pytest.approx(15.75, abs=0.1)
    assert number.y == pytest.approx(signer.y, abs=0.1)
    assert "签发人：某某甲" in printed.text(pdf)


@pytest.mark.parametrize(
    "issuer", ["镇纪委", "清河镇人民政府", "某某自治州某某自治县清河镇人民政府党政综合办公室"]
)
def test_the_date_stands_four_characters_in_and_the_issuer_over_it(issuer):
    pdf = render(plain("正文", signature=Signature(issuer, "二〇二六年三月二日")))
    above, date = (
        next(one for one in shown(pdf, 0) if one.text == text) for text in (issuer, "二〇二六年三月二日")
    )
    end = date.x + 9 * 15.75
    assert RIGHT - end == pytest.approx(max(4, (len(issuer) - 9) / 2) * 15.75, abs=0.6)
    assert above.x + len(issuer) * 15.75 <= RIGHT + 0.6
    assert above.x + len(issuer) * 15.75 / 2 == pytest.approx(date.x + 9 * 15.75 / 2, abs=0.6)
    assert date.y - above.y == pytest.approx(28.99, abs=0.1)


def test_each_attachment_has_a_page_of_its_own():
    pdf = render(letter())
    *before, first, last = [body(pdf, at) for at in range(len(printed.reader(pdf).pages))]
    said = "".join(one.text for page in before for one in page)
    assert "附件：1. 一览表2. 意见表清河镇人民政府" in said.replace("1.一", "1. 一").replace("2.意", "2. 意")
    for page, texts in ((first, ["附件1", "一览表"]), (last, ["附件2", "意见表"])):
        mark, title = page[:2]
        assert [mark.text, title.text] == texts
        assert (mark.font, round(mark.size, 2), round(title.size, 2)) == ("Noto-Sans-CJK-SC", 15.75, 22)
        assert mark.x == pytest.approx(LEFT, abs=0.1)
        assert title.y - mark.y == pytest.approx(2 * 28.99, abs=3)  # the first line and the third


def test_a_title_that_takes_several_lines_stays_clear_of_its_number():
    long = Attachment("首" + "很长的附件名称" * 6, ())
    lines = body(render(plain("正文", attachments=(long, Attachment("短", ())))), 0)
    (first,) = [one for one in lines if one.text.startswith("首很长的")]
    following = lines[lines.index(first) + 1]
    assert following.x == pytest.approx(first.x, abs=0.1)
    assert first.x - LEFT == pytest.approx((2 + 3 + 1.2) * 15.75, abs=0.2)
    (short,) = [one for one in lines if one.text == "短"]
    assert short.x == pytest.approx(first.x, abs=0.1)


def test_a_table_to_sign_is_neither_split_nor_alone_on_its_page():
    sign = Table((1, 1), ((Cell("甲签字"), Cell(lines=6)), (Cell("乙签字"), Cell(lines=6))), whole=True)
    for lines in range(12, 22):
        made = plain("", blocks=(Paragraph("\n".join(["一行"] * lines)), sign))
        last = [one.text for one in body(render(made), len(printed.reader(render(made)).pages) - 1)]
        assert {"一行", "甲签字", "乙签字"} <= set(last), lines


@pytest.mark.parametrize("lines", [13, 14, 15, 16, 17])
def test_the_signature_is_not_alone_on_its_page(lines):
    made = plain("\n".join(["一行"] * lines), signature=Signature("清河镇人民政府", "2026年3月2日"))
    pdf = render(made)
    last = [one.text for one in body(pdf, len(printed.reader(pdf).pages) - 1)]
    assert {"一行", "清河镇人民政府", "2026年3月2日"} <= set(last)


def test_characters_of_extension_b_are_drawn_and_those_of_no_font_are_marked(caplog, tmp_path):
    pdf = render(plain("甲𡃁乙𠮷丙𪛖丁"))
    assert "甲𡃁乙𠮷丙〓丁" in printed.text(pdf)
    assert "〓缺字U+2A6D6" in printed.text(pdf)
    assert "清河镇廉示〔2026〕1号: no installed font has U+2A6D6; printed as 〓" in caplog.messages
    assert {row[-5] for row in printed.fonts(pdf, tmp_path)} == {"yes"}
    assert fonts.uncovered("甲𡃁乙𠮷 \n") == []


def test_every_page_says_inside_which_paper_it_is_of():
    pdf = render(plain())
    digest = letters.digest(plain())
    assert letters.short(digest).replace(" ", "") == digest[:16]
    words = f"清河镇廉示〔2026〕1号  内容校验 SHA-256 {letters.short(digest)}"
    for at in range(len(printed.reader(pdf).pages)):
        (foot,) = [one for one in shown(pdf, at) if "SHA-256" in one.text]
        assert foot.text.split() == words.split()
        assert foot.size == pytest.approx(7.5, abs=0.1)
        end = ends(pdf, at, words.split()[-1])
        found, edge = (foot.x, LEFT) if at % 2 == 0 else (end, RIGHT)
        assert found == pytest.approx(edge, abs=0.2)


def test_the_file_is_tagged_bookmarked_pdf_a_with_every_font_inside(tmp_path):
    pdf = render(letter(rows=300))
    root = printed.reader(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    metadata = root["/Metadata"].get_data()
    assert b'part="3"' in metadata and b'conformance="B"' in metadata
    assert {row[-5] for row in printed.fonts(pdf, tmp_path)} == {"yes"}
    outline = printed.reader(pdf).outline
    assert outline[0].title == letter().title
    assert [one.title for one in outline[1] if not isinstance(one, list)] == ["一、内容", "一览表", "意见表"]
    tags = subprocess.run(["pdfinfo", "-struct", tmp_path / "fonts.pdf"], capture_output=True).stdout.decode()
    assert {"H1", "H2", "H3", "Table", "THead", "TH", "TR", "L"} <= set(tags.split())
    assert printed.reader(pdf).metadata.title == letter().title
    assert letters.digest(letter(rows=300)) in printed.reader(pdf).metadata["/Keywords"]


@pytest.mark.parametrize("rows", [0, 1, 300])
def test_a_table_of_any_length_keeps_its_head_on_every_page(rows):
    pdf = render(letter(rows))
    text = [page.extract_text() for page in printed.reader(pdf).pages]
    together = printed.text(pdf)
    assert all(f"第{one}项" in together for one in range(rows))
    with_rows = [page for page in text if "第" in page and "项" in page]
    assert all("风险点" in page for page in with_rows)
    assert len(with_rows) > 9 if rows == 300 else len(with_rows) == rows


def test_the_digest_follows_every_word_and_nothing_else():
    one = letter()
    assert letters.digest(one) == letters.digest(letter())
    others = [
        replace(one, title="另一题"),
        replace(one, number="2号"),
        replace(one, note=""),
        replace(one, blocks=(*one.blocks, Paragraph("又一段"))),
        replace(one, attachments=one.attachments[:1]),
        replace(one, words=replace(WORDS, colon=":")),
    ]
    assert len({letters.digest(other) for other in (one, *others)}) == len(others) + 1
    assert render(one) == render(letter())


def test_no_text_becomes_markup_and_control_characters_are_gone():
    nasty = "<b>粗</b>&amp;<script>x</script>\x00\x0b\u2028末"
    pdf = render(plain(nasty, title=nasty, number=nasty))
    assert printed.text(pdf).count("<b>粗</b>&amp;<script>x</script>末") == 3 + len(
        printed.reader(pdf).pages
    )  # the number also at the foot of each page
    assert letters.digest(plain("甲\x00")) == letters.digest(plain("甲"))


def test_several_letters_in_one_file_each_begin_at_page_one_on_a_right_hand_page():
    pdf = render(plain("短"), plain(LONG), plain("短"))
    numbers = [
        [one.text for one in shown(pdf, at) if one.text.startswith("— ")]
        for at in range(len(printed.reader(pdf).pages))
    ]
    assert [one for found in numbers for one in found if one == "— 1 —"] == ["— 1 —"] * 3
    assert all(at % 2 == 0 for at, found in enumerate(numbers) if found == ["— 1 —"])


def test_fonts_of_papers_follow_the_setting_and_say_what_is_replaced(settings):
    settings.PAPER_FONTS = {"kaiti": fonts.SANS, "heiti": "No Such Heiti", "runes": "x"}
    assert fonts.paper_fonts()["kaiti"] == fonts.SANS
    assert fonts.paper_fonts()["heiti"] == fonts.ROLES["heiti"].standby
    replaced = {one.role.key: one.wanted for one in fonts.substitutes()}
    assert replaced == {"xiaobiaosong": "", "fangsong": "", "heiti": "No Such Heiti", "songti": ""}
    told = [*checks.paper_fonts_chosen(), *checks.paper_fonts_found()]
    found = {message.id: message.msg for message in told}
    assert set(found) == {"riskreg.I003", "riskreg.E004", "riskreg.E005"}
    assert "No Such Heiti" in found["riskreg.E004"]
    assert "runes" in found["riskreg.E005"]
    by = {one.text: one.font for one in shown(render(letter()), 0)}
    assert by["（一）时间"] == "Noto-Sans-CJK-SC"


def test_the_log_names_the_replaced_fonts_once(settings, caplog):
    settings.PAPER_FONTS = {"fangsong": fonts.SERIF, "songti": "No Such Song"}
    letters._tell_substitutes.cache_clear()
    render(plain("正文"))
    render(plain("正文"))
    (told,) = [one for one in caplog.messages if "substitutes" in one]
    assert "songti=Noto Serif CJK SC" in told
    assert "fangsong" not in told


def test_nothing_is_said_once_every_font_is_chosen(settings):
    settings.PAPER_FONTS = dict.fromkeys(fonts.ROLES, fonts.SERIF)
    assert fonts.substitutes() == []
    assert checks.paper_fonts_chosen() == []


def test_a_font_name_cannot_break_out_of_the_style_sheet(settings):
    settings.PAPER_FONTS = {"kaiti": 'x"}p{display:none}@page{margin:0'}
    monkey = fonts.check_fonts
    try:
        fonts.check_fonts = lambda names=(): []
        assert "正文" in printed.text(render(plain("正文")))
    finally:
        fonts.check_fonts = monkey


def test_an_english_letter_says_so():
    root = pypdf.PdfReader(io.BytesIO(render(plain("Text", language="en")))).trailer["/Root"]
    assert root["/Lang"] == "en"
