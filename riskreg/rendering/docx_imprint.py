"""The imprint of a letter for Word: a table of one or two rows at the foot of the type area of the last page.

Word cannot know beforehand whether that page is an even one; the PDF sees to it (`letter.render`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.shared import Pt

from riskreg.rendering.docx_table import THIN, Face, part, twips
from riskreg.rendering.letter import PAGE_NUMBER, TYPE_AREA, Imprint, ems

SIZE = PAGE_NUMBER  # 4号, and one letter in from both ends of the rules
LINE = 22.0  # pt
THICK = "8"  # eighths of a point: 0.35 mm
RULES = {"top": THICK, "bottom": THICK, "insideH": THIN}
PADDING = {"top": "45", "left": "0", "bottom": "45", "right": "0"}  # twentieths of a point
SPARE = 1.25  # what the day takes more in other fonts, and with the gaps Word sets between digits and Chinese


def add(document: Any, imprint: Imprint) -> None:
    """Append the imprint, and the paragraph it hangs from, which is small enough to fit on any page."""
    right = (2 + SPARE * ems(imprint.date)) * SIZE
    widths = (TYPE_AREA - right, right)  # of who printed it and of the day
    table = _table(widths)
    if imprint.copies:
        paragraph = _cell(document, part(table, "w:tr"), TYPE_AREA, span=len(widths))
        space, wide = paragraph.paragraph_format, ems(imprint.lead)
        space.left_indent, space.first_line_indent = Pt((1 + wide) * SIZE), Pt(-wide * SIZE)
        stop = (
            "" if wide == len(imprint.lead) else "\t"
        )  # letters that are not square end before their place does
        Face("fangsong", SIZE).run(paragraph, f"{imprint.lead}{stop}{imprint.copies}")
    row = part(table, "w:tr")
    office, day = (_cell(document, row, wide) for wide in widths)
    Face("fangsong", SIZE).run(office, imprint.office)
    Face("fangsong", SIZE).run(day, imprint.date)
    day.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.element.body.insert_element_before(table, "w:sectPr")
    anchor = document.add_paragraph().paragraph_format
    anchor.line_spacing_rule, anchor.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)


def _table(widths: Sequence[float]) -> Any:
    table = OxmlElement("w:tbl")
    properties = part(table, "w:tblPr")
    place = {"vertAnchor": "margin", "horzAnchor": "margin", "tblpX": "0", "tblpYSpec": "bottom"}
    part(properties, "w:tblpPr", leftFromText="0", rightFromText="0", **place)
    part(properties, "w:tblOverlap", val="never")
    part(properties, "w:tblW", w=str(twips(TYPE_AREA)), type="dxa")
    borders = part(properties, "w:tblBorders")
    for name, size in RULES.items():
        part(borders, f"w:{name}", val="single", sz=size, space="0", color="000000")
    part(properties, "w:tblLayout", type="fixed")
    margins = part(properties, "w:tblCellMar")
    for name, wide in PADDING.items():
        part(margins, f"w:{name}", w=wide, type="dxa")
    grid = part(table, "w:tblGrid")
    for one in widths:
        part(grid, "w:gridCol", w=str(twips(one)))
    return table


def _cell(document: Any, row: Any, wide: float, span: int = 1) -> Any:
    """Add a cell to the row and return its paragraph."""
    cell = part(row, "w:tc")
    properties = part(cell, "w:tcPr")
    part(properties, "w:tcW", w=str(twips(wide)), type="dxa")
    if span > 1:
        part(properties, "w:gridSpan", val=str(span))
    paragraph = document.add_paragraph()
    space = paragraph.paragraph_format
    space.left_indent = space.right_indent = Pt(SIZE)
    space.line_spacing_rule, space.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
    cell.append(paragraph._p)  # taken from the end of the body into the cell
    return paragraph
