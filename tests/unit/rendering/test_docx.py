"""docx_file.py: the same letter for Word, read back with python-docx."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import UTC
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.text import WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from riskreg.rendering import docx_file
from riskreg.rendering import letter as letters
from riskreg.rendering.letter import Cell, Paragraph, Table, grid
from tests.unit.rendering.letters import CREATED, letter, plain


def read(made):
    return Document(io.BytesIO(docx_file.write(made, created=CREATED)))


def texts(document):
    return [one.text for one in document.paragraphs if one.text]


def paragraph(document, text):
    return next(one for one in document.paragraphs if one.text == text)


def paragraph_of(cell):
    return cell.paragraphs[0]


def family(run):
    return run._r.rPr.rFonts.get(qn("w:eastAsia"))


def test_the_page_holds_22_lines_of_28_characters_in_the_type_area():
    section = read(letter()).sections[0]
    assert (section.page_width, section.page_height) == pytest.approx((Mm(210), Mm(297)), abs=Pt(0.1))
    width = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    assert (width, height) == pytest.approx((Mm(156), Mm(225)), abs=Pt(0.2))
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    assert pitch == pytest.approx(28.99, abs=0.1)
    assert height / Pt(1) // pitch == 22
    character = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert width / Pt(1) / character == pytest.approx(28, abs=0.03)


def test_28_letters_fill_a_line_in_programs_that_know_no_grid_too():
    document = read(letter())
    normal = document.styles["Normal"]
    closer = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    section = document.sections[0]
    width = (section.page_width - section.left_margin - section.right_margin) / Pt(1)
    assert width // (normal.font.size / Pt(1) + closer) == 28
    for properties in (normal.element.pPr, normal.element.rPr):
        assert properties.find(qn("w:snapToGrid")).get(qn("w:val")) == "0"
    assert normal.paragraph_format.line_spacing == Pt(28.95)
    assert normal.paragraph_format.line_spacing_rule == WD_LINE_SPACING.EXACTLY
    lang = normal.element.rPr.find(qn("w:lang"))
    assert (lang.get(qn("w:val")), lang.get(qn("w:eastAsia"))) == ("zh-CN", "zh-CN")
    table = paragraph_of(document.tables[0].rows[0].cells[0])
    assert table.runs[0]._r.rPr.find(qn("w:spacing")).get(qn("w:val")) == "0"


def test_everything_is_said_in_order():
    document = read(letter())
    assert texts(document) == [
        "清河镇廉示〔2026〕1号",
        "清河镇人民政府2026年度廉政风险点公示",
        "（内部公示）",
        "各科室、各站所：",
        "一、内容",
        "第一行",
        "第二行",
        "（一）时间",
        "1. 起",
        "(1) 止",
        "1. 甲",
        "2. 乙",
        "附件：1. 一览表",
        "2. 意见表",
        "清河镇人民政府",
        "2026年3月2日",
        "（此件公开）",
        "附件1",
        "一览表",
        "附件正文",
        "附件2",
        "意见表",
    ]
    grid, form, attached = document.tables
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [
        ["序号", "风险点"],
        ["0", "第0项\n两行"],
    ]
    assert form.rows[1].cells[1]._tc is form.rows[1].cells[3]._tc
    assert attached.rows[0].cells[0].text == "姓名"


def test_headings_are_headings_and_faces_are_the_offices_own():
    document = read(letter())
    for text, style, face, size in (
        ("清河镇人民政府2026年度廉政风险点公示", "Title", "方正小标宋简体", 22),
        ("一、内容", "Heading 1", "黑体", 16),
        ("（一）时间", "Heading 2", "楷体_GB2312", 16),
        ("1. 起", "Heading 3", "仿宋_GB2312", 16),
        ("(1) 止", "Heading 4", "仿宋_GB2312", 16),
        ("第一行", "Normal", "仿宋_GB2312", 16),
    ):
        one = paragraph(document, text)
        assert (one.style.name, family(one.runs[0]), one.runs[0].font.size) == (style, face, Pt(size))
    assert paragraph(document, "第一行").paragraph_format.first_line_indent == Pt(32)
    assert paragraph(document, "附件2").paragraph_format.page_break_before
    assert document.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_fonts_that_the_office_chose_are_named(settings):
    settings.PAPER_FONTS = {"fangsong": "仿宋", "runes": "x"}
    assert family(paragraph(read(letter()), "第一行").runs[0]) == "仿宋"
    assert family(paragraph(read(letter()), "一、内容").runs[0]) == "黑体"


def test_page_numbers_stand_outside():
    section = read(letter()).sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    words = letters.foot(letter())
    assert words.startswith("清河镇廉示〔2026〕1号") and letters.short(letters.digest(letter())) in words
    for one, text, tab in ((odd, f"{words}\t—  —", 428.2), (even, f"—  —\t{words}", 442.2)):
        assert one.text == text
        assert "".join(node.text for node in one._p.iter(qn("w:instrText"))) == "PAGE"
        (stop,) = one.paragraph_format.tab_stops
        assert (stop.position, stop.alignment) == (Pt(tab), WD_TAB_ALIGNMENT.RIGHT)
        assert {run.font.size for run in one.runs} == {Pt(14), Pt(7.5)}
    assert even.paragraph_format.left_indent == Pt(14)
    document = read(letter())
    assert document.settings.odd_and_even_pages_header_footer
    assert {one.style.name for one in (odd, even)} == {"Footer"}
    assert list(document.styles["Footer"].paragraph_format.tab_stops) == []  # they would come before ours


def test_the_red_head_of_a_letter_to_a_superior():
    document = read(letter(mark="清河镇人民政府文件", signer="某某甲"))
    mark, *blanks, number = document.paragraphs[:4]
    assert mark.paragraph_format.space_before == pytest.approx(Mm(35), abs=Pt(0.1))
    assert [one.text for one in blanks] == ["", ""]
    assert number.text == "清河镇廉示〔2026〕1号\t签发人：某某甲"
    assert [family(run) for run in number.runs] == ["仿宋_GB2312", "楷体_GB2312"]
    (stop,) = number.paragraph_format.tab_stops
    assert (stop.position, stop.alignment) == (Pt(426.2), WD_TAB_ALIGNMENT.RIGHT)
    assert number.paragraph_format.left_indent == Pt(16)
    rule = number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert (rule.get(qn("w:sz")), rule.get(qn("w:color"))) == ("12", "DD0000")
    assert [one.text for one in document.paragraphs[4:7]] == ["", "", letter().title]


def test_what_belongs_together_stays_on_one_page():
    sign = Table((1, 1), ((Cell("甲签字"), Cell()), (Cell("乙签字"), Cell())), whole=True)
    group = Table((1, 1), ((Cell("一组", head=True, span=2),), (Cell("甲"), Cell("乙"))))
    made = replace(letter(), blocks=(Paragraph("前文"), sign, group), attachments=letter().attachments[:1])
    document = read(made)
    held = {one.text: bool(one.paragraph_format.keep_with_next) for one in document.paragraphs if one.text}
    assert held["前文"]
    assert (held["附件：一览表"], held["清河镇人民政府"], held["2026年3月2日"]) == (True, True, True)
    assert not held["（此件公开）"]
    rows = [row for table in document.tables for row in table.rows]
    kept = [bool(paragraph_of(row.cells[0]).paragraph_format.keep_with_next) for row in rows]
    assert kept == [
        True,
        False,
        True,
        True,
    ]  # the last row of the last table holds what stands below the body


def test_a_table_stands_clear_of_the_words_above_it():
    table = Table((1, 1), ((Cell("甲"), Cell("乙")),))
    document = read(replace(letter(), blocks=(Paragraph("上文\n前文"), table, table, Paragraph("后文"))))
    after = {one.text: one.paragraph_format.space_after for one in document.paragraphs if one.text}
    assert (after["上文"], after["前文"], after["后文"]) == (None, Pt(7), None)


def test_short_rows_stay_whole_and_long_ones_go_on_on_the_next_page():
    table = grid(("序号", "内容"), (1, 9), [("1", "短的内容"), ("2", "很长的内容。" * 100)])
    (made,) = read(replace(letter(), blocks=(table,), attachments=())).tables
    whole = [row._tr.trPr.find(qn("w:cantSplit")) is not None for row in made.rows]
    assert whole == [True, True, False]
    where = [row._tr.tc_lst[0].tcPr.find(qn("w:vAlign")).get(qn("w:val")) for row in made.rows]
    assert where == ["center", "center", "top"]


def test_the_list_of_attachments_hangs():
    document = read(letter())
    first, second = (paragraph(document, text) for text in ("附件：1. 一览表", "2. 意见表"))
    left = [one.paragraph_format.left_indent / Pt(16) for one in (first, second)]
    assert left == pytest.approx([6.2, 6.2], abs=0.01)
    start = [one.paragraph_format.first_line_indent / Pt(16) for one in (first, second)]
    assert start == pytest.approx([-4.2, -1.2], abs=0.01)


def test_english_words_may_be_divided():
    document = read(letter(language="en"))
    assert document.settings.element.find(qn("w:autoHyphenation")) is not None
    assert read(letter()).settings.element.find(qn("w:autoHyphenation")) is None
    assert document.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "en"


def test_the_parts_of_paragraphs_stand_in_the_order_word_wants():
    order = [
        "pStyle",
        "keepNext",
        "keepLines",
        "pageBreakBefore",
        "widowControl",
        "pBdr",
        "tabs",
        "snapToGrid",
    ]
    order += ["spacing", "ind", "contextualSpacing", "jc", "outlineLvl"]
    document = read(letter(mark="清河镇人民政府文件"))
    footers = (document.sections[0].footer._element, document.sections[0].even_page_footer._element)
    parts = (document.element.body, *footers, *(one.element for one in written_styles(document)))
    for node in (node for part in parts for node in part.iter(qn("w:pPr"))):
        names = [child.tag.partition("}")[2] for child in node]
        assert names == sorted(names, key=order.index)


def written_styles(document):
    names = ("Normal", "Title", "Footer", *(f"Heading {level}" for level in range(1, 5)))
    return [document.styles[name] for name in names]


def test_the_parts_of_letters_stand_in_the_order_word_wants():
    order = ["rFonts", "b", "bCs", "i", "iCs", "snapToGrid", "color", "spacing", "kern", "sz", "szCs", "lang"]
    document = read(letter(mark="清河镇人民政府文件"))
    for part in (document.element.body, *(one.element for one in written_styles(document))):
        for node in part.iter(qn("w:rPr")):
            names = [child.tag.partition("}")[2] for child in node]
            assert names == sorted(names, key=order.index)


def test_same_letter_same_bytes_with_the_dates_given():
    made = docx_file.write(letter(), created=CREATED)
    time.sleep(0.01)
    assert made == docx_file.write(letter(), created=CREATED)
    core = read(letter()).core_properties
    assert core.created.replace(tzinfo=UTC) == core.modified.replace(tzinfo=UTC) == CREATED
    assert (core.title, core.author, core.identifier) == (letter().title, letter().issuer, letter().number)
    assert core.keywords == letters.digest(letter())
    with ZipFile(io.BytesIO(made)) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name]


def test_no_text_becomes_markup_and_control_characters_are_gone():
    nasty = "<w:t>粗</w:t>&amp;\x00\x0b末"
    document = read(plain(nasty, title=nasty))
    assert texts(document)[1:] == ["<w:t>粗</w:t>&amp;末"] * 2


@pytest.mark.parametrize("rows", [0, 1, 500])
def test_tables_of_any_length(rows):
    document = read(replace(letter(rows), attachments=()))
    assert len(document.tables[0]._tbl.tr_lst) == rows + 1
    assert document.tables[0]._tbl.tr_lst[-1].tc_lst[0].p_lst[0].text == (str(rows - 1) if rows else "序号")
