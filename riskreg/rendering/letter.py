"""A letter or notice as plain values, and as a PDF in the geometry of GB/T 9704-2012.

The type area is 156 × 225 mm, 22 lines of 28 characters; `docx_file` writes the same values for Word.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import datetime
from functools import cache
from itertools import count, islice
from typing import Any, ClassVar, Literal

from django.template.loader import render_to_string

from riskreg.rendering import fonts, pdf
from riskreg.rendering.text import char_width, display_width, height, printable, wrap

LINE = 28.99  # pt: 225 mm in 22 lines
BODY, TITLE, PAGE_NUMBER = 15.75, 22.0, 14.0  # pt: 3号 so that 28 fit into 156 mm, 2号, 4号
FOOT_SIZE = 7.5  # pt: 六号 and smaller do not compete with the page number
TITLE_WIDTH = 38  # half characters of 22 pt in the type area; digits are wider than half
MARK_LARGEST, MARK_SMALLEST, MARK_AREA = 40.0, 22.0, 430.0  # pt: the issuing mark shrinks to fit on one line
TYPE_AREA = 442.2  # pt: 156 mm
TABLE_SIZE, SMALL_SIZE = 12.0, 10.5  # pt
CELL_SIDES, SMALL_SIDES = 9.8, 6.4  # pt: what a cell takes at both sides of its words, with half of its rules
MOST_SIGNED = 56  # half characters of the issuer, a whole line, that the date is centred under
MOST_LINES = 10  # of a row that is kept whole; a longer one goes on on the next page
SHORT = 16  # digits of the digest that are printed

OVERLEAF = (
    "#foot-0{break-before:left;page:overleaf;position:relative;height:225mm}"
    "#imprint-0{float:none;position:absolute;bottom:0;left:0;right:0}"
)

logger = logging.getLogger("riskreg.papers")


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4: 一、 · （一） · 1. · (1). The number is part of the text."""

    kind: ClassVar = "heading"
    level: Literal[1, 2, 3, 4]
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; each line of the text begins with two blanks unless it is `flush`."""

    kind: ClassVar = "paragraph"
    text: str
    flush: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table: `head` for labels, `span` columns wide, at least `lines` high for writing by hand."""

    text: str = ""
    head: bool = False
    span: int = 1
    lines: int = 0
    centred: bool = False


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table over the width of the type area; `widths` are shares, the first `heads` rows stand on every page."""

    kind: ClassVar = "table"
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    heads: int = 0
    small: bool = False
    whole: bool = False  # not to be split over pages, nor from the text before it: for signatures

    @property
    def shares(self) -> list[float]:
        """Return the width of each column in percent."""
        return [round(100 * width / sum(self.widths), 3) for width in self.widths]

    @property
    def head_rows(self) -> tuple[Row, ...]:
        """Return the rows that stand on every page."""
        return self.rows[: self.heads]

    @property
    def body_rows(self) -> tuple[tuple[Row, bool], ...]:
        """Return the other rows, and for each whether it is a long one."""
        return tuple((row, self.is_long(row)) for row in self.rows[self.heads :])

    def is_long(self, row: Row) -> bool:
        """Say whether the row is so high that it need not be kept on one page."""
        size, sides = (SMALL_SIZE, SMALL_SIDES) if self.small else (TABLE_SIZE, CELL_SIDES)
        shares = iter(self.shares)
        wide = [sum(islice(shares, cell.span)) / 100 * TYPE_AREA - sides for cell in row]
        lines = (height(cell.text, 2 * width / size) for cell, width in zip(row, wide, strict=True))
        return max(lines) > MOST_LINES


@dataclass(frozen=True)
class Listing:
    """Numbered items one below the other."""

    kind: ClassVar = "listing"
    items: tuple[str, ...]


Block = Heading | Paragraph | Table | Listing


@dataclass(frozen=True)
class Attachment:
    """An attachment: named below the body, then printed on a page of its own."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Signature:
    """Who issues the paper, and the day in words."""

    issuer: str
    date: str


@dataclass(frozen=True)
class Words:
    """The words that the form itself prints, in the language of the paper."""

    attachment: str
    numbered: str  # of several attachments: 附件%s
    digest: str
    colon: str
    signer: str
    missing: str  # of characters without a font, named by their code: 〓缺字%s


