"""Volumes bound into one PDF. The only module that imports pikepdf.

The frame is a PDF of `pdf.render` whose pages are thrown away: title, language, archive format and attachments of
the bound document are the frame's; pages, tags, places and fonts are the volumes'. What stands at the foot of the
pages is printed here, outside the text.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, PageCopyWarning, Pdf, String

from riskreg.rendering.fonts import SANS

LINK = "volume:"
"""How a page refers to another place in the bound document: `volume:number/anchor`."""


FOOT_FACE = (SANS, False)
FOOT_COLOUR = "0.278 0.333 0.412"
FOOT_LEFT, FOOT_MIDDLE, FOOT_HEIGHT = 68.36, 303.3, 25.5
"""Points: where the type area of a page begins and has its middle, and how high the feet stand."""

_SHOWN = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")
"""A letter in the table from numbers to letters, as WeasyPrint writes it."""


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline: its level (from 1), its words, the volume (from 0) and the anchor it leads to."""

    level: int
    title: str
    volume: int
    anchor: str

    @property
    def place(self) -> str:
        """The name of where it leads in the bound document."""
        return f"{self.volume}/{self.anchor}"

    @property
    def link(self) -> str:
        """The address for an `href` in any volume."""
        return LINK + self.place


@dataclass(frozen=True)
class Foot:
    """What stands at the foot of a page: on the left, and in the middle."""

    left: str
    middle: str


@dataclass(frozen=True)
class Measure:
    """How many pages a volume has, on which of them (from 0) its anchors stand, which letters it shows in which face.

    A face is the family of a font and whether it is bold.
    """

    pages: int
    anchors: Mapping[str, int]
    letters: Mapping[tuple[str, bool], frozenset[str]]


def measure(volume: Path) -> Measure:
    """Return what has to be known of a volume before it is bound with others."""
    with Pdf.open(volume) as opened:
        numbers = {page.objgen: number for number, page in enumerate(opened.pages)}
        anchors = {name: numbers[place[0].objgen] for name, place in _places(opened)}
        letters = {type_.face: frozenset(type_.letters.values()) for type_ in _types(opened).values()}
        return Measure(len(numbers), anchors, letters)


def type_case(measures: Iterable[Measure], feet: Iterable[Foot | None], language: str) -> str:
    """Return HTML with every letter in its face: rendered as a volume, it has the fonts of the whole document."""
    faces: dict[tuple[str, bool], set[str]] = {FOOT_FACE: set()}
    for foot in feet:
        faces[FOOT_FACE].update(foot.left + foot.middle if foot else "")
    for one in measures:
        for face, letters in one.letters.items():
            faces.setdefault(face, set()).update(letters)
    lines = []
    for family, bold in sorted(faces):
        held = sorted(faces[family, bold], key=lambda one: (not one.isalpha(), one))
        signs = [one for one in held if not one.isalpha()]  # shown as the script beside them wants
        style = f"font-family: '{escape(family)}'; font-weight: {700 if bold else 400}"
        for line in (held, signs, ["a", *signs], ["\u4e2d", *signs]):
            lines.append(f'<p style="{style}">{escape(" ".join(line))}</p>')
    head = '<meta charset="utf-8"><title>-</title>'
    return f'<!doctype html><html lang="{escape(language)}"><head>{head}</head><body>{"".join(lines)}</body></html>'


def page_count(pdf: bytes) -> int:
    """Return the number of pages of a PDF (0 if it is none)."""
    try:
        with Pdf.open(io.BytesIO(pdf)) as opened:
            return len(opened.pages)
    except pikepdf.PdfError:
        return 0


def bind(
    frame: bytes,
    volumes: Sequence[Path],
    bookmarks: Sequence[Bookmark],
    feet: Sequence[Foot | None],
    *,
    types: Path,
) -> bytes:
    """Return the volumes as one tagged document: the same arguments give the same bytes.

    `feet` has one entry for each page. `types` is the `type_case` of volumes and feet as PDF: its fonts replace
    those of the volumes, so that each is stored once. Every bookmark must lead to an anchor of its volume.
    """
    with ExitStack() as opened:
        bound = opened.enter_context(Pdf.open(io.BytesIO(frame)))
        del bound.pages[:]
        shared = _types(opened.enter_context(Pdf.open(types)))
        binder = _Binder(bound, {mark.place: mark.title for mark in bookmarks}, shared)
        for volume in volumes:
            binder.add(opened.enter_context(Pdf.open(volume)))
        binder.finish(bookmarks)
        binder.stamp(feet)
        out = io.BytesIO()
        bound.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return out.getvalue()


