"""docx_imprint.py: the imprint in the Word file, read back with python-docx."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from riskreg.rendering import docx_file
from riskreg.rendering.letter import Imprint
from tests.unit.rendering.letters import CREATED, letter

ALONE = Imprint("清河镇党政综合办公室", "2026年3月2日印发")
FULL = replace(ALONE, lead="抄送：", copies="县人民政府办公室，县审计局。")
ENGLISH = Imprint("Office of Qinghe Town", "Printed on 2 March 2026", "Copies to: ", "County Audit Bureau.")


def read(imprint: Imprint | None) -> Any:
    return Document(io.BytesIO(docx_file.write(letter(imprint=imprint), created=CREATED)))


def values(element: Any) -> dict[str, str]:
    """The attributes of an element by their names in Word."""
    return {name.rpartition("}")[2]: value for name, value in element.attrib.items()}


@pytest.mark.parametrize(
    ("imprint", "said"),
    [
        (FULL, [["抄送：县人民政府办公室，县审计局。"], ["清河镇党政综合办公室", "2026年3月2日印发"]]),
        (ALONE, [["清河镇党政综合办公室", "2026年3月2日印发"]]),
        (
            ENGLISH,
            [["Copies to: \tCounty Audit Bureau."], ["Office of Qinghe Town", "Printed on 2 March 2026"]],
        ),
    ],
)
def test_it_comes_last_with_a_line_for_copies_if_there_are_any(
    imprint: Imprint, said: list[list[str]]
) -> None:
    document = read(imprint)
    rows = document.tables[-1]._tbl.tr_lst
    assert [[cell.p_lst[0].text for cell in row.tc_lst] for row in rows] == said
    *_before, table, anchor, _page = document.element.body
    assert (table, anchor.tag) == (document.tables[-1]._tbl, qn("w:p"))
    assert len(document.tables) == len(read(None).tables) + 1


def test_it_hangs_at_the_foot_of_the_type_area_as_wide_as_that() -> None:
    document = read(FULL)
    properties = document.tables[-1]._tbl.tblPr
    place = values(properties.find(qn("w:tblpPr")))
    assert {name: place[name] for name in ("vertAnchor", "tblpYSpec", "horzAnchor", "tblpX")} == {
        "vertAnchor": "margin",
        "tblpYSpec": "bottom",
        "horzAnchor": "margin",
        "tblpX": "0",
    }
    section = document.sections[0]
    area = section.page_width - section.left_margin - section.right_margin
    assert int(values(properties.find(qn("w:tblW")))["w"]) / 20 == pytest.approx(area / Pt(1), abs=0.2)
    columns = [int(values(one)["w"]) for one in document.tables[-1]._tbl.tblGrid]
    assert sum(columns) / 20 == pytest.approx(area / Pt(1), abs=0.2)
    assert document.paragraphs[-1].paragraph_format.line_spacing == Pt(1)


def test_rules_are_thick_outside_and_thin_inside_and_nothing_stands_at_the_sides() -> None:
    borders = document_borders(read(FULL))
    assert borders == {"top": 8, "bottom": 8, "insideH": 6}  # eighths of a point: 0.35 mm and 0.26 mm


def document_borders(document: Any) -> dict[str, int]:
    borders = document.tables[-1]._tbl.tblPr.find(qn("w:tblBorders"))
    return {one.tag.rpartition("}")[2]: int(values(one)["sz"]) for one in borders}


def test_words_are_14_points_one_letter_in_and_copies_hang() -> None:
    copies, office, day = (cell.paragraphs[0] for cell in cells(read(FULL)))
    for one in (copies, office, day):
        (run,) = one.runs
        assert (run.font.size, run._r.rPr.rFonts.get(qn("w:eastAsia"))) == (Pt(14), "仿宋_GB2312")
        assert one.paragraph_format.right_indent == Pt(14)
    indents = [
        (one.paragraph_format.left_indent, one.paragraph_format.first_line_indent) for one in (copies,)
    ]
    assert indents == [(Pt(4 * 14), Pt(-3 * 14))]
    assert office.paragraph_format.left_indent == Pt(14)
    assert day.alignment == WD_ALIGN_PARAGRAPH.RIGHT


def cells(document: Any) -> list[Any]:
    (copies,), (office, day) = ([*dict.fromkeys(row.cells)] for row in document.tables[-1].rows)
    return [copies, office, day]


def test_the_parts_of_the_table_stand_in_the_order_word_wants() -> None:
    order = ["tblpPr", "tblOverlap", "tblW", "tblBorders", "tblLayout", "tblCellMar"]
    properties = read(FULL).tables[-1]._tbl.tblPr
    assert [one.tag.rpartition("}")[2] for one in properties] == order
    assert [one.tag.rpartition("}")[2] for one in properties.find(qn("w:tblCellMar"))] == [
        "top",
        "left",
        "bottom",
        "right",
    ]
    borders = properties.find(qn("w:tblBorders"))
    assert [one.tag.rpartition("}")[2] for one in borders] == ["top", "bottom", "insideH"]
