"""Posters and notice-board sheets: HTML for print, and the PDF made of it, kept by the digest of its source.

They are made from frozen public content alone. Every sheet has letters of at least `Paper.letters` points.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit.chain import canonical
from portal.fitting import Column, Fitted
from portal.sheets import (
    LOW,
    MARGIN,
    Block,
    Paper,
    Power,
    Sheet,
    body_height,
    head_height,
    note_of,
    sheets_of,
    signs_of,
    title_size,
)
from riskreg.rendering import dot, fonts, pdf, qr
from riskreg.rendering.svg import clean_svg

STYLE = "print/poster.css"
VERSION = "3"
"""Part of the digest: raise it when sheets change without their source or style changing."""
KEPT_FOR = 30 * 24 * 3600


def made(powers: Sequence[Power], paper: Paper, *, title: str, created: datetime) -> bytes:
    """Return the sheets of the powers as one PDF: made once, then kept. Raises FontMissing, DotError."""
    found = kept(powers, paper, title)
    if found is None:
        found = pdf.render(html(powers, paper, title=title), created=created, styles=(_page(paper),))
        cache.set(_key(powers, paper, title), found, KEPT_FOR)
    return found


def kept(powers: Sequence[Power], paper: Paper, title: str) -> bytes | None:
    """Return the PDF if it was made before."""
    found: bytes | None = cache.get(_key(powers, paper, title))
    return found


def _key(powers: Sequence[Power], paper: Paper, title: str) -> str:
    return f"wall:{digest(powers, paper, title)}"


def digest(powers: Sequence[Power], paper: Paper, title: str) -> str:
    """Return the digest of everything that the sheets are made from."""
    style = Path(finders.find(STYLE) or "").read_bytes()
    source = [VERSION, get_language(), title, repr(paper), hashlib.sha256(style).hexdigest()]
    return hashlib.sha256(canonical([*source, *map(repr, powers)]).encode()).hexdigest()


def html(powers: Sequence[Power], paper: Paper, *, title: str) -> str:
    """Return all sheets as one document; what no font can draw is replaced, and logged."""
    pages = [
        _page_of(power, sheet, number, paper)
        for power in powers
        for number, sheet in enumerate(sheets_of(power, paper), start=1)
    ]
    context = {
        "title": title,
        "language": get_language(),
        "style": STYLE,
        "pages": pages,
        "author": powers[0].institution if powers else "",
    }
    page = render_to_string("portal/print/poster.html", context)
    lacking = fonts.uncovered(page)
    if lacking:
        fonts.named(lacking, title, "%s")
    return fonts.without(page, lacking)


@dataclass(frozen=True)
class Drawn:
    """A column with its drawing as SVG, its place and size as CSS."""

    svg: str
    number: int
    style: str


def drawn(fitted: Fitted, at: int, *, prefix: str, title: str) -> list[Drawn]:
    """Return the columns of one sheet of a fitted chart, drawn."""
    columns = fitted.sheets[at]
    made = dot.render_many([column.drawing.source for column in columns])
    return [
        Drawn(
            clean_svg(svg, title=title, id_prefix=f"{prefix}{column.number}-"), column.number, _size(column)
        )
        for column, svg in zip(columns, made, strict=True)
    ]


def _page(paper: Paper) -> str:
    margin, low = MARGIN * paper.letters, LOW * paper.letters
    return (
        f"@page {{ size: {paper.across}mm {paper.down}mm; margin: {margin:.3f}pt {margin:.3f}pt {low:.3f}pt; }} "
        f"html {{ font-size: {paper.letters}pt; }}"
    )


def _page_of(power: Power, sheet: Sheet, number: int, paper: Paper) -> dict[str, Any]:
    fitted = sheet.fitted
    name = hashlib.sha256(f"{power.chart.code}-{number}".encode()).hexdigest()[:8]
    columns = drawn(fitted, sheet.at, prefix=f"c{name}-", title=power.chart.title) if fitted else []
    return {
        "power": power,
        "sheet": sheet,
        "number": number,
        "columns": columns,
        "several": bool(fitted and fitted.columns > 1),
        "note": note_of(fitted, power.chart.unit),
        "signs": signs_of(power.chart, columns=fitted.columns) if fitted else [],
        "box": _css(width=sheet.width, height=sheet.height),
        "blocks": [(block, _place(block)) for block in sheet.blocks],
        "title_size": _css(font_size=title_size(power.chart.title, paper.room[0])),
        "body": _css(height=body_height(power, paper)),
        "head": _css(height=head_height(power, paper.room[0])),
        "qr": qr.svg(power.url, title=_("公开页面的二维码")),
    }


def _place(block: Block) -> str:
    return _css(left=block.left, top=block.top, width=block.width, font_size=block.size)


def _size(column: Column) -> str:
    return _css(width=column.width, height=column.height)


def _css(**lengths: float) -> str:
    return "; ".join(f"{name.replace('_', '-')}: {value:.3f}rem" for name, value in lengths.items())
