"""A letter or notice as plain values, and as a PDF in the geometry of GB/T 9704-2012.

The type area is 156 × 225 mm, 22 lines of 28 characters; `docx_file` writes the same values for Word.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Literal

from django.template.loader import render_to_string

from riskreg.rendering import pdf
from riskreg.rendering.fonts import paper_fonts
from riskreg.rendering.text import display_width, printable, wrap

LINE = 28.99  # pt: 225 mm in 22 lines
BODY, TITLE, PAGE_NUMBER = 15.75, 22.0, 14.0  # pt: 3号 so that 28 fit into 156 mm, 2号, 4号
FOOT_SIZE = 7.5  # pt: 六号 and smaller do not compete with the page number
TITLE_WIDTH = 38  # half characters of 22 pt in the type area; digits are wider than half
MARK_LARGEST, MARK_AREA = 40.0, 430.0  # pt: the issuing mark shrinks until it fits on one line
SHORT = 16  # digits of the digest that are printed


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

    @property
    def shares(self) -> list[float]:
        """Return the width of each column in percent."""
        return [round(100 * width / sum(self.widths), 3) for width in self.widths]

    @property
    def head_rows(self) -> tuple[Row, ...]:
        """Return the rows that stand on every page."""
        return self.rows[: self.heads]

    @property
    def body_rows(self) -> tuple[Row, ...]:
        """Return the other rows."""
        return self.rows[self.heads :]


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


@dataclass(frozen=True)
class Letter:
    """Everything a letter says. `mark` prints the issuing mark in red; `subtitle` stands below the title."""

    issuer: str
    number: str
    title: str
    blocks: tuple[Block, ...]
    words: Words
    language: str = "zh-hans"
    mark: str = ""
    subtitle: str = ""
    addressee: str = ""
    attachments: tuple[Attachment, ...] = ()
    signature: Signature | None = None
    note: str = ""


def cleaned(value: Any) -> Any:
    """Return plain values without characters that neither PDF nor Word can hold."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, tuple):
        return tuple(cleaned(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: cleaned(getattr(value, one.name)) for one in fields(value)})
    return value


def digest(letter: Letter) -> str:
    """Return the SHA-256 of what the letter prints, the digest's own line aside."""
    values = asdict(cleaned(letter))
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


def title_lines(title: str) -> list[str]:
    """Return the title broken into lines of even length, no word split."""
    return wrap(title, TITLE_WIDTH)


def mark_size(mark: str) -> float:
    """Return the size of the issuing mark in points."""
    return min(MARK_LARGEST, MARK_AREA / max(len(mark), 1))


def signature_indents(signature: Signature) -> tuple[float, float]:
    """Return how many characters issuer and date stand in from the right: the date 4, the issuer centred over it."""
    over = (display_width(signature.issuer) - display_width(signature.date)) / 4
    return max(4 - over, 0), max(4, over)


def html(letters: Sequence[Letter]) -> str:
    """Return the letters as one HTML document for print; each begins on a page numbered 1."""
    printed = [_printed(cleaned(letter)) for letter in letters]
    first = cleaned(letters[0])
    context = {
        "letters": printed,
        "title": first.title,
        "author": first.issuer,
        "digests": ", ".join(digest(letter) for letter in letters),
        "language": "en" if first.language == "en" else "zh-CN",
    }
    return render_to_string("print/letter.html", context)


def _printed(letter: Letter) -> dict[str, Any]:
    """Return the letter with what its layout needs."""
    return {
        "letter": letter,
        "lines": title_lines(letter.title),
        "mark_size": f"{mark_size(letter.mark):.2f}",
        "indents": [f"{one:.2f}" for one in signature_indents(letter.signature)] if letter.signature else [],
        "foot": foot(letter),
        "attachments": [
            (attachment_mark(letter, place), attachment)
            for place, attachment in enumerate(letter.attachments, start=1)
        ],
    }


def render(letters: Sequence[Letter], *, created: datetime) -> bytes:
    """Return the letters as tagged PDF/A-3b with bookmarks. Raises FontMissing."""
    return pdf.render(html(letters), created=created, styles=[_font_css()])


def _font_css() -> str:
    used = {key: f'"{_escaped(family)}", serif' for key, family in paper_fonts().items()}
    variables = "".join(f"--{key}:{family};" for key, family in used.items())
    number = f"@bottom-right{{font-family:{used['songti']}}}@bottom-left{{font-family:{used['songti']}}}"
    return f"html{{{variables}}}@page{{{number}}}"


def _escaped(family: str) -> str:
    return family.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
