"""The single-power sheet (F5): everything the register says of one power, with its own number and digest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.timezone import localdate
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from audit.chain import canonical
from dossiers.content import content_digest
from registers import chapters, charts
from registers.models import EditionEntry
from registers.papers.frame import number_of, words
from registers.sheets import Heading
from riskreg.rendering import fonts, letter, pdf

SIGN = pgettext_lazy("paper", "权")


def entry_number(entry: EditionEntry) -> str:
    """Return the number of a frozen power's sheet."""
    return number_of(entry.edition, SIGN, entry.position + 1)


def draft_number(institution: Any, content: Mapping[str, Any]) -> str:
    """Return what stands for a number on the sheet of a power that is still worked on."""
    return _("%(office)s廉权（草稿）%(code)s") % {"office": institution.short_name, "code": content["code"]}


def foot(number: str, content: Mapping[str, Any]) -> str:
    """Return the number and the beginning of the digest of the power's content, which the edition keeps too."""
    digest = letter.short(content_digest(dict(content)))
    return f"{number}  {_('内容校验 SHA-256')} {digest}"


def render(heading: Heading, content: Mapping[str, Any], number: str) -> bytes:
    """Return the sheet as tagged PDF/A with bookmarks. Raises FontMissing, DotError."""
    mark = charts.Mark(heading.edition, localdate(heading.printed_at)) if heading.edition else None
    (svgs,) = charts.svgs_of([content], internal=True, mark=mark)
    at_foot, lacking = foot(number, content), fonts.uncovered(canonical(content))
    if lacking:
        at_foot += f"  {fonts.named(lacking, number, words().missing)}"
    context = {
        "heading": heading,
        "title": heading.title(_("职权廉政风险单")),
        "parts": heading.title_parts(_("职权廉政风险单")),
        "number": number,
        "foot": at_foot,
        "chapter": chapters.chapter(content, svgs, internal=True),
        "complaint": heading.complaint,
        "internal": True,
        "language": get_language(),
    }
    page = render_to_string("registers/print/sheet.html", context)
    return pdf.render(fonts.without(page, lacking), created=heading.printed_at)
