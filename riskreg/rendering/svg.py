"""SVG as Graphviz writes it, made fit to stand inside a page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from xml.parsers import expat

from django.contrib.staticfiles import finders

SVG = "http://www.w3.org/2000/svg"
THEME = "css/drawing.css"
XLINK = "http://www.w3.org/1999/xlink"
_CHATTER = re.compile(rb"<!--[^>]*-->\n|<title>[^<]*</title>\n")
"""What Graphviz says beside the drawing. The parser would pass over it too, but slower."""
_SAFE_LINK = re.compile(r"(?:https?://|/(?!/)|#|\?)", re.IGNORECASE)
_LEFT_OUT = frozenset({"script", "style", "foreignobject", "image", "title"})
_HREFS = frozenset({"href", "xlink:href"})
_PREFIXES = frozenset({"", "xlink", "xml"})
_SHAPE = ("id", "class", "transform", "fill", "stroke", "stroke-width", "stroke-dasharray", "points", "d")
_WORDS = ("x", "y", "text-anchor", "font-family", "font-size", "font-weight", "fill")
_PLAIN = frozenset((*_SHAPE, *_WORDS, "cx", "cy", "rx", "ry"))
"""Attributes that need no second look: they cannot act and lead nowhere."""
_USUAL = _PLAIN | {"xlink:href", "xlink:title", "xmlns", "xmlns:xlink", "width", "height", "viewBox"}
_DRAWN = ("g", "a", "text", "polygon", "polyline", "path", "ellipse", "svg")
_USUAL_TAGS = frozenset((*_DRAWN, *(f"/{tag}" for tag in _DRAWN)))
"""What the engine writes of our own sources: attributes and tags. Where nothing else is, nothing has to be taken out."""
_NAME = re.compile(r' ([\w:-]+)="')
_TAG = re.compile(r"<([^ >]*)")
_ROOT = re.compile(r"<svg ([^>]*)>\n")
_VALUE = re.compile(r'([\w:-]+)="([^"]*)"')
_HREF = re.compile(r' xlink:href="([^"]*)"')
_IN_ATTRIBUTE = re.compile('[&<>"\r\n\t]')
_ENTITIES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#09;"}
)


def safe_link(url: str | None) -> str | None:
    """Return `url` if it is an http(s) address, a path on this site, a query or a fragment."""
    return url if url and _SAFE_LINK.match(url) else None


def clean_svg(
    svg: bytes,
    *,
    title: str,
    description: str = "",
    id_prefix: str = "",
    titles: Mapping[str, str] | None = None,
) -> str:
    """Return `svg` (Graphviz output) as an `<svg>` element to place inline in HTML.

    Without prolog, doctype, comments, fixed height (viewBox stays, so it scales), style attributes,
    event handlers, scripts, unsafe links and the node names that Graphviz writes as titles; with `<title>`,
    `<desc>` and a role: "img", or "group" where it holds links, because an img hides its links from screen
    readers. `id_prefix` goes before every id, so that two drawings can share a page. `titles` gives shapes,
    by their id in `svg`, a `<title>` of their own.
    Raises ValueError if `svg` is no SVG.
    """
    described = [("title", title)] + ([("desc", description)] if description else [])
    return _usual(svg, id_prefix, titles or {}, described) or _rewritten(
        svg, id_prefix, titles or {}, described
    )


def _usual(
    svg: bytes, prefix: str, titles: Mapping[str, str], described: Sequence[tuple[str, str]]
) -> str | None:
    """Return the element if it holds nothing but the usual tags and attributes, else None.

    That every `=` stands between a name and a quotation mark, and every `<` before a usual tag, is asked of the
    whole text: four times as fast as reading it element by element.
    """
    text = _CHATTER.sub(b"", svg[max(svg.find(b"<svg "), 0) :]).decode("utf-8", "replace").strip()
    root, names = _ROOT.match(text), _NAME.findall(text)
    if root is None or not text.endswith("</svg>") or len(names) != text.count("="):
        return None
    if not _USUAL.issuperset(names) or not _USUAL_TAGS.issuperset(_TAG.findall(text)):
        return None
    attributes, links = dict(_VALUE.findall(root[1])), _HREF.findall(text)
    if attributes.pop("xmlns") != SVG or not all(map(safe_link, links)):
        return None
    attributes.pop("xmlns:xlink", None)
    body = text[root.end() :].replace("&#45;", "-").replace("&#160;", "\u00a0").replace("&#39;", "'")
    body = _titled(body, titles)
    if prefix:
        body = body.replace(' id="', f' id="{prefix}')
    head = _root(attributes, prefix, described, linked=bool(links), uses_xlink=" xlink:" in body)
    return f"{head}>\n{_described(prefix, described)}{body}"


def _titled(body: str, titles: Mapping[str, str]) -> str:
    """Return the body with a title in each of the groups, given by their ids."""
    places = ((body.find(f'<g id="{key}"'), words) for key, words in titles.items() if words)
    parts, done = [], 0
    for at, words in sorted(place for place in places if place[0] >= 0):
        begin = body.index(">\n", at) + 2
        parts += [body[done:begin], f"<title>{_words(words)}</title>"]
        done = begin
    return "".join((*parts, body[done:]))


def _described(prefix: str, described: Sequence[tuple[str, str]]) -> str:
    return "".join(f'<{tag} id="{prefix}drawing-{tag}">{_words(words)}</{tag}>\n' for tag, words in described)


def _root(
    attributes: Mapping[str, str],
    prefix: str,
    described: Sequence[tuple[str, str]],
    *,
    linked: bool,
    uses_xlink: bool,
) -> str:
    """Return the start tag of the whole, without its end: with a role, and named by what describes it."""
    root = {name: value for name, value in attributes.items() if name not in ("height", "width")}
    box = root.get("viewBox", "").split()
    if len(box) == 4:  # the width at which text has its true size; CSS may only make it smaller
        root["width"] = str(round(float(box[2]) * 4 / 3))  # points to CSS pixels
    root["role"] = "group" if linked else "img"
    root["class"] = "drawing"
    root["aria-labelledby"] = " ".join(f"{prefix}drawing-{tag}" for tag, _words in described)
    spaces = f' xmlns="{SVG}"' + (f' xmlns:xlink="{XLINK}"' if uses_xlink else "")
    return _start_tag("svg" + spaces, root)


def _rewritten(
    svg: bytes, prefix: str, titles: Mapping[str, str], described: Sequence[tuple[str, str]]
) -> str:
    """Return any SVG element by element, without what must not stand in a page. Raises ValueError."""
    writer = _Writer(prefix, titles, described)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_entities
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.text
    try:
        parser.Parse(_CHATTER.sub(b"", svg).strip(), True)
    except expat.ExpatError as error:
        raise ValueError("not an SVG document") from error
    return writer.written()


def _no_entities(_name: str, _system: str | None, _public: str | None, has_declarations: int) -> None:
    if has_declarations:
        raise ValueError("not an SVG document of ours")


class _Writer:
    """Writes the elements anew while they are read, once through, without what must not stand in a page."""

    def __init__(self, prefix: str, titles: Mapping[str, str], described: Sequence[tuple[str, str]]) -> None:
        self.prefix, self.titles, self.described = prefix, titles, described
        self.out: list[str] = []
        self.root: dict[str, str] | None = None
        self.linked = self.uses_xlink = False
        self.waiting = ""
        """What goes into the element begun last, after its first words."""
        self.begun = False
        """Whether its start tag still lacks the closing bracket."""
        self.left_out = 0
        """How many levels deep we are in something left out."""
        self.silent = False
        """Whether the words that follow stood behind something left out: they go with it."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.left_out:
            self.left_out += 1
        elif self.root is None:
            if tag != "svg" or attributes.get("xmlns") != SVG:
                raise ValueError("not an SVG document")
            self.root, self.begun = self._kept(attributes), True
            self.out.append("")  # its tag is written last: only then is known whether there are links
            self.waiting = _described(self.prefix, self.described)
        elif ":" in tag or tag.lower() in _LEFT_OUT:
            self.left_out = 1
        else:
            if self.begun or self.waiting:
                self._end_start_tag()
            if self.titles and (words := self.titles.get(attributes.get("id", ""))):
                self.waiting = f"<title>{_words(words)}</title>"
            self.out.append(_start_tag(tag, self._kept(attributes)))
            self.begun, self.silent = True, False

    def end(self, tag: str) -> None:
        if self.left_out:
            self.left_out -= 1
            self.silent = not self.left_out
            return
        if self.begun and not self.waiting:
            self.out.append("/>")
            self.begun = False
        else:
            if self.begun or self.waiting:
                self._end_start_tag()
            self.out.append(f"</{tag}>")
        self.silent = False

    def text(self, words: str) -> None:
        if self.left_out or self.silent:
            return
        if self.begun:
            self.out.append(">")
            self.begun = False
        self.out.append(words if words == "\n" else _escaped(words))

    def written(self) -> str:
        """Return the element, its root now with the role and the names of the whole."""
        root = self.root or {}
        self.out[0] = _root(root, self.prefix, self.described, linked=self.linked, uses_xlink=self.uses_xlink)
        return "".join(self.out).replace("\n\n", "\n")

    def _end_start_tag(self) -> None:
        if self.begun:
            self.out.append(">")
            self.begun = False
        if self.waiting:
            self.out.append(self.waiting)
            self.waiting = ""

    def _kept(self, attributes: dict[str, str]) -> dict[str, str]:
        """Return what may stay of the attributes, the id with its prefix."""
        if not _PLAIN.issuperset(attributes):
            attributes = {name: value for name, value in attributes.items() if _may_stay(name, value)}
            self.linked = self.linked or not _HREFS.isdisjoint(attributes)
            self.uses_xlink = self.uses_xlink or any(name.startswith("xlink:") for name in attributes)
        if self.prefix and "id" in attributes:
            attributes["id"] = self.prefix + attributes["id"]
        return attributes


