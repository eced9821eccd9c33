"""Bytes made into HTTP answers: names, types and headers of downloads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString, mark_safe

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
SVG = "image/svg+xml"
PNG = "image/png"
JSON = "application/json"
CSV = "text/csv; charset=utf-8"

_UNSAFE = re.compile(r'[/\\:*?"<>|]+')
_MAX_NAME = 120


def safe_name(filename: str) -> str:
    """Return `filename` fit for every file system: no path, no control or direction characters."""
    plain = "".join(
        sign for sign in filename if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    )
    plain = " ".join(_UNSAFE.sub("_", plain).split()).lstrip(". ").rstrip(". ")
    stem, dot, extension = plain.rpartition(".")
    if dot and stem and len(extension) <= 8:
        return f"{stem[:_MAX_NAME]}.{extension}"
    return plain[:_MAX_NAME] or "download"


def attachment(
    content: bytes | FileResponse | Iterable[bytes], filename: str, content_type: str
) -> HttpResponseBase:
    """Return a download of `content` under `filename` (any Chinese text; made safe here).

    bytes give an HttpResponse with a length, an open binary file (anything with `read`) a
    FileResponse, any other iterable of bytes a streamed answer.
    """
    response: HttpResponseBase
    if isinstance(content, bytes):
        response = HttpResponse(content, content_type=content_type)
        response["Content-Length"] = str(len(content))
    elif hasattr(content, "read"):
        response = FileResponse(content, content_type=content_type)
    else:
        response = StreamingHttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(True, safe_name(filename))
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def inline_svg(svg: str) -> SafeString:
    """Return `svg` (made by `svg.clean_svg`) for a template, where it is not escaped again."""
    return mark_safe(svg)  # noqa: S308 - clean_svg has removed everything active
