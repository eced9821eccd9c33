"""A chart as PDF: one page if a sheet of paper holds it, else pages of one size joined by connectors.

And as a picture of the resolution asked for, as long as that is one that a machine and a reader can bear.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from powers.chart import Drawing
from riskreg.decisions import Denied, require
from riskreg.phrases import spaced
from riskreg.rendering import dot, pdf
from riskreg.rendering.svg import clean_svg

LONG = math.sqrt(2)
"""The long side of ISO paper in short sides."""
NARROW, WIDE = 560.0, 1200.0
"""Points: narrower drawings get a page of this width, wider ones lie across the paper."""
SPARING = 1.25
"""A drawing this much too high is printed so much smaller rather than cut: its smallest letters keep 7 points."""
FRAME = 130.0
"""What the title block, the signs and the notes take of a page's height."""
RESOLUTIONS = range(36, 1201)
"""Dots per inch of a picture: from a thumbnail to fine print."""
MOST_SIDE, MOST_DOTS = 32_767, 150_000_000
"""A larger picture Graphviz makes coarser without a word; four bytes a dot are in memory meanwhile."""


def room(width: float) -> float:
    """Return how high the steps of a drawing of this width may be, so that its page has the shape of paper."""
    return (width / LONG if width > WIDE else max(width, NARROW) * LONG) - FRAME


def paged(lay_out: Callable[[float], Sequence[Drawing]], width: float) -> Sequence[Drawing]:
    """Return the drawing on one page if it fits, be it a little smaller, else on several.

    In: what lays it out on pages whose steps take at most so many points of height; the width of the drawing.
    """
    limit = room(width)
    whole = lay_out(limit * SPARING)
    return whole if len(whole) == 1 else lay_out(limit)


def pdf_of(drawings: Sequence[Drawing], *, title: str, created: datetime) -> bytes:
    """Return the drawings page by page. Raises DotError, FontMissing."""
    if len(drawings) == 1:
        return dot.render_cached(drawings[0].source, format="pdf", engine=drawings[0].engine)
    sizes = [drawing.size for drawing in drawings]
    wide, high = _paper(*(max(sides) for sides in zip(*sizes, strict=True)))
    drawn = dot.render_many([drawing.source for drawing in drawings])
    pages = [
        {
            "svg": clean_svg(
                svg, title=spaced((title, _page(number, len(drawings)))), id_prefix=f"p{number}-"
            ),
            "style": f"width: {size[0]:.0f}pt",
        }
        for number, (svg, size) in enumerate(zip(drawn, sizes, strict=True), start=1)
    ]
    context = {"title": title, "language": get_language(), "pages": pages}
    style = f"@page {{ size: {wide:.0f}pt {high:.0f}pt; margin: 0 }}"
    html = render_to_string("powers/print/chart.html", context)
    return pdf.render(html, created=created, styles=(style,))


def _paper(wide: float, high: float) -> tuple[float, float]:
    """Return the smallest page in the shape of paper that holds so much."""
    longer = 1 / LONG if wide > WIDE else LONG
    high = max(high, wide * longer)
    return math.ceil(high / longer), math.ceil(high)


def _page(number: int, count: int) -> str:
    return _("第%(page)s页，共%(count)s页") % {"page": number, "count": count}


def png_of(drawing: Drawing, dpi: int) -> bytes:
    """Return the drawing as a picture of so many dots per inch. Raises DotError, Refused."""
    if dpi not in RESOLUTIONS:
        limits = {"low": RESOLUTIONS[0], "high": RESOLUTIONS[-1]}
        require(Denied(_("图片的分辨率请用每英寸 %(low)s 到 %(high)s 点之间的整数。") % limits))
    finest = _finest(drawing)
    if dpi > finest:
        sentence = _("这张图很大，画成图片最多每英寸 %(most)s 点，不能用 %(dpi)s 点；也可以下载 PDF。")
        require(Denied(sentence % {"most": finest, "dpi": dpi}))
    return dot.render_cached(drawing.source, format="png", engine=drawing.engine, dpi=dpi)


def _finest(drawing: Drawing) -> int:
    """Return the most dots per inch at which the picture keeps to the limits."""
    wide, high = (max(side, 1.0) / 72 for side in drawing.size)
    return int(min(MOST_SIDE / max(wide, high), math.sqrt(MOST_DOTS / (wide * high))))
