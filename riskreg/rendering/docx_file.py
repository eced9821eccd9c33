"""A letter as a Word file that an office edits before sealing. The only module that imports python-docx.

The page is the one of `letter`: 22 lines of 28 characters. The page names this grid, but the letters do not snap to
it: LibreOffice gives two places of the grid to a letter that is wider than one. Exact lines and closer letters make
the same page in every program.
Same letter, same bytes: dates come from `created`, the archive is written anew with one date for every part.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from riskreg.rendering import docx_imprint, docx_table
from riskreg.rendering.docx_table import BODY, GAP, Face
from riskreg.rendering.letter import (
    FOOT_SIZE,
    PAGE_NUMBER,
    TITLE,
    TYPE_AREA,
    Block,
    Heading,
    Letter,
    Listing,
    Paragraph,
    Signature,
    Table,
    attachment_mark,
    cleaned,
    digest,
    enclosed,
    foot,
    mark_size,
    signature_indents,
    title_lines,
)

LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
STYLES = {1: "heiti", 2: "kaiti", 3: "fangsong", 4: "fangsong"}
LINE_PITCH = 579  # twentieths of a point: 22 of them just fit into 225 mm
LINE = LINE_PITCH / 20
CHARACTER_SPACE = round((156 / 25.4 * 72 / 28 - BODY) * 4096)  # 28 characters to 156 mm
FOOTER = Mm(25)  # brings the dashes of the page number 7 mm below the type area
AFTER_HYPHENATION = (
    "w:evenAndOddHeaders",
    "w:characterSpacingControl",
)  # Word wants the settings in their order
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def write(letter: Letter, *, created: datetime) -> bytes:
    """Return the letter as .docx."""
    printed = cleaned(letter)
    document = _empty()
    _properties(document, printed, created, digest(letter))
    _page(document.sections[0], foot(printed))
    _styles(document)
    _language(document, english=printed.language == "en")
    _head(document, printed)
    _blocks(document, printed.blocks)
    _foot(document, printed)
    for place, attachment in enumerate(printed.attachments, start=1):
        mark = _line(document, attachment_mark(printed, place), Face("heiti"))
        mark.paragraph_format.page_break_before = True
        _blank(document)
        _title(document, title_lines(attachment.title), level=1)
        _blank(document)
        _blocks(document, attachment.blocks)
    if printed.imprint:
        docx_imprint.add(document, printed.imprint)
    return _packed(document)


def _empty() -> Any:
    """Return a document without the thumbnail that python-docx's own template carries."""
    document = Document()
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[key]
    return document


def _properties(document: Any, letter: Letter, created: datetime, full_digest: str) -> None:
    core = document.core_properties
    core.title, core.author, core.last_modified_by = letter.title, letter.issuer, letter.issuer
    core.created = core.modified = created.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    core.language = "en" if letter.language == "en" else "zh-CN"
    core.identifier, core.keywords, core.comments, core.revision = letter.number, full_digest, "", 1


def _page(section: Any, foot_words: str) -> None:
    """A4 with the type area of the standard, the grid of 22 lines of 28 characters, and page numbers."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), FOOTER
    section.start_type = WD_SECTION.NEW_PAGE
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(LINE_PITCH))
    grid.set(qn("w:charSpace"), str(CHARACTER_SPACE))
    section._sectPr.append(grid)
    for footer, side in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        footer.is_linked_to_previous = False
        _footer(footer.paragraphs[0], side, foot_words)


def _footer(paragraph: Any, side: Any, foot_words: str) -> None:
    """Write `— 1 —` one character in from the outer edge, and at the inner edge which paper this is."""
    docx_table.off_the_grid(paragraph, PAGE_NUMBER)
    space = paragraph.paragraph_format
    small = Face("songti", FOOT_SIZE)
    if side == RIGHT:
        small.run(paragraph, f"{foot_words}\t")
        space.tab_stops.add_tab_stop(Pt(TYPE_AREA - PAGE_NUMBER), WD_TAB_ALIGNMENT.RIGHT)
    else:
        space.left_indent = Pt(PAGE_NUMBER)
        space.tab_stops.add_tab_stop(Pt(TYPE_AREA), WD_TAB_ALIGNMENT.RIGHT)
    _page_number(paragraph)
    if side == LEFT:
        small.run(paragraph, f"\t{foot_words}")


def _page_number(paragraph: Any) -> None:
    face = Face("songti", PAGE_NUMBER)
    face.run(paragraph, "— ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = face.run(paragraph, "")
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)
    face.run(paragraph, " —")


def _styles(document: Any) -> None:
    document.settings.odd_and_even_pages_header_footer = True
    normal = document.styles["Normal"]
    Face("fangsong").apply(normal)
    space = normal.paragraph_format
    space.space_before = space.space_after = Pt(0)
    space.line_spacing_rule, space.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
    space.widow_control = True
    docx_table.unsnap(normal)
    document.styles["Footer"].paragraph_format.tab_stops.clear_all()
    title = document.styles["Title"]
    Face("xiaobiaosong", TITLE, bold=False).apply(title)
    _bare(title)
    for level, role in STYLES.items():
        style = document.styles[f"Heading {level}"]
        Face(role).apply(style)
        _bare(style)
        docx_table.indent(style, 2)


def _language(document: Any, *, english: bool) -> None:
    """Tell Word the language, for its spelling check; English words may be divided, Chinese needs it not."""
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), "en" if english else "zh-CN")
    lang.set(qn("w:eastAsia"), "zh-CN")
    document.styles["Normal"].element.rPr.append(lang)
    if english:
        hyphenation = OxmlElement("w:autoHyphenation")
        document.settings.element.insert_element_before(hyphenation, *AFTER_HYPHENATION)


def _bare(style: Any) -> None:
    """Take away what Word's own headings add: colour, spacing, rules."""
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.font.bold = style.font.italic = False
    space = style.paragraph_format
    space.space_before = space.space_after = Pt(0)
    space.line_spacing_rule, space.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
    space.keep_with_next = True
    for rule in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(rule)


