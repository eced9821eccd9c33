"""HTML in, PDF out. The only module that imports WeasyPrint.

A document may use `data:` URIs and `static:path/to/file` (found by Django's staticfiles finders);
anything else it asks for (files, http, …) stops the rendering with ResourceRefused.
"""

from __future__ import annotations

import base64
import hashlib
import io
import mimetypes
import warnings
from collections.abc import Callable, Collection, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

import weasyprint
from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _
from weasyprint.text.ffi import pango
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
    "render",
    "render_volume",
    "version",
]


Settle = Callable[[Sequence[Collection[str]]], str]


class ResourceRefused(Exception):
    """The document asked for something outside the application; `url` is what it asked for."""

    def __init__(self, url: str) -> None:
        super().__init__(url)  # so that it can be sent from one process to another
        self.url = url

    def __str__(self) -> str:
        return _("文档引用了不允许的资源：%(url)s") % {"url": self.url[:200]}


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
    """Hands out data: URIs and, unless told otherwise, static files; refuses everything else.

    WeasyPrint swallows even fatal errors inside SVG images, hence the note of what was refused.
    """

    def __init__(self, *, static: bool = True) -> None:
        super().__init__()
        self.static = static
        self.refused = ""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        scheme, _colon, rest = url.partition(":")
        response = None
        if scheme == "data":
            response = _data_response(url, rest)
        elif scheme == "static" and self.static:
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
    tagged: bool = True,
    settle: Settle | None = None,
) -> bytes:
    """Return `html` (a whole document with <title> and lang) as a PDF with embedded fonts.

    `created` is the date written into the file: the same arguments give the same bytes.
    `styles` are CSS texts added to the document's own. `settle` is told which anchors each page got and may
    return more CSS, with which all is laid out again. Raises FontMissing, ResourceRefused.
    """
    require_fonts()
    options: dict[str, Any] = {
        "pdf_variant": variant,
        "pdf_tags": tagged,
        "attachments": [_embedded(item, created) for item in attachments] or None,
    }
    return _written(html, styles, _Fetcher(), created=created, settle=settle, **options)


def render_volume(html: str, *, styles: Sequence[str], name: str) -> bytes:
    """Return `html` as tagged PDF, to be bound with others into one document by `binding.bind`.

    It may refer to nothing but data: URIs, so that these arguments say everything about the result.
    `name` sets the cells of its tables apart from those of other volumes. Needs no set-up of Django and
    expects the fonts to be there. Raises ResourceRefused.
    """

    def finish(_document: Any, written: Any) -> None:
        heads = (item["ID"] for item in written.objects if isinstance(item, dict) and "ID" in item)
        for number, head in enumerate(heads):
            head.string = f"{name}-{number}"  # the cells below name their heads by the same object

    fetcher = _Fetcher(static=False)
    return _written(html, styles, fetcher, finisher=finish, pdf_variant="pdf/a-3b", pdf_tags=True)


def _written(
    html: str,
    styles: Sequence[str],
    fetcher: _Fetcher,
    *,
    created: datetime | None = None,
    finisher: Callable[[Any, Any], None] | None = None,
    settle: Settle | None = None,
    **options: Any,
) -> bytes:
    options["pdf_identifier"] = hashlib.sha256(html.encode()).digest()[:16]
    try:
        source = weasyprint.HTML(string=html, base_url="static:", url_fetcher=fetcher)

        def laid_out(texts: Sequence[str]) -> Any:
            sheets = [weasyprint.CSS(string=css, url_fetcher=fetcher, base_url="static:") for css in texts]
            return source.render(stylesheets=sheets or None, **options)

        document = laid_out(styles)
        more = settle([page.anchors.keys() for page in document.pages]) if settle else ""
        if more:
            del document  # before the next one takes as much memory
            document = laid_out([*styles, more])
        if created:
            document.metadata.created = document.metadata.modified = _w3c(created)
        with warnings.catch_warnings():  # WeasyPrint leaves its colour profile to the collector
            warnings.simplefilter("ignore", ResourceWarning)
            written: bytes = document.write_pdf(finisher=finisher, **options)
    except _Refusal as refusal:
        raise ResourceRefused(refusal.url) from refusal
    if fetcher.refused:
        raise ResourceRefused(fetcher.refused)
    return written


def version() -> str:
    """Return what besides its input and the fonts decides how a page comes out."""
    return f"{weasyprint.__version__} {pango.pango_version()}"


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
