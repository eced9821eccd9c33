"""The published chart as an SVG file for other sites: cached by them, its links lead to the public page."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from csp.constants import NONE
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from portal import querysets
from portal.published import base_of, entry_of, page_of
from powers.enums import ChartLayout
from registers import charts
from registers.models import EditionEntry
from riskreg.rendering.svg import THEME, standalone

KEPT_FOR = 3600  # seconds until another site asks again
HEADERS = {
    "Cache-Control": f"public, max-age={KEPT_FOR}",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
_LINK = re.compile(r"<a (?=[^>]*href=)")


def _theme() -> str:
    """Return the digest under which the policy lets the drawing's own style through."""
    style = Path(finders.find(THEME) or "").read_text(encoding="utf-8")
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


POLICY = {"default-src": [NONE], "style-src": [_theme()], "frame-ancestors": ["*"]}


def code(request: HttpRequest, entry: EditionEntry) -> str:
    """Return the HTML that shows the chart on another site and leads to its public page."""
    base, institution = base_of(request), entry.edition.institution.code
    address = base + reverse("portal:embed", args=[institution, entry.code])
    return format_html(
        '<a href="{}" target="_top"><img src="{}" alt="{}"></a>',
        page_of(base, institution, entry.code),
        address,
        _("%(name)s权力运行流程图") % {"name": entry.name},
    )


def etag(request: HttpRequest, institution: str, code: str) -> str | None:
    """Return the digest of the drawing, which changes with the entry and with the way it is drawn.

    None where there is nothing to show.
    """
    try:
        drawn = file_of(request, institution, code)
    except Http404:
        return None
    return f'"{hashlib.sha256(drawn).hexdigest()[:32]}"' if drawn else None


def file_of(request: HttpRequest, institution: str, code: str) -> bytes:
    """Return the drawing as a file, b'' if the power has no steps. Raises Http404."""
    entry = entry_of(institution, code)
    page = page_of(base_of(request), institution, code)
    svg = charts.svg_of(
        querysets.content_of(entry),
        internal=False,
        mark=charts.mark_of(entry.edition),
        layout=_layout(request),
        link=f"{page}#row-",
    )
    return standalone(_LINK.sub('<a target="_top" ', svg)) if svg else b""


def _layout(request: HttpRequest) -> str:
    return ChartLayout.chosen(request.GET.get("layout"), internal=False)
