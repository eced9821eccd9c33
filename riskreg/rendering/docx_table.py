"""Faces and tables of Word files, written as XML: python-docx reads a whole table for every cell it adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from riskreg.rendering.fonts import office_font
from riskreg.rendering.letter import SMALL_SIZE, TABLE_SIZE, TYPE_AREA, Cell, Table

BODY = 16.0  # pt: Word counts half points, so 3号 is 16 pt here and closer letters bring 28 into a line
CLOSER = -5  # twentieths of a point by which letters of the body stand closer: 28 × 15.75 pt
LEADING = 1.45
GAP = 7.0  # pt above and below a table
THIN = "6"  # eighths of a point
PADDING = {"top": 68, "left": 91, "bottom": 68, "right": 91}  # twentieths of a point: 1.2 mm and 1.6 mm
SMALL_PADDING = {**PADDING, "left": 57, "right": 57}  # 1 mm
# Word wants the parts of the properties of letters and paragraphs in this order
AFTER_SPACING = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")
AFTER_LETTERS_SNAP = ("w:vanish", "w:webHidden", "w:color", "w:spacing", *AFTER_SPACING)
AFTER_SNAP = ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr")
AFTER_BORDERS = ("w:shd", "w:tabs", "w:snapToGrid", *AFTER_SNAP)


@dataclass(frozen=True)
class Face:
    """A font by its role, with size and colour."""

    role: str
    size: float = BODY
    bold: bool = False
    colour: RGBColor | None = None

    def run(self, paragraph: Any, text: str) -> Any:
        """Add the text in this face; line ends become breaks."""
        run = paragraph.add_run(text)
        self.apply(run)
        return run

    def apply(self, styled: Any) -> None:
        """Give a run or a style this face, for Latin and Chinese letters alike."""
        family = office_font(self.role)
        styled.font.name, styled.font.size, styled.font.bold = family, Pt(self.size), self.bold
        if self.colour is not None:
            styled.font.color.rgb = self.colour
        properties = styled.element.get_or_add_rPr() if hasattr(styled, "element") else styled._r.rPr
        fonts = properties.rFonts
        for name in list(fonts.attrib):
            if name.endswith("Theme"):
                del fonts.attrib[name]
        for name in ("w:eastAsia", "w:cs"):
            fonts.set(qn(name), family)
        spacing = properties.find(qn("w:spacing"))
        if spacing is None:
            spacing = OxmlElement("w:spacing")
            properties.insert_element_before(spacing, *AFTER_SPACING)
        spacing.set(qn("w:val"), str(CLOSER if self.size == BODY else 0))


def twips(points: float) -> int:
    """Return points in twentieths of a point."""
    return round(points * 20)


def indent(styled: Any, characters: int) -> None:
    """Begin a paragraph, or those of a style, so many characters in."""
    styled.paragraph_format.first_line_indent = Pt(characters * BODY)
    properties = styled.paragraph_format._element.get_or_add_pPr()
    properties.find(qn("w:ind")).set(qn("w:firstLineChars"), str(100 * characters))


def off_the_grid(paragraph: Any, size: float) -> None:
    """Set lines as high as letters of this size need, not as high as the lines of the page."""
    space = paragraph.paragraph_format
    space.line_spacing_rule, space.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(size * LEADING)
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    paragraph._p.pPr.insert_element_before(snap, *AFTER_SNAP)


def unsnap(style: Any) -> None:
    """Let paragraphs and letters of a style stand where their own lengths put them, not on the grid of the page."""
    for properties, after in (
        (style.element.get_or_add_pPr(), AFTER_SNAP),
        (style.element.get_or_add_rPr(), AFTER_LETTERS_SNAP),
    ):
        snap = OxmlElement("w:snapToGrid")
        snap.set(qn("w:val"), "0")
        properties.insert_element_before(snap, *after)


def rule_below(paragraph: Any, colour: str) -> None:
    """Draw a thick rule below a paragraph."""
    borders = OxmlElement("w:pBdr")
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)
    part(borders, "w:bottom", val="single", sz="12", space="5", color=colour)


def add(document: Any, table: Table) -> None:
    """Append the table, and a small paragraph that keeps it apart from a table after it."""
    size = SMALL_SIZE if table.small else TABLE_SIZE
    widths = [share / 100 * TYPE_AREA for share in table.shares]
    element = _table(widths, SMALL_PADDING if table.small else PADDING)
    for place, row in enumerate(table.rows):
        made = _row(document, row, widths, size, repeated=place < table.heads, whole=not table.is_long(row))
        if _stays(table, place):
            keep_with_next(made)
        element.append(made)
    document.element.body.insert_element_before(element, "w:sectPr")
    _gap(document)


def _stays(table: Table, place: int) -> bool:
    """Must the row be on the page of the next one? The name of a group is, and a table that is not to be split."""
    row = table.rows[place]
    return (len(row) == 1 and row[0].head) or (table.whole and place < len(table.rows) - 1)


def keep_with_next(element: Any) -> None:
    """Keep a paragraph, or every paragraph of a row, on the page of what follows."""
    for paragraph in element.iter(qn("w:p")):
        paragraph.get_or_add_pPr().keepNext_val = True


def _table(widths: Sequence[float], padding: Mapping[str, int]) -> Any:
    element = OxmlElement("w:tbl")
    properties = part(element, "w:tblPr")
    part(properties, "w:tblW", w=str(twips(sum(widths))), type="dxa")
    part(properties, "w:tblInd", w=str(padding["left"]), type="dxa")
    borders = part(properties, "w:tblBorders")
    for name in ("top", "left", "bottom", "right", "insideH", "insideV"):
        part(borders, f"w:{name}", val="single", sz=THIN, space="0", color="000000")
    part(properties, "w:tblLayout", type="fixed")
    margins = part(properties, "w:tblCellMar")
    for name, wide in padding.items():
        part(margins, f"w:{name}", w=str(wide), type="dxa")
    grid = part(element, "w:tblGrid")
    for one in widths:
        part(grid, "w:gridCol", w=str(twips(one)))
    return element


def _row(
    document: Any, row: Sequence[Cell], widths: Sequence[float], size: float, *, repeated: bool, whole: bool
) -> Any:
    element = OxmlElement("w:tr")
    properties = part(element, "w:trPr")
    if whole:
        part(properties, "w:cantSplit")
    high = max((cell.lines for cell in row), default=0)
    if high:
        part(properties, "w:trHeight", val=str(twips(high * size)), hRule="atLeast")
    if repeated:
        part(properties, "w:tblHeader")
    at = 0
    for cell in row:
        wide = sum(widths[at : at + cell.span])
        element.append(_cell(document, cell, wide, size, lone=len(row) == 1, middle=whole))
        at += cell.span
    return element


def _cell(document: Any, cell: Cell, wide: float, size: float, *, lone: bool, middle: bool) -> Any:
    element = OxmlElement("w:tc")
    properties = part(element, "w:tcPr")
    part(properties, "w:tcW", w=str(twips(wide)), type="dxa")
    if cell.span > 1:
        part(properties, "w:gridSpan", val=str(cell.span))
    part(properties, "w:vAlign", val="center" if middle else "top")
    paragraph = document.add_paragraph()
    centred = cell.centred or (cell.head and not lone)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    off_the_grid(paragraph, size)
    Face("heiti" if cell.head else "fangsong", size).run(paragraph, cell.text)
    element.append(paragraph._p)  # taken from the end of the body into the cell
    return element


def _gap(document: Any) -> None:
    space = document.add_paragraph().paragraph_format
    space.line_spacing_rule, space.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(GAP)


def part(parent: Any, name: str, **values: str) -> Any:
    """Append a new element with these attributes to its parent and return it."""
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    parent.append(element)
    return element