@dataclass(frozen=True)
class Imprint:
    """The foot of a letter that is sent: who gets copies (`copies` after `lead`), who printed it and when, in words."""

    office: str
    date: str
    lead: str = ""
    copies: str = ""


@dataclass(frozen=True)
class Letter:
    """Everything a letter says. `mark` prints the issuing mark in red; `subtitle` stands below the title.

    A letter to a superior body names under the mark who signs it (`signer`), its number then stands at the left.
    """

    issuer: str
    number: str
    title: str
    blocks: tuple[Block, ...]
    words: Words
    language: str = "zh-hans"
    mark: str = ""
    signer: str = ""
    subtitle: str = ""
    addressee: str = ""
    attachments: tuple[Attachment, ...] = ()
    signature: Signature | None = None
    note: str = ""
    imprint: Imprint | None = None


def cleaned(letter: Letter) -> Letter:
    """Return the letter without characters that neither PDF nor Word can hold."""
    told: Letter = _mapped(letter, printable)
    return told


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Return plain values with every text changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(item, change) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{one.name: _mapped(getattr(value, one.name), change) for one in fields(value)}
        )
    return value


def _texts(value: Any) -> Iterator[str]:
    """Yield every text of plain values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _texts(getattr(value, one.name))


def digest(letter: Letter) -> str:
    """Return the SHA-256 of what the letter prints, the digest's own line aside."""
    values = asdict(cleaned(letter))
    if letter.imprint is None:
        del values["imprint"]  # as they were before there were imprints
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def short(digest: str) -> str:
    """Return the digest as it is printed: its beginning, in groups of four."""
    return " ".join(digest[at : at + 4] for at in range(0, SHORT, 4))


def attachment_mark(letter: Letter, place: int) -> str:
    """Return what stands above an attachment: 附件, or 附件2 where there are several."""
    return letter.words.numbered % place if len(letter.attachments) > 1 else letter.words.attachment


def foot(letter: Letter) -> str:
    """Return what stands small at the inner foot of every page: the paper's number and the check."""
    return f"{letter.number}  {letter.words.digest} {short(digest(letter))}"


def grid(
    heads: Sequence[str],
    widths: Sequence[float],
    rows: Iterable[Sequence[str]],
    centred: Collection[int] = (),
) -> Table:
    """Return a small table with one head row and a row per record; `centred` are columns, counted from 0."""
    top = tuple(Cell(head, head=True) for head in heads)
    body = tuple(tuple(Cell(text, centred=at in centred) for at, text in enumerate(row)) for row in rows)
    return Table(tuple(widths), (top, *body), heads=1, small=True)


def title_lines(title: str, issuer: str = "") -> list[str]:
    """Return the title broken into lines of even length, no word split.

    What is too long breaks after a colon first, or after the issuer's name where that takes no more lines.
    """
    whole = wrap(title, TITLE_WIDTH)
    name, colon, rest = title.partition(": ")
    if not colon and issuer and title.startswith(issuer):
        name, rest = issuer, title.removeprefix(issuer)
    parts = [*wrap(name + colon.strip(), TITLE_WIDTH), *wrap(rest, TITLE_WIDTH)]
    return parts if len(whole) > 1 and (colon or len(parts) <= len(whole)) else whole


@dataclass(frozen=True)
class Enclosed:
    """A line of the list of attachments: what leads it, its number, its title, and how wide the first two are in em."""

    lead: str
    number: str
    title: str
    lead_width: float
    number_width: float

    @property
    def left(self) -> float:
        """Return how many em in the title begins."""
        return self.lead_width + self.number_width

    @property
    def hanging(self) -> float:
        """Return how many em before the title the line begins."""
        return self.left if self.lead else self.number_width


def ems(words: str) -> float:
    """Return about how many em the words take."""
    return round(sum(1 if char_width(sign) == 2 else 0.55 for sign in words), 2)


def enclosed(letter: Letter) -> list[Enclosed]:
    """Return the list of attachments; titles that take several lines stay clear of their numbers."""
    many = len(letter.attachments) > 1
    lead = letter.words.attachment + letter.words.colon
    wide = ems(lead)
    return [
        Enclosed(
            lead=lead if place == 1 else "",
            number=f"{place}. " if many else "",
            title=attachment.title,
            lead_width=wide,
            number_width=len(f"{place}.") * 0.6 if many else 0.0,
        )
        for place, attachment in enumerate(letter.attachments, start=1)
    ]