def _head(document: Any, letter: Letter) -> None:
    if letter.mark:
        face = Face("xiaobiaosong", mark_size(letter.mark), colour=RGBColor(0xDD, 0, 0))
        mark = _line(document, letter.mark, face, CENTRE)
        mark.paragraph_format.space_before = Mm(35)
        mark.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        _blank(document)
        _blank(document)
        docx_table.rule_below(_number_marked(document, letter), "DD0000")
        _blank(document)
    else:
        _line(document, letter.number, Face("fangsong"), RIGHT)
    _blank(document)
    _title(document, title_lines(letter.title, letter.issuer), level=0)
    if letter.subtitle:
        _line(document, letter.subtitle, Face("kaiti"), CENTRE)
    _blank(document)
    if letter.addressee:
        _line(document, letter.addressee + letter.words.colon, Face("fangsong"))


def _number_marked(document: Any, letter: Letter) -> Any:
    """Write the number under the mark; with a signer it stands at the left, the signer at the right."""
    if not letter.signer:
        return _line(document, letter.number, Face("fangsong"), CENTRE)
    paragraph = _line(
        document, f"{letter.number}\t{letter.words.signer}{letter.words.colon}", Face("fangsong")
    )
    paragraph.paragraph_format.left_indent = Pt(BODY)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(TYPE_AREA - BODY), WD_TAB_ALIGNMENT.RIGHT)
    Face("kaiti").run(paragraph, letter.signer)
    return paragraph


def _title(document: Any, lines: Iterable[str], level: int) -> None:
    paragraph = document.add_paragraph(style="Title" if level == 0 else "Heading 1")
    paragraph.alignment = CENTRE
    docx_table.indent(paragraph, 0)
    face = Face("xiaobiaosong", TITLE)
    for place, line in enumerate(lines):
        run = face.run(paragraph, line)
        if place:
            run._r.insert(1, OxmlElement("w:br"))


def _blocks(document: Any, blocks: Iterable[Block]) -> None:
    for block in blocks:
        if isinstance(block, Heading):
            paragraph = document.add_paragraph(style=f"Heading {block.level}")
            Face(STYLES[block.level]).run(paragraph, block.text)
        elif isinstance(block, Paragraph):
            for text in block.text.splitlines():
                _line(document, text, Face("fangsong"), indent=0 if block.flush else 2)
        elif isinstance(block, Listing):
            for place, item in enumerate(block.items, start=1):
                _line(document, f"{place}. " + item.replace("\n", " "), Face("fangsong"), indent=2)
        elif isinstance(block, Table):
            if block.whole:
                _hold(document)
            _clear(document)
            docx_table.add(document, block)


def _foot(document: Any, letter: Letter) -> None:
    """The list of attachments, the signature and the note below the body."""
    for line in enclosed(letter):
        _hold(document)
        if line.lead:
            _blank(document, held=True)
        paragraph = _line(document, f"{line.lead}{line.number}{line.title}", Face("fangsong"))
        paragraph.paragraph_format.left_indent = Pt((2 + line.left) * BODY)
        paragraph.paragraph_format.first_line_indent = Pt(-line.hanging * BODY)
    if letter.signature:
        _hold(document)
        _signature(document, letter.signature)
    if letter.note:
        _hold(document)
        _line(document, letter.note, Face("fangsong"), indent=2)


def _signature(document: Any, signature: Signature) -> None:
    """Issuer and date, two blank lines below the body for the seal."""
    _blank(document, held=True)
    _blank(document, held=True)
    texts = (signature.issuer, signature.date)
    for text, characters in zip(texts, signature_indents(signature), strict=True):
        paragraph = _line(document, text, Face("fangsong"), RIGHT)
        paragraph.paragraph_format.right_indent = Pt(characters * BODY)
        paragraph.paragraph_format.keep_together = True
        paragraph.paragraph_format.keep_with_next = text == signature.issuer


def _line(document: Any, text: str, face: Face, side: Any = LEFT, indent: int = 0) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = side
    if indent:
        docx_table.indent(paragraph, indent)
    face.run(paragraph, text)
    return paragraph


def _blank(document: Any, *, held: bool = False) -> None:
    paragraph = document.add_paragraph()
    if held:
        paragraph.paragraph_format.keep_with_next = True


def _clear(document: Any) -> None:
    """Keep the words that are written last clear of the table that follows."""
    last = document.paragraphs[-1]
    if last.text:
        last.paragraph_format.space_after = Pt(GAP)


def _hold(document: Any) -> None:
    """Keep the end of what is written so far on the page of what follows; of a table its last row."""
    last = document.element.body[-2]  # the properties of the page come last
    docx_table.keep_with_next(last)
    before = last.getprevious()
    if before is not None and before.tag == qn("w:tbl"):
        docx_table.keep_with_next(before.tr_lst[-1])


def _packed(document: Any) -> bytes:
    """Return the archive with one date for every part, so that the same letter gives the same bytes."""
    written, out = io.BytesIO(), io.BytesIO()
    document.save(written)
    with ZipFile(written) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for item in sorted(source.infolist(), key=lambda one: one.filename != "[Content_Types].xml"):
            part = ZipInfo(item.filename, ZIP_DATE)
            part.compress_type = ZIP_DEFLATED
            target.writestr(part, source.read(item))
    return out.getvalue()