@dataclass(frozen=True)
class _Type:
    """A font of a volume: what each number in a text shows, and how wide that is."""

    font: Any
    face: tuple[str, bool]
    encoding: str
    letters: Mapping[int, str]
    widths: Mapping[int, float]

    def holds(self, other: _Type) -> bool:
        """Say whether every text in the other font looks the same in this one, and every word reads the same.

        One glyph may stand for several blanks, dots or dashes: of these it may read as another.
        """
        return (
            self.encoding == other.encoding == "/Identity-H"
            and other.letters.keys() <= self.letters.keys()
            and other.widths.items() <= self.widths.items()
            and all(
                self.letters[number] == letter for number, letter in other.letters.items() if letter.isalnum()
            )
        )


def _types(opened: Pdf) -> dict[str, _Type]:
    """Return the fonts of a volume by the names that its pages use for them."""
    fonts: Any = opened.pages[0].obj.Resources.get("/Font", {}) if len(opened.pages) else {}
    return {name: _type(font) for name, font in fonts.items() if font.Subtype == Name.Type0}


def _type(font: Any) -> _Type:
    (descendant,) = font.DescendantFonts
    face = (str(descendant.FontDescriptor.FontFamily), "Bold" in str(font.BaseFont))
    encoding = font.Encoding if isinstance(font.Encoding, Name) else ""
    _head, table = font.ToUnicode.read_bytes().split(b"endcodespacerange")
    letters = {
        int(number, 16): bytes.fromhex(shown.decode()).decode("utf-16-be")
        for number, shown in _SHOWN.findall(table)
    }
    widths: dict[int, float] = {}
    runs = descendant.W
    for at in range(0, len(runs), 2):
        widths |= {int(runs[at]) + step: float(width) for step, width in enumerate(runs[at + 1])}
    return _Type(font, face, str(encoding), letters, widths)


def _places(opened: Pdf) -> Iterator[tuple[str, Any]]:
    """Yield the anchors of a volume, each with page and position."""
    tree: Any = opened.Root.get("/Names", {})
    names = tree.get("/Dests", {}).get("/Names", [])
    for at in range(0, len(names), 2):
        yield str(names[at]), names[at + 1]


