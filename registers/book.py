"""The register book: volumes of HTML for print, and the PDF bound of them.

A volume holds the powers of one unit, or a stretch of a large unit's, and says nothing of where it stands in
the book, of the edition or the day: so it is rendered again only when one of its powers changed. What depends
on the whole is rendered last: cover, contents and summary, and what stands at the foot of the pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit.chain import canonical
from registers import charts, sheets
from registers.chapters import anchor, chapter
from registers.papers.frame import words
from registers.sheets import GRADES, Heading
from riskreg.rendering import binding, fonts, pdf, press, shelf
from riskreg.rendering.binding import Bookmark, Foot, Measure

Contents = Sequence[Mapping[str, Any]]

MOST_POWERS = 16
"""In one volume: so many that starting a volume costs little, so few that all processors end together."""
LINES = 36
"""Of the contents on a page, about: the first guess of how long they are."""


def render(
    heading: Heading, contents: Contents, *, internal: bool, source: Mapping[str, Any] | None = None
) -> bytes:
    """Return the book as tagged PDF/A-3b; `source`, the register as JSON, is attached to it.

    In: full contents for the internal book, `public_content` ones for the public book.
    Raises FontMissing, DotError, VolumeFailed, OSError.
    """
    book = Book(heading, contents, internal)
    styles = [_style("print/register.css")]
    with shelf.workshop() as folder:
        volumes = press.volumes(book.volumes(), folder, styles=styles)
        measures = [binding.measure(volume) for volume in volumes]
        front, measured = _front(book, measures, folder, styles)
        measures = [measured, *measures]
        feet = book.feet(sum(measure.pages for measure in measures))
        case = binding.type_case(measures, feet, get_language() or "")
        (types,) = press.volumes([case], folder, styles=styles)
        frame = pdf.render(
            book.frame(), created=heading.printed_at, attachments=_attachments(source), tagged=False
        )
        return binding.bind(frame, [front, *volumes], book.bookmarks(), feet, types=types)


def _front(
    book: Book, measures: Sequence[Measure], folder: Path, styles: Sequence[str]
) -> tuple[Path, Measure]:
    """Return cover, contents and summary with the right page numbers: their width does not change the length."""
    length = 2 + -(-len(book.bookmarks()) // LINES)
    while True:
        (front,) = press.volumes([book.front(length, measures)], folder, styles=styles)
        measured = binding.measure(front)
        if measured.pages == length:
            return front, measured
        length = measured.pages


def _attachments(source: Mapping[str, Any] | None) -> list[pdf.Attachment]:
    if source is None:
        return []
    words = _("登记册数据（JSON）")
    return [pdf.Attachment("register.json", canonical(source).encode(), "application/json", words)]


def _style(name: str) -> str:
    return Path(finders.find(name) or "").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Part:
    """What one volume holds: powers of a unit; the first volume of a unit also lists all of its powers."""

    unit: str
    contents: Contents
    listed: Contents


def parts(contents: Contents) -> Iterator[Part]:
    """Yield the parts of the book: powers of one unit stand together, in the order of the register."""
    for unit, group in groupby(contents, lambda content: content["unit"]):
        powers = list(group)
        size = -(-len(powers) // -(-len(powers) // MOST_POWERS))
        for at in range(0, len(powers), size):
            yield Part(unit, powers[at : at + size], [] if at else powers)


@dataclass(frozen=True)
class Book:
    """The HTML of everything in the book. Volume 0 is the front."""

    heading: Heading
    contents: Contents
    internal: bool

    def volumes(self) -> Iterator[str]:
        """Yield the volumes but the front: they say nothing of the book that they are bound in."""
        drawings = charts.svgs_of(self.contents, internal=self.internal, mark=charts.PLAIN)
        for part in parts(self.contents):
            chapters = [
                chapter(content, next(drawings), internal=self.internal, number=number)
                for number, content in enumerate(part.contents, start=1)
            ]
            yield self._html(
                "registers/print/volume.html", part=part, chapters=chapters, complaint=self.heading.complaint
            )
        if self.internal:
            signers = (_("填表人"), _("审核人"), _("纪检监察负责人"))
            group = self.heading.party_group or _("党组（党委）")
            yield self._html("registers/print/signatures.html", signers=[*signers, group])

    def front(self, length: int, measures: Sequence[Measure]) -> str:
        """Return cover, contents and summary, given how many pages they are and what follows them."""
        starts = list(accumulate((measure.pages for measure in measures), initial=length + 1))
        lines = []
        for mark in self.bookmarks()[2:]:
            page = None
            if mark.volume:
                page = starts[mark.volume - 1] + measures[mark.volume - 1].anchors[mark.anchor]
            lines.append({"mark": mark, "page": page})
        context = {
            "heading": self.heading,
            "title": self._title(),
            "parts": self.heading.title_parts(self._form()),
            "lines": lines,
            "summary": _summary(self.contents),
            "grades": GRADES,
        }
        return self._html("registers/print/front.html", **context)

    def frame(self) -> str:
        """Return what says whose book this is to programs: its pages are not shown."""
        return self._html("registers/print/frame.html", title=self._title(), heading=self.heading)

    def feet(self, pages: int) -> list[Foot | None]:
        """Return what stands at the foot of so many pages; the cover has nothing."""
        edition = self.heading.edition
        mark = f"{_('册号')} {edition}" if edition else _("草稿，未经审定")
        return [None, *(Foot(mark, f"— {number} / {pages} —") for number in range(2, pages + 1))]

    def bookmarks(self) -> list[Bookmark]:
        """Return the outline: the contents are the same, without the book itself and without themselves."""
        marks = [
            Bookmark(1, self._title(), 0, "cover"),
            Bookmark(2, _("目录"), 0, "contents"),
            Bookmark(2, _("编制说明与汇总"), 0, "summary"),
        ]
        volume = 0
        for volume, part in enumerate(parts(self.contents), start=1):
            if part.listed:
                marks.append(Bookmark(2, part.unit, volume, "unit"))
            for number, content in enumerate(part.contents, start=1):
                marks.append(Bookmark(3, f"{content['code']} {content['name']}", volume, anchor(number)))
        if self.internal:
            marks.append(Bookmark(2, _("签字页"), volume + 1, "signatures"))
        return marks

    def _form(self) -> str:
        return _("廉政风险登记册") if self.internal else _("职权运行流程与风险等级公开册")

    def _title(self) -> str:
        return self.heading.title(self._form())

    def _html(self, template: str, **context: Any) -> str:
        """Return a part of the book; what no font can draw is replaced, and named at its end."""
        common = {"internal": self.internal, "language": get_language()}
        page = render_to_string(template, common | context)
        lacking = fonts.uncovered(page)
        if not lacking:
            return page
        told = fonts.named(lacking, self._title(), words().missing)
        note = format_html('<p class="lacking">{}</p>\n</body>', told)
        return fonts.without(page, lacking).replace("</body>", note)


def _summary(contents: Contents) -> dict[str, Any]:
    held = [{**c, "risk_points": c.get("risk_points") or []} for c in contents]
    units, grades, points = sheets.summary(held)
    rows: list[dict[str, Any]] = []
    for unit in units:
        counts = [grades[unit, grade] for grade in GRADES]
        rows.append({"unit": unit, "counts": counts, "total": sum(counts), "points": points[unit]})
    totals = [sum(row["counts"][index] for row in rows) for index in range(len(GRADES))]
    return {"rows": rows, "totals": totals, "total": len(held), "points": sum(points.values())}
