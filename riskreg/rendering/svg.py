"""SVG as Graphviz writes it, made fit to stand inside a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

from django.contrib.staticfiles import finders

SVG = "http://www.w3.org/2000/svg"
THEME = "css/drawing.css"
XLINK = "http://www.w3.org/1999/xlink"
_HREFS = ("href", f"{{{XLINK}}}href")
_PROLOG = re.compile(rb"<\?xml.*?\?>|<!DOCTYPE[^>]*>|<!--.*?-->", re.DOTALL)
_SAFE_LINK = re.compile(r"(?:https?://|/(?!/)|#|\?)", re.IGNORECASE)
_FORBIDDEN = {f"{{{SVG}}}{name}" for name in ("script", "style", "foreignObject", "image")}


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
    event handlers, scripts and unsafe links; with `<title>`, `<desc>` and a role: "img", or
    "group" where it holds links, because an img hides its links from screen readers.
    `id_prefix` goes before every id, so that two drawings can share a page. `titles` gives shapes,
    by their id in `svg`, a `<title>` of their own.
    Raises ValueError if `svg` is no SVG.
    """
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    try:
        root = ET.fromstring(_PROLOG.sub(b"", svg).strip())  # noqa: S314 - our own dot wrote it
    except ET.ParseError as error:
        raise ValueError("not an SVG document") from error
    _drop_unwanted(root)
    _name_shapes(root, titles or {})
    for element in root.iter():
        _clean_attributes(element, id_prefix)
    _set_natural_width(root)
    _describe(root, title, description, id_prefix)
    return ET.tostring(root, encoding="unicode").replace("\n\n", "\n")


def standalone(svg: str) -> bytes:
    """Return a drawing by `clean_svg` as a file of its own, with the colours of dark screens."""
    theme = Path(finders.find(THEME) or "").read_text(encoding="utf-8")
    start = svg.index(">") + 1
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{svg[:start]}<style>{theme}</style>{svg[start:]}'.encode()
    )


def _set_natural_width(root: ET.Element) -> None:
    """Give the drawing the width at which its text has its true size; CSS may only make it smaller."""
    root.attrib.pop("height", None)
    root.attrib.pop("width", None)
    box = root.attrib.get("viewBox", "").split()
    if len(box) == 4:
        root.attrib["width"] = str(round(float(box[2]) * 4 / 3))  # points to CSS pixels


def _drop_unwanted(root: ET.Element) -> None:
    """Remove forbidden elements and the node names that Graphviz writes as titles."""
    doomed = _FORBIDDEN | {f"{{{SVG}}}title"}
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in doomed:
                parent.remove(child)


def _name_shapes(root: ET.Element, titles: Mapping[str, str]) -> None:
    for element in list(root.iter()):
        words = titles.get(element.attrib.get("id", ""))
        if words:
            named = ET.Element(f"{{{SVG}}}title")
            named.text = "".join(sign for sign in words if sign >= " ")
            element.insert(0, named)


def _clean_attributes(element: ET.Element, prefix: str) -> None:
    for name in list(element.attrib):
        local = name.rpartition("}")[2].lower()
        if (
            local.startswith("on")
            or local in ("style", "target")
            or (name in _HREFS and safe_link(element.attrib[name]) is None)
        ):
            del element.attrib[name]
    if prefix and "id" in element.attrib:
        element.set("id", prefix + element.attrib["id"])


def _describe(root: ET.Element, title: str, description: str, prefix: str) -> None:
    linked = any(href in element.attrib for element in root.iter() for href in _HREFS)
    root.set("role", "group" if linked else "img")
    root.set("class", "drawing")
    named = [("title", title)] + ([("desc", description)] if description else [])
    root.set("aria-labelledby", " ".join(f"{prefix}drawing-{tag}" for tag, _text in named))
    for at, (tag, text) in enumerate(named):
        element = ET.Element(f"{{{SVG}}}{tag}", {"id": f"{prefix}drawing-{tag}"})
        element.text = "".join(sign for sign in text if sign >= " ")
        element.tail = "\n"
        root.insert(at, element)