def mark_size(mark: str) -> float:
    """Return the size of the issuing mark in points; one that would be too small takes several lines."""
    lines = next(lines for lines in count(1) if MARK_AREA / math.ceil(len(mark) / lines) >= MARK_SMALLEST)
    return min(MARK_LARGEST, MARK_AREA / math.ceil(len(mark) / lines))


def signature_indents(signature: Signature) -> tuple[float, float]:
    """Return how many characters issuer and date stand in from the right: the date 4, the issuer centred over it."""
    wide = min(display_width(signature.issuer), MOST_SIGNED)
    over = (wide - display_width(signature.date)) / 4
    return max(4 - over, 0), max(4, over)


def html(letters: Sequence[Letter]) -> str:
    """Return the letters as one HTML document for print; each begins on a page numbered 1."""
    printed = [_printed(cleaned(letter)) for letter in letters]
    first = printed[0]["letter"]
    context = {
        "letters": printed,
        "title": first.title,
        "author": first.issuer,
        "digests": ", ".join(digest(letter) for letter in letters),
        "language": "en" if first.language == "en" else "zh-CN",
    }
    return render_to_string("print/letter.html", context)


def _printed(letter: Letter) -> dict[str, Any]:
    """Return the letter with what its layout needs; what no font can draw is replaced, named and logged."""
    at_foot, lacking = foot(letter), fonts.uncovered("".join(_texts(letter)))
    if lacking:
        at_foot += f"  {fonts.named(lacking, letter.number, letter.words.missing)}"
        letter = _mapped(letter, lambda text: fonts.without(text, lacking))
    return {
        "letter": letter,
        "lines": title_lines(letter.title, letter.issuer),
        "mark_size": f"{mark_size(letter.mark):.2f}" if letter.mark else "",
        "mark_lines": len(letter.mark) * MARK_SMALLEST > MARK_AREA,
        "indents": [f"{one:.2f}" for one in signature_indents(letter.signature)] if letter.signature else [],
        "foot": at_foot,
        "enclosed": enclosed(letter),
        "lead_width": ems(letter.imprint.lead) if letter.imprint else 0,
        "attachments": [
            (attachment_mark(letter, place), attachment)
            for place, attachment in enumerate(letter.attachments, start=1)
        ],
    }


def render(letters: Sequence[Letter], *, created: datetime) -> bytes:
    """Return the letters as tagged PDF/A-3b with bookmarks. Raises FontMissing."""
    _tell_substitutes(tuple(f"{one.role.key}={one.role.standby}" for one in fonts.substitutes()))
    return pdf.render(html(letters), created=created, styles=[_font_css()], settle=_overleaf)


def _overleaf(pages: Sequence[Collection[str]]) -> str:
    """Return the CSS that moves imprints to an even page of their own; `pages` are the anchors on each page.

    An imprint stays where it is if that is an even page with the end of its letter. Letters begin on odd pages, so
    that what one needs changes nothing for the others.
    """
    moved = [
        anchor.removeprefix("imprint-")
        for place, page in enumerate(pages, start=1)
        for anchor in page
        if anchor.startswith("imprint-") and (place % 2 or anchor.replace("imprint", "end") not in page)
    ]
    return "".join(OVERLEAF.replace("-0", f"-{one}") for one in sorted(moved))


@cache
def _tell_substitutes(used: tuple[str, ...]) -> None:
    """Log, once in the life of the process, which fonts of official papers are replaced."""
    if used:
        logger.warning("papers are printed with substitutes of their fonts: %s", ", ".join(used))


def _font_css() -> str:
    used = {key: f'"{_escaped(family)}", serif' for key, family in fonts.paper_fonts().items()}
    variables = "".join(f"--{key}:{family};" for key, family in used.items())
    number = f"@bottom-right{{font-family:{used['songti']}}}@bottom-left{{font-family:{used['songti']}}}"
    return f"html{{{variables}}}@page{{{number}}}"


def _escaped(family: str) -> str:
    return family.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
