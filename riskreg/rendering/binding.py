"""Volumes bound into one PDF. The only module that imports pikepdf.

The frame is a PDF of `pdf.render` with as many empty pages as all volumes together, which bear nothing but
what is printed at the foot of each page. Title, language, archive format and attachments of the bound document
are the frame's; pages, tags, places and fonts are the volumes'.
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

LINK = "volume:"
"""How a page refers to another place in the bound document: `volume:number/anchor`."""


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


def type_case(measures: Iterable[Measure], language: str) -> str:
    """Return HTML with every letter of the volumes in its face: rendered as a volume, it has the fonts of all."""
    faces: dict[tuple[str, bool], set[str]] = {}
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
    frame: Path, volumes: Sequence[Path], bookmarks: Sequence[Bookmark], *, types: Path, bare: int = 1
) -> bytes:
    """Return the volumes as one tagged document: the same arguments give the same bytes.

    `types` is the `type_case` of the volumes as PDF: its fonts replace theirs, so that each is stored once.
    The first `bare` pages bear nothing at their foot. Every bookmark must lead to an anchor of its volume.
    """
    with ExitStack() as opened:
        bound = opened.enter_context(Pdf.open(frame))
        shared = _types(opened.enter_context(Pdf.open(types)))
        binder = _Binder(bound, {mark.place: mark.title for mark in bookmarks}, shared)
        feet = binder.feet()
        for volume in volumes:
            binder.add(opened.enter_context(Pdf.open(volume)))
        binder.finish(bookmarks)
        _stamp(bound, feet, bare)
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

    def feet(self) -> list[Any]:
        """Return what the pages of the frame show, and take these away."""
        if len(self.bound.pages):
            self._share(self.bound.pages[0].obj.Resources, _types(self.bound))
        feet = [self.bound.make_indirect(page.as_form_xobject()) for page in self.bound.pages]
        del self.bound.pages[:]
        return feet

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
                if name not in self.fonts:
                    self.fonts[name] = self.bound.copy_foreign(self.shared[name].font)
                resources.Font[name] = self.fonts[name]

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


def _stamp(bound: Pdf, feet: Sequence[Any], bare: int) -> None:
    """Print the feet on the pages: outside the text, so that nobody who has it read aloud hears them."""
    before = bound.make_stream(b"q\n")
    after = bound.make_stream(b"\nQ /Artifact <</Type /Pagination /Subtype /Footer>> BDC q /Foot Do Q EMC\n")
    for page, foot in list(zip(bound.pages, feet, strict=True))[bare:]:
        resources = Dictionary(dict(page.obj.Resources.items()))
        resources.XObject = Dictionary(dict(resources.get("/XObject", Dictionary()).items()))
        resources.XObject.Foot = foot
        page.obj.Resources = resources
        page.obj.Contents = Array([before, page.obj.Contents, after])
