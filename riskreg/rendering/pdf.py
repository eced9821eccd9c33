"""HTML in, PDF out. The only module that imports WeasyPrint.

A document may use `data:` URIs and `static:path/to/file` (found by Django's staticfiles finders);
anything else it asks for (files, http, …) stops the rendering with ResourceRefused.
"""

from __future__ import annotations

import base64
import hashlib
import io
import mimetypes
import re
import warnings
import zlib
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

import weasyprint
from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _
from weasyprint.urls import (
    FatalURLFetchingError,
    URLFetcher,
    URLFetcherResponse,
)

from riskreg.rendering.fonts import FontMissing, check_fonts, require_fonts

__all__ = [
    "Attachment",
    "FontMissing",
    "ResourceRefused",
    "check_fonts",
    "page_count",
    "render",
]

_PAGES = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)|/Count\s+(\d+)[^>]*?/Type\s*/Pages\b")
_OBJECT_STREAM = re.compile(rb"/ObjStm\b[^>]*>>\s*stream\r?\n")


class ResourceRefused(Exception):
    """The document asked for something outside the application; `url` is what it asked for."""

    def __init__(self, url: str) -> None:
        super().__init__(_("文档引用了不允许的资源：%(url)s") % {"url": url[:200]})
        self.url = url


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF: its name, content, MIME type and a description for the reader."""

    name: str
    content: bytes
    mime: str
    description: str = ""


class _Refusal(FatalURLFetchingError):
    """Carries a refused address out of WeasyPrint, which swallows ordinary errors."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class _Fetcher(URLFetcher):
    """Hands out data: URIs and static files, refuses everything else.

    WeasyPrint swallows even fatal errors inside SVG images, hence the note of what was refused.
    """

    refused = ""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        scheme, _colon, rest = url.partition(":")
        response = None
        if scheme == "data":
            response = _data_response(url, rest)
        elif scheme == "static":
            response = _static_response(url, unquote(rest))
        if response is None:
            self.refused = self.refused or url
            raise _Refusal(url)
        return response


def _data_response(url: str, rest: str) -> URLFetcherResponse | None:
    head, comma, body = rest.partition(",")
    if not comma:
        return None
    kind, *options = head.split(";")
    content = unquote_to_bytes(body)
    if "base64" in options:
        content = base64.b64decode(content)
    return URLFetcherResponse(url, content, {"Content-Type": kind or "text/plain"})


def _static_response(url: str, name: str) -> URLFetcherResponse | None:
    if not name or name.startswith("/") or ".." in name.split("/") or "\\" in name:
        return None
    found = finders.find(name)
    if not isinstance(found, str) or not Path(found).is_file():
        return None
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return URLFetcherResponse(url, Path(found).read_bytes(), {"Content-Type": kind})


def render(
    html: str,
    *,
    created: datetime,
    variant: str | None = "pdf/a-3b",
    attachments: Sequence[Attachment] = (),
    styles: Sequence[str] = (),
) -> bytes:
    """Return `html` (a whole document with <title> and lang) as a tagged PDF with embedded fonts.

    `created` is the date written into the file: the same arguments give the same bytes.
    `styles` are CSS texts added to the document's own. Raises FontMissing, ResourceRefused.
    """
    require_fonts()
    fetcher = _Fetcher()
    options = {
        "pdf_variant": variant,
        "pdf_tags": True,
        "pdf_identifier": hashlib.sha256(html.encode()).digest()[:16],
        "attachments": [_embedded(item, created) for item in attachments] or None,
    }
    try:
        sheets = [weasyprint.CSS(string=css, url_fetcher=fetcher, base_url="static:") for css in styles]
        source = weasyprint.HTML(string=html, base_url="static:", url_fetcher=fetcher)
        document = source.render(stylesheets=sheets or None, **options)
        document.metadata.created = document.metadata.modified = _w3c(created)
        with warnings.catch_warnings():  # WeasyPrint leaves its colour profile to the collector
            warnings.simplefilter("ignore", ResourceWarning)
            written: bytes = document.write_pdf(**options)
    except _Refusal as refusal:
        raise ResourceRefused(refusal.url) from refusal
    if fetcher.refused:
        raise ResourceRefused(fetcher.refused)
    return written


def page_count(pdf: bytes) -> int:
    """Return the number of pages of a PDF that `render` made (0 if it is none)."""
    objects = [pdf]
    for match in _OBJECT_STREAM.finditer(pdf):
        with suppress(zlib.error):
            objects.append(zlib.decompressobj().decompress(pdf[match.end() :]))
    counts = [found for part in objects for found in _PAGES.findall(part)]
    return max((int(before or after) for before, after in counts), default=0)


def _w3c(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _embedded(item: Attachment, created: datetime) -> weasyprint.Attachment:
    """Return WeasyPrint's attachment, with the MIME type given and not one guessed from the name."""
    moment = created.astimezone(UTC)
    made = weasyprint.Attachment(
        string=item.content,
        url_fetcher=_Fetcher(),
        name=item.name,
        description=item.description or None,
        created=moment,
        modified=moment,
        relationship="Data",
    )
    made.source = nullcontext((io.BytesIO(item.content), None, None, item.mime))
    return made