def _may_stay(name: str, value: str) -> bool:
    prefix, _colon, local = name.lower().rpartition(":")
    if prefix not in _PREFIXES or local == "xmlns" or local.startswith("on") or local in ("style", "target"):
        return False
    return name.lower() not in _HREFS or safe_link(value) is not None


def _start_tag(tag: str, attributes: Mapping[str, str]) -> str:
    """Return the tag without its end."""
    pattern, values = _pattern(tag, tuple(attributes)), tuple(attributes.values())
    if _IN_ATTRIBUTE.search("".join(values)):
        values = tuple(value.translate(_ENTITIES) for value in values)
    return pattern % values


@lru_cache(maxsize=256)
def _pattern(tag: str, names: tuple[str, ...]) -> str:
    return "".join((f"<{tag}", *(f' {name}="%s"' for name in names)))


def _words(words: str) -> str:
    """Return what people wrote as the content of an element, without control characters."""
    return _escaped("".join(sign for sign in words if sign >= " "))


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def standalone(svg: str) -> bytes:
    """Return a drawing by `clean_svg` as a file of its own, with the colours of dark screens."""
    theme = Path(finders.find(THEME) or "").read_text(encoding="utf-8")
    start = svg.index(">") + 1
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{svg[:start]}<style>{theme}</style>{svg[start:]}'.encode()
    )