class _Binder:
    """Adds volume after volume to the frame, each with its tags renumbered and its places renamed."""

    def __init__(self, bound: Pdf, titles: Mapping[str, str], shared: Mapping[str, _Type]) -> None:
        self.bound = bound
        self.shared = shared
        self.fonts: dict[str, Any] = {}
        self.titles = titles
        self.places: dict[str, Any] = {}
        self.numbers = 0  # of the parent tree, used so far
        self.volumes = 0
        self.profiles: dict[str, Any] = {}
        self.leaves = Array()
        self.whole = bound.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array()))

    def add(self, volume: Pdf) -> None:
        """Append one volume."""
        first = len(self.bound.pages)
        numbers = {page.objgen: first + number for number, page in enumerate(volume.pages)}
        with warnings.catch_warnings():  # of names and links, which are brought over below
            warnings.simplefilter("ignore", PageCopyWarning)
            self.bound.pages.extend(volume.pages)
        for name, (page, *position) in _places(volume):
            at = Array([self.bound.pages[numbers[page.objgen]].obj, *position])
            self.places[f"{self.volumes}/{name}"] = at
        for number in numbers.values():
            self._renumber(self.bound.pages[number].obj)
        if numbers:
            self._share(self.bound.pages[first].obj.Resources, _types(volume))
        self._tags(self.bound.copy_foreign(volume.Root.StructTreeRoot))
        self.volumes += 1

    def _renumber(self, page: Any) -> None:
        page.StructParents += self.numbers
        for link in page.get("/Annots", ()):
            if "/StructParent" in link:
                link.StructParent += self.numbers
            place = _place_of(link, self.volumes)
            if place:
                if "/A" in link:
                    del link["/A"]
                link.Dest = String(place)
                link.Contents = String(self.titles.get(place, place))

    def _tags(self, tree: Any) -> None:
        """Hang the volume into the tree of tags as a part of the whole."""
        (part,) = tree.K
        part.S, part.P = Name.Part, self.whole
        self.whole.K.append(part)
        numbers = tree.ParentTree.Nums
        for at in range(0, len(numbers), 2):
            numbers[at] = int(numbers[at]) + self.numbers
        if len(numbers):
            last = int(numbers[-2])
            limits = Array([self.numbers, last])
            self.leaves.append(self.bound.make_indirect(Dictionary(Nums=numbers, Limits=limits)))
            self.numbers = last + 1

    def _share(self, resources: Any, types: Mapping[str, _Type]) -> None:
        """Let all volumes use one colour profile, and the shared fonts where these hold what theirs do."""
        for space in resources.get("/ColorSpace", {}).values():
            if space[0] == Name.ICCBased:
                digest = hashlib.sha256(space[1].read_raw_bytes()).hexdigest()
                space[1] = self.profiles.setdefault(digest, space[1])
        for name, own in types.items():
            if name in self.shared and self.shared[name].holds(own):
                resources.Font[name] = self._font(name)

    def _font(self, name: str) -> Any:
        if name not in self.fonts:
            self.fonts[name] = self.bound.copy_foreign(self.shared[name].font)
        return self.fonts[name]

    def stamp(self, feet: Sequence[Foot | None]) -> None:
        """Print the feet: as artifacts, so that nobody who has the document read aloud hears them."""
        before = self.bound.make_stream(b"q\n")
        names = [name for name, type_ in self.shared.items() if type_.face == FOOT_FACE]
        for page, foot in zip(self.bound.pages, feet, strict=True):
            if foot and names:
                resources = page.obj.Resources
                if "/Font" not in resources:
                    resources.Font = Dictionary()
                resources.Font.Foot = self._font(names[0])
                after = self.bound.make_stream(_printed(foot, self.shared[names[0]]))
                page.obj.Contents = Array([before, page.obj.Contents, after])

    def finish(self, bookmarks: Sequence[Bookmark]) -> None:
        """Write what belongs to the whole: tags, places, outline."""
        root = self.bound.Root
        parents = self.bound.make_indirect(Dictionary(Kids=self.leaves))
        tree = Dictionary(
            Type=Name.StructTreeRoot,
            K=Array([self.whole]),
            ParentTree=parents,
            ParentTreeNextKey=self.numbers,
        )
        root.StructTreeRoot = self.bound.make_indirect(tree)
        self.whole.P = root.StructTreeRoot
        root.MarkInfo = Dictionary(Marked=True)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        if "/Names" not in root:
            root.Names = Dictionary()
        named = [part for name in sorted(self.places) for part in (String(name), self.places[name])]
        root.Names.Dests = self.bound.make_indirect(Dictionary(Names=Array(named)))
        with self.bound.open_outline() as outline:
            above: list[Any] = [outline.root]
            for mark in bookmarks:
                item = OutlineItem(mark.title, self.places[mark.place])
                del above[mark.level :]
                above[-1].append(item)
                above.append(item.children)


def _place_of(link: Any, volume: int) -> str:
    """Return the place in the bound document that a link leads to, '' for a link to the outside."""
    if "/Dest" in link:
        return f"{volume}/{link.Dest}"
    address = str(link.get("/A", {}).get("/URI", ""))
    return unquote(address.removeprefix(LINK)) if address.startswith(LINK) else ""


def _printed(foot: Foot, type_: _Type) -> bytes:
    """Return the drawing of a foot; letters that the face does not have are left out."""
    numbers = {letter: number for number, letter in reversed(list(type_.letters.items()))}

    def line(text: str, size: float, centred: bool, across: float) -> str:
        shown = [numbers[letter] for letter in text if letter in numbers]
        if centred:
            across -= sum(type_.widths[number] for number in shown) * size / 2000
        letters = "".join(f"{number:04x}" for number in shown)
        return f"BT /Foot {size} Tf {across:.2f} {FOOT_HEIGHT} Td <{letters}> Tj ET"

    lines = (line(foot.left, 7.5, False, FOOT_LEFT), line(foot.middle, 9, True, FOOT_MIDDLE))
    drawn = (
        f"Q /Artifact <</Type /Pagination /Subtype /Footer>> BDC q {FOOT_COLOUR} rg {' '.join(lines)} Q EMC"
    )
    return f"\n{drawn}\n".encode()
